import HostModel
import RecordJSON

/// In how many received records each path that leads through a list, behind `[*]` or `[key=value]`, had a value; all
/// others are counted by `FieldUse`, without taking anything apart.
package struct DeepUse: Sendable {
  /// Each path once, with the place in a row of the list that it leads through.
  package let paths: [(path: FieldPath, position: Int)]
  private let compiled: [CompiledPath]
  /// By the order of `paths`.
  package private(set) var filled: [Int]

  /// - Parameter paths: any paths; those without a list in them are left out.
  package init(_ paths: [FieldPath], _ fields: RecordFields) {
    var seen: Set<String> = []
    let deep = paths.filter { !$0.isPlain && seen.insert($0.description).inserted }
    self.paths = deep.map { ($0, fields.position(of: $0)) }
    compiled = deep.map { fields.compiled($0) }
    filled = Array(repeating: 0, count: deep.count)
  }

  /// Counts one record. One whose list cannot be taken apart has a value: it is no gap at the vendor.
  package mutating func add(_ row: RecordRow) {
    for index in compiled.indices where !((try? row.tree(compiled[index]))?.isBlank ?? false) { filled[index] += 1 }
  }
}
