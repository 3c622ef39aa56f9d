import Glibc
import HostChannel

/// The worker's end of the channel: whole frames, blocking, one thread.
///
/// When the host is gone or not to be understood, the process ends: there is no one left to work for.
final class HostLink {
  /// Where the host puts the channel.
  static let descriptor: Int32 = 3

  private var sent: UInt32 = 0
  private var received: UInt32 = 0

  /// Sends a message that is known to fit into a frame.
  func send(_ message: WorkerMessage) {
    do { try trySend(message) } catch { leave("a message does not fit into a frame", code: WorkerExit.protocolError) }
  }

  /// Sends a message. It is copied whole before its first byte is written, so that a bad pointer leaves no half frame.
  func trySend(_ message: WorkerMessage) throws(ChannelError) {
    let frame = try message.frame(sequence: sent)
    sent &+= 1
    frame.withUnsafeBytes { bytes in
      var done = 0
      while done < bytes.count {
        let count = write(Self.descriptor, bytes.baseAddress?.advanced(by: done), bytes.count - done)
        if count > 0 {
          done += count
        } else if errno != EINTR {
          leave()
        }
      }
    }
  }

  /// The host's next message.
  func receive() -> HostMessage {
    do {
      let header = try Frame.header(of: read(Frame.headerSize), sequence: received)
      received &+= 1
      return try HostMessage(type: header.type, payload: read(header.length))
    } catch {
      leave("the host sent \(error)", code: WorkerExit.protocolError)
    }
  }

  private func read(_ count: Int) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      while filled < count {
        let got = Glibc.read(Self.descriptor, buffer.baseAddress?.advanced(by: filled), count - filled)
        if got > 0 {
          filled += got
        } else if got == 0 || errno != EINTR {
          leave()
        }
      }
    }
  }
}
