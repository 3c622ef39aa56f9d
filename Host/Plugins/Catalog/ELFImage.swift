import Glibc

/// The few things of an ELF file that tell a connector: machine, kind, and the ABI block in its section. Every offset
/// is checked against the size of the file; whatever the bytes are, the worst answer is a refusal.
struct ELFImage {
  /// What stands in section `.conn.abi`; connector_abi.h has the layout.
  struct ABIBlock: Equatable {
    var major: UInt16
    var minor: UInt16
  }

  let descriptor: Int32
  let size: Int

  private typealias Reason = ConnectorFile.Refusal.Reason
  private static let sectionName = Array(".conn.abi".utf8)
  private static let blockMagic: UInt64 = 0x4250_4e4f_4349_4241
  private static let mostSections = 65_536
  private static let sectionHeaderSize = 64

  #if arch(x86_64)
    private static let machine: UInt16 = 62
  #elseif arch(arm64)
    private static let machine: UInt16 = 183
  #endif

  /// This machine, in words.
  static let machineName = name(of: machine)

  private static func name(of machine: UInt16) -> String {
    switch machine {
    case 3: "i386"
    case 40: "arm (32 bit)"
    case 62: "x86_64"
    case 183: "aarch64"
    case 243: "riscv"
    default: "machine \(machine)"
    }
  }

  func abiBlock() throws(ConnectorFile.Refusal.Reason) -> ABIBlock {
    guard let header = bytes(at: 0, count: 64), header.starts(with: [0x7f, 0x45, 0x4c, 0x46]) else { throw .notELF }
    let machine = header.number(UInt16.self, at: 18)
    let is64BitLittleEndian = header[4] == 2 && header[5] == 1
    guard is64BitLittleEndian, machine == Self.machine else {
      throw .wrongArchitecture(header[5] == 1 ? Self.name(of: machine) : "a big-endian machine")
    }
    let sharedObject: UInt16 = 3
    guard header.number(UInt16.self, at: 16) == sharedObject else { throw .notAConnector }
    guard let sections = sectionTable(header) else { throw .notAConnector }
    guard let place = place(named: Self.sectionName, in: sections.table, names: sections.names),
      let block = bytes(at: place.offset, count: 16), place.size >= 16,
      block.number(UInt64.self, at: 0) == Self.blockMagic
    else { throw .notAConnector }
    return ABIBlock(major: block.number(UInt16.self, at: 8), minor: block.number(UInt16.self, at: 10))
  }

  /// All section headers and the index of the one that holds the names.
  private func sectionTable(_ header: Bytes) -> (table: Bytes, names: Int)? {
    let start = header.number(UInt64.self, at: 40)
    guard header.number(UInt16.self, at: 58) == Self.sectionHeaderSize, start > 0,
      let first = bytes(at: start, count: Self.sectionHeaderSize)
    else { return nil }
    // Files with very many sections keep both numbers in the first header.
    let shortCount = header.number(UInt16.self, at: 60)
    let count = shortCount == 0 ? first.number(UInt64.self, at: 32) : UInt64(shortCount)
    let shortNames = header.number(UInt16.self, at: 62)
    let names = shortNames == 0xffff ? Int(first.number(UInt32.self, at: 40)) : Int(shortNames)
    guard count <= Self.mostSections, names < count,
      let table = bytes(at: start, count: Int(count) * Self.sectionHeaderSize)
    else { return nil }
    return (table, names)
  }

  private func place(named name: [UInt8], in table: Bytes, names: Int) -> (offset: UInt64, size: UInt64)? {
    func place(_ index: Int) -> (offset: UInt64, size: UInt64) {
      let header = index * Self.sectionHeaderSize
      return (table.number(UInt64.self, at: header + 24), table.number(UInt64.self, at: header + 32))
    }
    let text = place(names)
    guard text.size <= UInt64(size), let texts = bytes(at: text.offset, count: Int(text.size)) else { return nil }
    let noBits: UInt32 = 8
    for index in 0..<(table.count / Self.sectionHeaderSize) {
      let header = index * Self.sectionHeaderSize
      let start = Int(table.number(UInt32.self, at: header))
      guard table.number(UInt32.self, at: header + 4) != noBits, start <= texts.count else { continue }
      if texts[start...].starts(with: name + [0]) { return place(index) }
    }
    return nil
  }

  /// Bytes of the file, or nil if they do not all lie in it.
  private func bytes(at offset: UInt64, count: Int) -> Bytes? {
    guard offset <= UInt64(size), count <= size - Int(offset) else { return nil }
    var isWhole = true
    let bytes = Bytes(unsafeUninitializedCapacity: count) { buffer, filled in
      while filled < count {
        let here = off_t(Int(offset) + filled)
        let got = pread(descriptor, buffer.baseAddress?.advanced(by: filled), count - filled, here)
        guard got > 0 else {
          isWhole = false  // shorter than fstat said: someone is writing it
          return
        }
        filled += got
      }
    }
    return isWhole ? bytes : nil
  }
}

private typealias Bytes = [UInt8]

extension [UInt8] {
  /// A little-endian number; `offset` must leave room for it.
  fileprivate func number<T: FixedWidthInteger>(_ type: T.Type, at offset: Int) -> T {
    withUnsafeBytes { T(littleEndian: $0.loadUnaligned(fromByteOffset: offset, as: T.self)) }
  }
}
