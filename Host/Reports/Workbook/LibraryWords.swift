import CXlsxWriter
import Synchronization

/// Keeps lines that libxlsxwriter prints on C's `stderr` from a person who is told the same in a sentence.
///
/// The host itself never writes through that stream, but to the descriptor behind it.
enum LibraryWords {
  private struct Streams {
    var users = 0
    /// Addresses; 0: none yet.
    var usual: UInt = 0
    var nowhere: UInt = 0
  }

  private static let streams = Mutex(Streams())

  /// Runs `body`, on any thread, while what goes to the stream is dropped; several may run at once.
  static func withheld<Result>(_ body: () -> Result) -> Result {
    let isCounted = streams.withLock { streams in
      if streams.nowhere == 0 { streams.nowhere = UInt(bitPattern: cxlsx_open_nowhere()) }
      // Without a stream that leads nowhere the lines are shown.
      guard let nowhere = UnsafeMutablePointer<FILE>(bitPattern: streams.nowhere) else { return false }
      if streams.users == 0 { streams.usual = UInt(bitPattern: cxlsx_replace_stderr(nowhere)) }
      streams.users += 1
      return true
    }
    defer {
      streams.withLock { streams in
        if isCounted { streams.users -= 1 }
        if isCounted, streams.users == 0 { _ = cxlsx_replace_stderr(UnsafeMutablePointer(bitPattern: streams.usual)) }
      }
    }
    return body()
  }
}
