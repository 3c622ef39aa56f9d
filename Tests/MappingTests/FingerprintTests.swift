import HostModel
import RecordJSON
import TestSupport
import Testing

@testable import HostMapping
@testable import HostModel

@Suite("A record's fingerprint") struct FingerprintTests {
  static let cases: [(from: String, transforms: [String], before: String, after: String)] = [
    ("a[*].v", [], #"{"a": [{"v": 1}, {"v": 2}]}"#, #"{"a": [{"v": 1}, {"v": 3}]}"#),
    (
      "a[k=x].v", [], #"{"a": [{"k": "y", "v": 1}, {"k": "x", "v": 2}]}"#,
      #"{"a": [{"k": "x", "v": 1}, {"k": "x", "v": 2}]}"#
    ),
    ("b | a[k=x].v", [], #"{"b": "", "a": [{"k": "x", "v": "1"}]}"#, #"{"b": "", "a": [{"k": "x", "v": "2"}]}"#),
    ("v", ["template({a} {b.c})"], #"{"v": 1, "a": "x", "b": {"c": "y"}}"#, #"{"v": 1, "a": "x", "b": {"c": "z"}}"#),
    ("v", ["trim", "template({} {a[*].v})"], #"{"a": [{"v": 1}]}"#, #"{"a": [{"v": 1}, {"v": 2}]}"#),
  ]

  @Test("changes with whatever its rows read", arguments: cases)
  func changes(_ from: String, _ transforms: [String], _ before: String, _ after: String) throws {
    let old = try Mapped(before, [(from, transforms, .text)])
    #expect(try Mapped(after, [(from, transforms, .text)]).fingerprint != old.fingerprint)
    #expect(try Mapped(before, [(from, transforms, .text)]).fingerprint == old.fingerprint)
  }

  @Test("differs whenever a random path finds something else in two random records", arguments: 0..<20)
  func random(_ seed: Int) throws {
    var generator = SeededGenerator(state: UInt64(seed))
    var differing = 0
    for _ in 0..<300 {
      let paths = (0..<2).map { _ in path(&generator) }
      let records = (0..<2).map { _ in tree(4, &generator) }.map { "{\"a\": \($0.text), \"k\": \"k\"}" }
      let fields = RecordFields(judged: paths, others: [], explode: nil)
      var found: [[JSONTree]] = []
      var prints: [Fingerprint128] = []
      for record in records {
        try withRow(of: record, fields) { row in
          found.append(try paths.map { try row.tree(fields.compiled($0)) })
          var hash = RowHash(seed: (3, 4))
          hash.add(row.slots, of: row.page)
          prints.append(hash.finish())
        }
        // Beside the scan: the whole record walked as a tree.
        let whole = try JSONTree.parse(record)
        #expect(found.last == paths.map { whole.value(at: $0.steps) })
      }
      guard found[0] != found[1] else { continue }
      differing += 1
      #expect(prints[0] != prints[1], "\(paths) in \(records)")
    }
    #expect(differing > 20)
  }

  private func path(_ generator: inout SeededGenerator) -> FieldPath {
    let steps = (0..<Int.random(in: 1...4, using: &generator)).map { _ -> FieldPath.Step in
      switch Int.random(in: 0..<6, using: &generator) {
      case 0: .index(.random(in: 0...1, using: &generator))
      case 1, 2: .every
      case 3: .first(key: ["k"], value: "1")
      default: .key(["a", "k"].randomElement(using: &generator) ?? "a")
      }
    }
    return FieldPath(fromParent: false, steps: [.key("a")] + steps)
  }

  private func tree(_ depth: Int, _ generator: inout SeededGenerator) -> JSONTree {
    switch Int.random(in: 0..<(depth > 0 ? 8 : 3), using: &generator) {
    case 0: .null
    case 1: .number(String(Int.random(in: 0...2, using: &generator)))
    case 2: .string(["", "x", "1"].randomElement(using: &generator) ?? "")
    case 3, 4: .object([.init("k", tree(depth - 1, &generator)), .init("a", tree(depth - 1, &generator))])
    default: .array((0..<Int.random(in: 0..<4, using: &generator)).map { _ in tree(depth - 1, &generator) })
    }
  }
}
