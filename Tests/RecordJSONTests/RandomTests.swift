import RecordJSON
import TestSupport
import Testing

@Suite("Random documents come back as they were, and broken ones do no harm") struct RandomTests {
  /// A value whose objects have keys out of a few, so that paths meet them.
  private func tree(_ depth: Int, _ generator: inout SeededGenerator) -> JSONTree {
    switch Int.random(in: 0..<(depth > 0 ? 9 : 6), using: &generator) {
    case 0: return .null
    case 1: return .bool(Bool.random(using: &generator))
    case 2: return .number("\(Int64.random(in: .min ... .max, using: &generator))")
    case 3: return .number("\(Double.random(in: -1e10...1e10, using: &generator))")
    case 4, 5: return .string(text(&generator))
    case 6, 7:
      var members: [JSONTree.Member] = []
      for key in ["a", "b", "é", "a longer key of a record", "k\n\"1", "x", ""].shuffled(using: &generator)
      where Bool.random(using: &generator) {
        members.append(.init(key, tree(depth - 1, &generator)))
      }
      return .object(members)
    default: return .array((0..<Int.random(in: 0..<4, using: &generator)).map { _ in tree(depth - 1, &generator) })
    }
  }

  private func text(_ generator: inout SeededGenerator) -> String {
    var text = String.UnicodeScalarView()
    for _ in 0..<Int.random(in: 0..<24, using: &generator) {
      let highest: UInt32 = [0x7F, 0x7F, 0x7F, 0x7FF, 0xFFFF, 0x10FFFF].randomElement(using: &generator) ?? 0
      text.append(Unicode.Scalar(UInt32.random(in: 0...highest, using: &generator)) ?? "-")
    }
    return String(text)
  }

  /// Writes a tree as no sane encoder would: white space and needless escapes at random.
  private func ugly(_ tree: JSONTree, _ generator: inout SeededGenerator) -> String {
    func space() -> String {
      ["", "", "", " ", "\n", "\t\r", "          ", "                   "].randomElement(using: &generator) ?? ""
    }
    func string(_ text: String) -> String {
      var out = "\""
      for unit in text.utf16 {
        let scalar = Unicode.Scalar(unit)
        if let scalar, scalar.value >= 0x20, scalar != "\"", scalar != "\\",
          Int.random(in: 0..<8, using: &generator) > 0
        {
          out.unicodeScalars.append(scalar)
        } else {
          let hex = String(unit, radix: 16, uppercase: Bool.random(using: &generator))
          out += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
        }
      }
      return out + "\""
    }
    switch tree {
    case .null, .bool, .number: return space() + tree.text + space()
    case .string(let text): return space() + string(text) + space()
    case .array(let elements):
      let parts = elements.map { ugly($0, &generator) }
      return space() + "[" + (parts.isEmpty ? space() : parts.joined(separator: ",")) + "]" + space()
    case .object(let members):
      let parts = members.map { space() + string($0.key) + space() + ":" + ugly($0.value, &generator) }
      return space() + "{" + (parts.isEmpty ? space() : parts.joined(separator: ",")) + "}" + space()
    }
  }

  private func lookUp(_ path: [PathStep], in tree: JSONTree) -> JSONTree? {
    path.reduce(tree) { tree, step in
      switch step {
      case .key(let key): tree?[key]
      case .index(let index): tree?.elements.flatMap { $0.indices.contains(index) ? $0[index] : nil }
      }
    }
  }

  static let paths: [[PathStep]] = [
    [.key("a")], [.key("b")], [.key("a"), .key("b")], [.key("é"), .index(1)], [.key("a longer key of a record")], [],
    [.key("b"), .index(0), .key("k\n\"1")], [.key("k\n\"1"), .key("x")], [.index(0)], [.index(2), .key("")], [.key("")],
    [.key("a"), .key("a"), .key("a")], [.key("a")],
  ]

  @Test("Encoded, parsed, scanned and found, plainly or oddly written", arguments: 0..<60)
  func roundTrip(_ seed: Int) throws {
    var generator = SeededGenerator(state: UInt64(seed))
    let records = (0..<20).map { _ in tree(5, &generator) }
    let document = JSONTree.object([.init("n", .null), .init("r", .array(records))])
    let odd = ugly(document, &generator)
    #expect(try JSONTree.parse(document.encoded()).encoded() == document.encoded())
    #expect(try JSONTree.parse(odd).encoded() == document.encoded())
    for text in [document.text, odd] {
      let page = try page(text)
      let slots = RecordSlots()
      try RecordScanner().scan(page, records: JSONPointer("/r"), paths: CompiledPaths(Self.paths), into: slots)
      #expect(slots.count == records.count)
      #expect(slots.duplicatedKeys == 0 && slots.loneSurrogates == 0)
      for (i, record) in records.enumerated() where i < slots.count {
        #expect(try JSONTree.parse(page.rawBytes(of: slots.record(i))).encoded() == record.encoded())
        for (j, path) in Self.paths.enumerated() {
          let slot = slots.slot(i, j)
          let found = slot.isMissing ? nil : try JSONTree.parse(page.rawBytes(of: slot)).encoded()
          #expect(found == lookUp(path, in: record)?.encoded())
        }
        let pointed = try JSONPointer("/r/\(i)/a/b").find(in: page)
        #expect(pointed?.slot == (slots.slot(i, 2).isMissing ? nil : slots.slot(i, 2)))
      }
    }
  }

  @Test("Twenty thousand broken pages give an error, or slots that are whole values inside the page")
  func mutations() throws {
    var generator = SeededGenerator(state: 77)
    let source = JSONTree.object([.init("r", .array((0..<6).map { _ in tree(4, &generator) }))])
    let bytes = source.encoded()
    let paths = CompiledPaths(Self.paths)
    let scanner = RecordScanner()
    let slots = RecordSlots()
    let page = PageBuffer()
    var accepted = 0
    var refused = 0
    var hash = RowHash(seed: (1, 2))
    for _ in 0..<20_000 {
      var broken = bytes
      for _ in 0..<Int.random(in: 1...3, using: &generator) { mutate(&broken, &generator) }
      page.removeAll()
      try broken.withUnsafeBytes { try page.append($0) }
      do {
        try scanner.scan(page, records: JSONPointer("/r"), paths: paths, into: slots)
        accepted += 1
      } catch {
        refused += 1
        #expect((0...broken.count).contains(error.offset))
        #expect(slots.count == 0)
      }
      for i in 0..<slots.count {
        hash.add(slots.row(i), of: page)
        _ = hash.finish()
        for slot in slots.row(i) + [slots.record(i)] where slot.length > 0 {
          #expect(slot.offset + slot.length <= page.count)
          _ = page.string(of: slot)
          if case nil = try JSONPointer.root.find(in: page.rawBytes(of: slot)) { Issue.record("no value in \(slot)") }
        }
      }
    }
    #expect(accepted > 1000 && refused > 1000)
  }

  private func mutate(_ bytes: inout [UInt8], _ generator: inout SeededGenerator) {
    guard let i = bytes.indices.randomElement(using: &generator) else { return }
    switch Int.random(in: 0..<6, using: &generator) {
    case 0: bytes[i] = UInt8.random(in: 0...255, using: &generator)
    case 1: bytes[i] = Array("\"\\{}[]:,0-.eu \u{0}".utf8).randomElement(using: &generator) ?? 0
    case 2: bytes.remove(at: i)
    case 3: bytes.insert(bytes.randomElement(using: &generator) ?? 0, at: i)
    case 4: bytes[i] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
    default:
      if Int.random(in: 0..<10, using: &generator) == 0 { bytes.removeSubrange(i...) }
      if let a = bytes.indices.randomElement(using: &generator) { bytes[a] = UInt8(ascii: "a") }
    }
  }
}
