import Foundation
import Glibc
import RecordJSON

/// What a run would write, in the order of arrival: in memory up to 8 MiB, then in a file that only this user can read.
///
/// Opened and closed; used by one thread at a time. Entries are 8-byte aligned: a 48-byte header, then id, body,
/// references, reason.
final class Spool {
  private static let memoryLimit = 8 << 20
  private static let headerSize = 56

  /// Where the file is, once there is one and it has a name.
  let path: String
  private let isKept: Bool
  private var descriptor: Int32 = -1
  private var buffer: [UInt8] = []
  /// Bytes in the file, before those in `buffer`.
  private var written = 0

  /// A spool whose file, if it needs one, will be at `path`. A kept one has a name and stays; the others vanish with the
  /// process, however it ends.
  init(path: String, isKept: Bool) {
    self.path = path
    self.isKept = isKept
    buffer.reserveCapacity(1 << 20)
  }

  /// Opens a kept spool for reading.
  init(reading path: String) throws(SpoolError) {
    self.path = path
    isKept = true
    descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw SpoolError(path: path, code: errno) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw SpoolError(path: path, code: errno) }
    written = Int(status.st_size)
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  var size: Int { written + buffer.count }

  /// Adds an entry; gives its place, or 0 beyond 32 GiB.
  func append(_ entry: SpoolEntry) throws(SpoolError) -> UInt32 {
    let offset = size
    let content =
      entry.id.count + entry.body.count + entry.references.count + entry.notes.count + entry.offers.count
    let padding = (8 - content % 8) % 8
    let header = (
      UInt32(Self.headerSize + content + padding), UInt32(entry.action.rawValue), entry.print.lo, entry.print.hi,
      entry.row, UInt32(entry.id.count), UInt32(entry.body.count), UInt32(entry.references.count),
      UInt32(entry.notes.count), UInt32(entry.offers.count), UInt32(0)
    )
    withUnsafeBytes(of: header) { buffer.append(contentsOf: $0) }
    buffer.append(contentsOf: entry.id)
    buffer.append(contentsOf: entry.body)
    buffer.append(contentsOf: entry.references)
    buffer.append(contentsOf: entry.notes)
    buffer.append(contentsOf: entry.offers)
    withUnsafeBytes(of: UInt64(0)) { buffer.append(contentsOf: $0[..<padding]) }
    if buffer.count >= (descriptor >= 0 ? 1 << 20 : Self.memoryLimit) { try flush() }
    return offset / 8 + 1 < Int(UInt32.max) ? UInt32(offset / 8 + 1) : 0
  }

  /// Forgets everything, to start over.
  func removeAll() throws(SpoolError) {
    buffer.removeAll(keepingCapacity: true)
    written = 0
    if descriptor >= 0, ftruncate(descriptor, 0) != 0 || lseek(descriptor, 0, SEEK_SET) < 0 {
      throw SpoolError(path: path, code: errno)
    }
  }

  /// Makes everything durable in the file at `path`.
  func keep() throws(SpoolError) {
    try flush()
    guard fsync(descriptor) == 0 else { throw SpoolError(path: path, code: errno) }
  }

  private func flush() throws(SpoolError) {
    if descriptor < 0 {
      descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
      guard descriptor >= 0 else { throw SpoolError(path: path, code: errno) }
      if !isKept { unlink(path) }
    }
    var sent = 0
    while sent < buffer.count {
      let count = buffer.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress.map { $0 + sent }, $0.count - sent) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw SpoolError(path: path, code: count == 0 ? ENOSPC : errno) }
      sent += count
    }
    written += buffer.count
    buffer.removeAll(keepingCapacity: true)
  }

  /// Reads all entries in order; `body` is given each with its place.
  func forEach(_ body: (SpoolEntry, UInt32) throws -> Void) throws {
    var offset = 0
    var chunk: [UInt8] = []
    while offset < written {
      try fill(&chunk, from: offset, atLeast: Self.headerSize)
      let consumed = try chunk.withUnsafeBytes { try entries(in: $0, from: offset, body) }
      guard consumed > 0 else {
        // One entry larger than a chunk: read it whole.
        guard chunk.count >= Self.headerSize else { throw damaged }
        let length = chunk.withUnsafeBytes { Int($0.loadUnaligned(as: UInt32.self)) }
        try fill(&chunk, from: offset, atLeast: length)
        let rest = try chunk.withUnsafeBytes { try entries(in: $0, from: offset, body) }
        guard rest > 0 else { throw damaged }
        offset += rest
        continue
      }
      offset += consumed
    }
    _ = try buffer.withUnsafeBytes { try entries(in: $0, from: written, body) }
  }

  /// Reads the entry at a place that `append` gave.
  func entry<Result>(at place: UInt32, _ body: (SpoolEntry) throws -> Result) throws -> Result {
    let offset = (Int(place) - 1) * 8
    if offset >= written {
      return try buffer.withUnsafeBytes { try body(entry(in: $0, at: offset - written)) }
    }
    var header: [UInt8] = []
    try fill(&header, from: offset, exactly: Self.headerSize)
    let length = header.withUnsafeBytes { Int($0.loadUnaligned(as: UInt32.self)) }
    var whole: [UInt8] = []
    try fill(&whole, from: offset, exactly: length)
    return try whole.withUnsafeBytes { try body(entry(in: $0, at: 0)) }
  }

  private func fill(_ chunk: inout [UInt8], from offset: Int, atLeast: Int) throws(SpoolError) {
    try fill(&chunk, from: offset, exactly: min(written - offset, max(atLeast, 1 << 20)))
  }

  private func fill(_ chunk: inout [UInt8], from offset: Int, exactly count: Int) throws(SpoolError) {
    guard count >= 0, offset + count <= written else { throw damaged }
    chunk = [UInt8](unsafeUninitializedCapacity: count) { target, filled in
      while filled < count {
        let got = pread(descriptor, target.baseAddress.map { $0 + filled }, count - filled, off_t(offset + filled))
        if got < 0, errno == EINTR { continue }
        if got <= 0 { return }
        filled += got
      }
    }
    guard chunk.count == count else { throw damaged }
  }

  private var damaged: SpoolError { SpoolError(path: path, code: EBADMSG) }

  /// Gives each whole entry in `bytes` to `body`; returns how many bytes they took.
  private func entries(
    in bytes: UnsafeRawBufferPointer, from origin: Int, _ body: (SpoolEntry, UInt32) throws -> Void
  ) throws -> Int {
    var offset = 0
    while offset + Self.headerSize <= bytes.count {
      let length = Int(bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
      guard length >= Self.headerSize, offset + length <= bytes.count else { break }
      let place = (origin + offset) / 8 + 1
      try body(entry(in: bytes, at: offset), place < Int(UInt32.max) ? UInt32(place) : 0)
      offset += length
    }
    return offset
  }

  private func entry(in bytes: UnsafeRawBufferPointer, at offset: Int) throws(SpoolError) -> SpoolEntry {
    guard offset >= 0, offset + Self.headerSize <= bytes.count else { throw damaged }
    func word(_ at: Int) -> UInt64 { bytes.loadUnaligned(fromByteOffset: offset + at, as: UInt64.self) }
    func half(_ at: Int) -> Int { Int(bytes.loadUnaligned(fromByteOffset: offset + at, as: UInt32.self)) }
    var start = offset + Self.headerSize
    let end = start + half(32) + half(36) + half(40) + half(44) + half(48)
    guard end <= bytes.count, end <= offset + half(0),
      let action = SpoolAction(rawValue: UInt8(truncatingIfNeeded: half(4)))
    else { throw damaged }
    func part(_ length: Int) -> UnsafeRawBufferPointer {
      defer { start += length }
      return UnsafeRawBufferPointer(rebasing: bytes[start..<start + length])
    }
    return SpoolEntry(
      action: action, print: Fingerprint128(lo: word(8), hi: word(16)), row: Int64(bitPattern: word(24)),
      id: part(half(32)),
      body: part(half(36)), references: part(half(40)), notes: part(half(44)), offers: part(half(48)))
  }
}

/// Why a spool could not be written or read.
package struct SpoolError: Error, Equatable, CustomStringConvertible {
  package let path: String
  /// errno.
  package let code: Int32

  package var description: String {
    switch code {
    case ENOSPC, EFBIG, EDQUOT:
      "Keeping what was fetched in '\(path)' failed: the disk is full or a size limit was reached. Nothing was changed."
        + " Free space and run the command again."
    case EBADMSG: "'\(path)', which keeps what was fetched, is damaged. Nothing was changed. Run the command again."
    case ENOENT: "The plan's file '\(path)' is gone. Make a new preview."
    default:
      "Keeping what was fetched in '\(path)' failed: \(String(cString: strerror(code))). Nothing was changed. Check the rights to that folder, and run the command again."
    }
  }
}
