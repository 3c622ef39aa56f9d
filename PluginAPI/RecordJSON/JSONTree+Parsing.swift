extension JSONTree {
  /// The largest document that is read as a tree: 8 MiB.
  public static let maximumCount = 8 << 20

  /// Reads a document of at most ``maximumCount`` bytes; a key that stands twice in an object is an error naming it.
  public static func parse(_ bytes: UnsafeRawBufferPointer) throws(JSONError) -> JSONTree {
    try parse(PageBuffer(copying: bytes, limit: maximumCount))
  }

  /// Reads a document of at most ``maximumCount`` bytes; a key that stands twice in an object is an error naming it.
  public static func parse(_ bytes: [UInt8]) throws(JSONError) -> JSONTree {
    try parse(PageBuffer(bytes, limit: maximumCount))
  }

  /// Reads a document of at most ``maximumCount`` bytes; a key that stands twice in an object is an error naming it.
  public static func parse(_ text: String) throws(JSONError) -> JSONTree { try parse(Array(text.utf8)) }

  private static func parse(_ page: PageBuffer) throws(JSONError) -> JSONTree {
    var grammar = Grammar(page, depthLimit: RecordScanner.defaultDepthLimit)
    var tree = JSONTree.null
    do throws(Fault) {
      try grammar.document { grammar, p, depth throws(Fault) in
        var reader = TreeReader(grammar: grammar)
        let end = try reader.value(p, depth: depth, into: &tree)
        return end
      }
    } catch { throw grammar.error(error, origin: page.base) }
    return tree
  }
}

/// Builds a tree by the same grammar that validates pages.
private struct TreeReader {
  var grammar: Grammar

  mutating func value(_ p: BytePointer, depth: Int, into tree: inout JSONTree) throws(Fault) -> BytePointer {
    switch p.pointee {
    case .openBrace: return try object(p, depth: depth + 1, into: &tree)
    case .openBracket: return try array(p, depth: depth + 1, into: &tree)
    case .quote:
      let end = try grammar.string(p + 1).end
      tree = .string(text(p, end))
      return end
    default:
      let end = try grammar.scalar(p)
      tree =
        switch JSONKind.starting(with: p.pointee) {
        case .null: .null
        case .true: .bool(true)
        case .false: .bool(false)
        default: .number(String(decoding: UnsafeBufferPointer(start: p, count: end - p), as: UTF8.self))
        }
      return end
    }
  }

  /// Members above which an object's keys are kept in a set.
  private static let small = 12

  private mutating func object(
    _ open: BytePointer, depth: Int, into tree: inout JSONTree
  ) throws(Fault) -> BytePointer {
    guard depth <= grammar.depthLimit else { throw Fault(at: open, code: .depth) }
    var members: [JSONTree.Member] = []
    // Most objects are small: then a look at each member is less than a set.
    var known: Set<[UInt8]> = []
    var p = grammar.space(open + 1)
    var isClosed = p.pointee == .closeBrace
    if isClosed { p += 1 }
    while !isClosed {
      guard p.pointee == .quote else { throw grammar.fault(.unexpected, at: p) }
      let end = try grammar.string(p + 1).end
      let key = text(p, end)
      if members.count == Self.small { for member in members { known.insert(Array(member.key.utf8)) } }
      let isNew =
        members.count < Self.small
        ? !members.contains { $0.isNamed(key) } : known.insert(Array(key.utf8)).inserted
      guard isNew else { throw Fault(at: p, code: .duplicateKey) }
      var member = JSONTree.null
      p = try value(grammar.colon(end), depth: depth, into: &member)
      members.append(JSONTree.Member(key, member))
      (p, isClosed) = try grammar.separator(p, close: .closeBrace)
    }
    tree = .object(members)
    return p
  }

  private mutating func array(
    _ open: BytePointer, depth: Int, into tree: inout JSONTree
  ) throws(Fault) -> BytePointer {
    guard depth <= grammar.depthLimit else { throw Fault(at: open, code: .depth) }
    var elements: [JSONTree] = []
    var p = grammar.space(open + 1)
    var isClosed = p.pointee == .closeBracket
    if isClosed { p += 1 }
    while !isClosed {
      var element = JSONTree.null
      p = try value(p, depth: depth, into: &element)
      elements.append(element)
      (p, isClosed) = try grammar.separator(p, close: .closeBracket)
    }
    tree = .array(elements)
    return p
  }

  private func text(_ open: BytePointer, _ end: BytePointer) -> String {
    EscapedText.string(UnsafeRawBufferPointer(start: open + 1, count: end - open - 2))
  }
}
