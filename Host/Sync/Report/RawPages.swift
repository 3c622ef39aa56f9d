import Foundation
import Glibc
import RecordJSON

/// The record arrays of a preview's pages as the vendor sent them, in a file that only this user can read: raw vendor data,
/// which lies in spools alone and for at most 24 hours (DESIGN §2, rule 11).
///
/// Opened and closed; used by one thread at a time. Each page is its length in bytes, as a 64-bit number, and the bytes.
final class RawPages {
  let path: String
  private let descriptor: Int32
  private var size = 0

  /// Makes the file anew.
  init(path: String) throws(SpoolError) {
    self.path = path
    descriptor = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else { throw SpoolError(path: path, code: errno) }
  }

  /// Opens a kept file for reading.
  init(reading path: String) throws(SpoolError) {
    self.path = path
    descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw SpoolError(path: path, code: errno) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw SpoolError(path: path, code: errno) }
    size = Int(status.st_size)
  }

  deinit { close(descriptor) }

  /// Adds the record array of a page.
  func append(_ array: UnsafeRawBufferPointer) throws(SpoolError) {
    try withUnsafeBytes(of: UInt64(array.count)) { bytes throws(SpoolError) in try write(bytes) }
    try write(array)
  }

  /// Forgets everything, to start over.
  func removeAll() throws(SpoolError) {
    size = 0
    guard ftruncate(descriptor, 0) == 0 else { throw SpoolError(path: path, code: errno) }
  }

  /// Makes everything durable.
  func keep() throws(SpoolError) {
    guard fsync(descriptor) == 0 else { throw SpoolError(path: path, code: errno) }
  }

  /// Gives each page to `body`, which has it until the next one. Memory is that of the largest page.
  func forEach(_ body: (PageBuffer) throws -> Void) throws {
    var offset = 0
    let buffer = PageBuffer()
    while offset < size {
      let header = try read(8, at: offset)
      let length = Int(clamping: header.withUnsafeBytes { $0.loadUnaligned(as: UInt64.self) })
      guard length <= size - offset - 8 else { throw SpoolError(path: path, code: EIO) }
      buffer.removeAll()
      buffer.reserve(length)
      var done = 0
      while done < length {
        let chunk = try read(min(1 << 20, length - done), at: offset + 8 + done)
        try chunk.withUnsafeBytes { try buffer.append($0) }
        done += chunk.count
      }
      try body(buffer)
      offset += 8 + length
    }
  }

  private func write(_ bytes: UnsafeRawBufferPointer) throws(SpoolError) {
    var sent = 0
    while sent < bytes.count {
      let count = pwrite(descriptor, bytes.baseAddress.map { $0 + sent }, bytes.count - sent, off_t(size))
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw SpoolError(path: path, code: count == 0 ? ENOSPC : errno) }
      sent += count
      size += count
    }
  }

  private func read(_ count: Int, at offset: Int) throws(SpoolError) -> [UInt8] {
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { target, filled in
      while filled < count {
        let got = pread(descriptor, target.baseAddress.map { $0 + filled }, count - filled, off_t(offset + filled))
        if got < 0, errno == EINTR { continue }
        if got <= 0 { return }
        filled += got
      }
    }
    guard bytes.count == count else { throw SpoolError(path: path, code: EIO) }
    return bytes
  }
}
