import CZip
import Foundation

/// A zip file whose parts are read one by one; opened and closed, used by one thread at a time.
final class ZipArchive {
  let file: String
  private let limits: TableLimits
  private let archive: OpaquePointer
  /// Parts by name, in lower case: names that differ in case alone are one (ECMA-376-2 §6.2.2.3).
  private var parts: [String: UInt64] = [:]
  /// Names as they are written.
  private(set) var names: [String] = []

  init(_ file: String, path: String, limits: TableLimits) throws(TableFault) {
    self.file = file
    self.limits = limits
    let size = try PlainFile(path).size
    var code: Int32 = 0
    guard let opened = zip_open(path, Int32(ZIP_RDONLY), &code) else {
      switch code {
      case ZIP_ER_NOZIP: throw TableFault(file: file, reason: .damaged("it ends before its list of parts"))
      case ZIP_ER_INCONS: throw TableFault(file: file, reason: .damaged("its list of parts does not fit its parts"))
      default: throw TableFault(file: file, reason: .cannotRead("the zip archive cannot be opened (libzip \(code))"))
      }
    }
    archive = opened
    guard zip_get_num_entries(opened, 0) <= Int64(limits.parts) else {
      throw TableFault(file: file, reason: .tooManyParts(limit: limits.parts))
    }
    var room = UInt64(clamping: size)
    for index in 0..<UInt64(max(0, zip_get_num_entries(opened, 0))) {
      guard let raw = zip_get_name(opened, index, UInt32(ZIP_FL_ENC_GUESS)) else { continue }
      let name = String(cString: raw)
      names.append(name)
      // Some programs write the separator of another system.
      let key = name.split(separator: "\\", omittingEmptySubsequences: false).joined(separator: "/").lowercased()
      guard parts.updateValue(index, forKey: key) == nil else {
        throw TableFault(file: file, reason: .damaged("its part '\(name)' is there twice"))
      }
      // Ten thousand parts that are one and the same stretch of the file would come to far more than the file.
      var facts = zip_stat_t()
      zip_stat_init(&facts)
      guard zip_stat_index(opened, index, 0, &facts) == 0 else { throw damaged(name) }
      guard facts.comp_size <= room else {
        throw TableFault(file: file, reason: .damaged("its parts are larger than the file"))
      }
      room -= facts.comp_size
    }
  }

  deinit { zip_discard(archive) }

  func has(_ name: String) -> Bool { parts[name.lowercased()] != nil }

  /// Opens a part, or gives nil if there is none. What it holds is not more than `limit` bytes, or reading throws.
  func part(_ name: String, limit: Int) throws(TableFault) -> ZipPart? {
    guard let index = parts[name.lowercased()] else { return nil }
    var facts = zip_stat_t()
    zip_stat_init(&facts)
    guard zip_stat_index(archive, index, 0, &facts) == 0 else { throw damaged(name) }
    if facts.encryption_method != UInt16(ZIP_EM_NONE) {
      throw TableFault(
        file: file,
        reason: .wrongKind("protected with a password", advice: "Take the password off and save it again."))
    }
    guard facts.comp_method == UInt16(ZIP_CM_STORE) || facts.comp_method == UInt16(ZIP_CM_DEFLATE) else {
      throw TableFault(file: file, reason: .damaged("its part '\(name)' is packed in a way that no workbook is"))
    }
    guard facts.size <= UInt64(limit) else { throw TableFault(file: file, reason: .tooLarge(part: name, limit: limit)) }
    guard let opened = zip_fopen_index(archive, index, 0) else { throw damaged(name) }
    return ZipPart(self, name, opened, limit: limit, packed: Int(clamping: facts.comp_size), ratio: limits.ratio)
  }

  /// A part as a whole; nil if there is none.
  func bytes(_ name: String, limit: Int) throws(TableFault) -> [UInt8]? {
    guard let part = try part(name, limit: limit) else { return nil }
    var all: [UInt8] = []
    let chunk = UnsafeMutableRawBufferPointer.allocate(byteCount: 65_536, alignment: 16)
    defer { chunk.deallocate() }
    while true {
      let count = try part.read(into: chunk)
      guard count > 0 else { return all }
      all.append(contentsOf: chunk[..<count])
    }
  }

  fileprivate func damaged(_ name: String) -> TableFault {
    TableFault(file: file, reason: .damaged("its part '\(name)' is cut or changed"))
  }
}

/// An open part; keeps its archive.
final class ZipPart: ByteSource {
  private let archive: ZipArchive
  private let name: String
  private let part: OpaquePointer
  private let limit: Int
  private let packed: Int
  private let ratio: Int
  private var given = 0

  fileprivate init(
    _ archive: ZipArchive, _ name: String, _ part: OpaquePointer, limit: Int, packed: Int, ratio: Int
  ) {
    self.archive = archive
    self.name = name
    self.part = part
    self.limit = limit
    self.packed = packed
    self.ratio = ratio
  }

  deinit { zip_fclose(part) }

  /// At the end libzip compares length and checksum.
  func read(into memory: UnsafeMutableRawBufferPointer) throws(TableFault) -> Int {
    let count = zip_fread(part, memory.baseAddress, UInt64(memory.count))
    guard count >= 0 else { throw archive.damaged(name) }
    given += Int(count)
    // Here too, since the list of parts may claim less than there is.
    guard given <= limit else { throw TableFault(file: archive.file, reason: .tooLarge(part: name, limit: limit)) }
    guard given <= 1 << 20 || given / ratio <= packed else {
      throw TableFault(file: archive.file, reason: .packedTooMuch(part: name, limit: ratio))
    }
    return Int(count)
  }
}
