import Glibc

/// Bytes that come in pieces.
protocol ByteSource: AnyObject {
  /// Puts up to that many bytes into memory; 0 at the end.
  func read(into memory: UnsafeMutableRawBufferPointer) throws(TableFault) -> Int
}

/// A file that is read from its beginning; opened and closed.
final class PlainFile: ByteSource {
  private let name: String
  let descriptor: Int32
  let size: Int

  init(_ path: String) throws(TableFault) {
    name = path
    var facts = stat()
    guard stat(path, &facts) == 0 else {
      throw Self.fault(path, errno)
    }
    switch facts.st_mode & S_IFMT {
    case S_IFREG: break
    case S_IFDIR: throw TableFault(file: path, reason: .isFolder)
    default: throw TableFault(file: path, reason: .notAFile)
    }
    guard facts.st_size > 0 else { throw TableFault(file: path, reason: .empty) }
    let opened = open(path, O_RDONLY | O_CLOEXEC)
    guard opened >= 0 else { throw Self.fault(path, errno) }
    descriptor = opened
    size = Int(facts.st_size)
  }

  deinit { close(descriptor) }

  func read(into memory: UnsafeMutableRawBufferPointer) throws(TableFault) -> Int {
    while true {
      let count = Glibc.read(descriptor, memory.baseAddress, memory.count)
      if count >= 0 { return count }
      guard errno == EINTR else { throw Self.fault(name, errno) }
    }
  }

  /// Bytes at a place, fewer at the end.
  func bytes(at offset: Int, count: Int) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      filled = max(0, pread(descriptor, buffer.baseAddress, count, off_t(offset)))
    }
  }

  private static func fault(_ path: String, _ code: Int32) -> TableFault {
    let reason: TableFault.Reason =
      switch code {
      case ENOENT, ENOTDIR: .missing
      case EACCES, EPERM: .noPermission
      default: .cannotRead(String(cString: strerror(code)))
      }
    return TableFault(file: path, reason: reason)
  }
}

/// A source's text as UTF-8: takes a byte order mark off, and turns UTF-16 around. UTF-8 is passed on as it is, unchecked.
final class UTF8Source: ByteSource {
  private enum Encoding { case unknown, utf8, utf16(isBigEndian: Bool) }

  private let source: any ByteSource
  /// What to say of a text that is no UTF-16.
  private let fault: TableFault
  private var encoding = Encoding.unknown
  private var raw: [UInt8]
  /// Bytes of `raw` that are not passed on yet.
  private var held: Range<Int> = 0..<0

  init(_ source: any ByteSource, fault: TableFault) {
    self.source = source
    self.fault = fault
    raw = [UInt8](repeating: 0, count: 32_768)
  }

  /// True if the text came as UTF-16; known after the first read.
  var wasUTF16: Bool { if case .utf16 = encoding { true } else { false } }

  func read(into memory: UnsafeMutableRawBufferPointer) throws(TableFault) -> Int {
    if case .unknown = encoding { try detect() }
    guard case .utf16(let isBigEndian) = encoding else {
      guard held.isEmpty else {
        let count = min(held.count, memory.count)
        memory.copyBytes(from: raw[held.lowerBound..<(held.lowerBound + count)])
        held = (held.lowerBound + count)..<held.upperBound
        return count
      }
      return try source.read(into: memory)
    }
    var filled = 0
    // A unit becomes at most three bytes, a pair four.
    while filled == 0 {
      let got = try fill()
      while held.count >= 2, filled + 4 <= memory.count {
        guard let (scalar, size) = try scalar(isBigEndian, atEnd: got == 0) else { break }
        held = (held.lowerBound + size)..<held.upperBound
        for byte in UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter {
          memory[filled] = byte
          filled += 1
        }
      }
      guard got == 0 else { continue }
      if filled == 0, !held.isEmpty { throw fault }
      break
    }
    return filled
  }

  private func detect() throws(TableFault) {
    while held.count < 4, try fill() > 0 {}
    let start = Array(raw[held].prefix(4))
    if start.starts(with: [0xEF, 0xBB, 0xBF]) {
      held = 3..<held.upperBound
      encoding = .utf8
    } else if start.starts(with: [0xFE, 0xFF]) || start.starts(with: [0xFF, 0xFE]) {
      held = 2..<held.upperBound
      encoding = .utf16(isBigEndian: start[0] == 0xFE)
    } else if start.starts(with: [0x3C, 0]) || start.starts(with: [0, 0x3C]) {
      // `<` without a mark: XML 1.0, appendix F.1.
      encoding = .utf16(isBigEndian: start[0] == 0)
    } else {
      encoding = .utf8
    }
  }

  /// Reads behind what is held; gives the number of bytes that came.
  private func fill() throws(TableFault) -> Int {
    if held.lowerBound > 0 {
      raw.replaceSubrange(0..<held.count, with: Array(raw[held]))
      held = 0..<held.count
    }
    guard held.upperBound < raw.count else { return -1 }
    let end = held.upperBound
    var result: Result<Int, TableFault> = .success(0)
    raw.withUnsafeMutableBytes { bytes in
      let room = UnsafeMutableRawBufferPointer(rebasing: bytes[end...])
      do throws(TableFault) { result = .success(try source.read(into: room)) } catch { result = .failure(error) }
    }
    let count = try result.get()
    held = held.lowerBound..<(end + count)
    return count
  }

  /// The next scalar and its bytes; nil if more must come first.
  private func scalar(_ isBigEndian: Bool, atEnd: Bool) throws(TableFault) -> (Unicode.Scalar, Int)? {
    func unit(_ offset: Int) -> UInt32 {
      let a = UInt32(raw[held.lowerBound + offset])
      let b = UInt32(raw[held.lowerBound + offset + 1])
      return isBigEndian ? a << 8 | b : b << 8 | a
    }
    let first = unit(0)
    if let scalar = Unicode.Scalar(first) { return (scalar, 2) }
    guard first < 0xDC00 else { throw fault }
    guard held.count >= 4 else { if atEnd { throw fault } else { return nil } }
    let second = unit(2)
    guard (0xDC00..<0xE000).contains(second),
      let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
    else { throw fault }
    return (scalar, 4)
  }
}
