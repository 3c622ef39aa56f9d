import HostModel
import RecordJSON

/// A path looked up: where a scan puts what its plain beginning leads to, and the rest of the way from there.
package struct CompiledPath: Sendable {
  /// A place in the row.
  let position: Int
  let rest: [FieldPath.Step]

  var isPlain: Bool { rest.isEmpty }
}

extension RecordRow {
  /// The value of a path that is taken apart; throws why it cannot be told.
  func tree(_ path: CompiledPath) throws(Misfit) -> JSONTree {
    let tree = try tree(at: path.position)
    return path.isPlain ? tree : tree.value(at: path.rest)
  }

  func tree(at position: Int) throws(Misfit) -> JSONTree {
    let slot = slots[position]
    switch slot.kind {
    case .string, .escapedString: return .string(page.string(of: slot))
    case .number: return .number(page.string(of: slot))
    case .true: return .bool(true)
    case .false: return .bool(false)
    case .missing, .null: return .null
    case .duplicated: throw Misfit("the key of its API field stands twice in the record")
    case .array, .object:
      do throws(JSONError) { return try JSONTree.parse(page.rawBytes(of: slot)) } catch {
        throw Misfit("its API field cannot be read: \(error.description)")
      }
    }
  }
}

/// The values of one record that were taken apart, each once however many paths lead through it.
struct RecordTrees {
  private var containers: [Int: JSONTree] = [:]

  mutating func value(_ path: CompiledPath, of row: RecordRow) throws(Misfit) -> JSONTree {
    guard !path.isPlain else { return try row.tree(path) }
    if let known = containers[path.position] { return known.value(at: path.rest) }
    let tree = try row.tree(at: path.position)
    containers[path.position] = tree
    return tree.value(at: path.rest)
  }
}
