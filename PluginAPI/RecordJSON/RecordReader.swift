/// Reads records along the trie and fills their rows; lives for one scan.
struct RecordReader {
  let page: BytePointer
  let paths: CompiledPaths
  let slots: RecordSlots
  /// The record in which each node was last met: equal to `record` means that its key stands twice.
  let stamps: UnsafeMutablePointer<UInt32>
  let guesses: UnsafeMutablePointer<KeyGuess>
  var row: UnsafeMutablePointer<JSONSlot>
  var record: UInt32 = 0
  var duplicates = 0

  // Copies of what the trie holds, one load nearer.
  private let nodes: UnsafePointer<PathNode>

  init(
    page: PageBuffer, paths: CompiledPaths, slots: RecordSlots, stamps: UnsafeMutablePointer<UInt32>,
    guesses: UnsafeMutablePointer<KeyGuess>, row: UnsafeMutablePointer<JSONSlot>
  ) {
    self.page = page.base
    self.paths = paths
    self.slots = slots
    self.stamps = stamps
    self.guesses = guesses
    self.row = row
    nodes = UnsafePointer(paths.nodes)
  }

  /// Reads an array of records.
  mutating func records(_ open: BytePointer, depth: Int, _ grammar: inout Grammar) throws(Fault) -> BytePointer {
    guard depth <= grammar.depthLimit else { throw Fault(at: open, code: .depth) }
    var p = grammar.space(open + 1)
    if p.pointee == .closeBracket { return p + 1 }
    while true {
      guard let next = slots.appendRow() else { throw Fault(at: p, code: .slots) }
      row = next
      record += 1
      p = try value(p, 0, depth: depth, &grammar)
      for copy in paths.copies { row[copy.to] = row[copy.from] }
      let after = try grammar.separator(p, close: .closeBracket)
      if after.closed { return after.place }
      p = after.place
    }
  }

  /// Reads the value of a node, and of the nodes below it, that lies in containers `depth` deep.
  private mutating func value(
    _ p: BytePointer, _ number: Int32, depth: Int, _ grammar: inout Grammar
  ) throws(Fault) -> BytePointer {
    let node = nodes + Int(number)
    let end: BytePointer
    var kind = JSONKind.number
    switch p.pointee {
    case .quote:
      let string = try grammar.string(p + 1)
      end = string.end
      kind = string.kind
    case .openBrace:
      end =
        node.pointee.object >= 0
        ? try object(p, node, depth: depth + 1, &grammar) : try grammar.skip(p, depth: depth)
      kind = .object
    case .openBracket:
      end =
        node.pointee.elementCount > 0
        ? try array(p, node, depth: depth + 1, &grammar) : try grammar.skip(p, depth: depth)
      kind = .array
    default:
      end = try grammar.scalar(p)
      kind = JSONKind.starting(with: p.pointee)
    }
    row[Int(node.pointee.slot)] = JSONSlot(offset: p - page, length: end - p, kind: kind)
    return end
  }

  private mutating func object(
    _ open: BytePointer, _ node: UnsafePointer<PathNode>, depth: Int, _ grammar: inout Grammar
  ) throws(Fault) -> BytePointer {
    guard depth <= grammar.depthLimit else { throw Fault(at: open, code: .depth) }
    var p = grammar.space(open + 1)
    if p.pointee == .closeBrace { return p + 1 }
    var guess = guesses + Int(node.pointee.object) &* KeyGuess.perObject
    let lastGuess = guess + (KeyGuess.perObject - 1)
    while true {
      guard p.pointee == .quote else { throw grammar.fault(.unexpected, at: p) }
      let key = p + 1
      var child: Int32
      if guess.pointee.fits(key) {
        child = guess.pointee.node
        p = key + Int(guess.pointee.length)
      } else if guess < lastGuess, guess[1].fits(key) {
        // A key that the last record had was left out here.
        guess += 1
        child = guess.pointee.node
        p = key + Int(guess.pointee.length)
      } else {
        (p, child) = try readKey(key, node, guess, &grammar)
      }
      if guess < lastGuess { guess += 1 }
      p = try grammar.colon(p)
      if child >= 0, stamps[Int(child)] == record {
        markDuplicated(child)
        child = -1
      }
      if child < 0 {
        p = p.pointee == .quote ? try grammar.string(p + 1).end : try grammar.skip(p, depth: depth)
      } else {
        stamps[Int(child)] = record
        if p.pointee == .quote {
          // Most values are strings: no call for them.
          let string = try grammar.string(p + 1)
          row[Int(nodes[Int(child)].slot)] = JSONSlot(offset: p - page, length: string.end - p, kind: string.kind)
          p = string.end
        } else {
          p = try value(p, child, depth: depth, &grammar)
        }
      }
      let next = try grammar.separator(p, close: .closeBrace)
      if next.closed { return next.place }
      p = next.place
    }
  }

  private mutating func array(
    _ open: BytePointer, _ node: UnsafePointer<PathNode>, depth: Int, _ grammar: inout Grammar
  ) throws(Fault) -> BytePointer {
    guard depth <= grammar.depthLimit else { throw Fault(at: open, code: .depth) }
    var p = grammar.space(open + 1)
    if p.pointee == .closeBracket { return p + 1 }
    var element = paths.elements + Int(node.pointee.firstElement)
    let lastElement = element + Int(node.pointee.elementCount)
    var index = 0
    while true {
      if element < lastElement, element.pointee.index == index {
        p = try value(p, element.pointee.node, depth: depth, &grammar)
        element += 1
      } else {
        p = try grammar.skip(p, depth: depth)
      }
      let next = try grammar.separator(p, close: .closeBracket)
      if next.closed { return next.place }
      p = next.place
      index += 1
    }
  }

  /// Reads a key that was not guessed, and makes it the guess for the next record.
  @inline(never) private func readKey(
    _ key: BytePointer, _ node: UnsafePointer<PathNode>, _ guess: UnsafeMutablePointer<KeyGuess>,
    _ grammar: inout Grammar
  ) throws(Fault) -> (BytePointer, Int32) {
    let string = try grammar.string(key)
    let length = string.end - key - 1
    guard string.isEscaped else {
      let child = paths.child(of: node, key: key, length: length)
      guess.pointee = KeyGuess(key, length: length + 1, node: child)
      return (string.end, child)
    }
    var text: [UInt8] = []
    EscapedText.append(UnsafeRawBufferPointer(start: key, count: length), to: &text, escaping: false)
    let count = text.count
    text += Array(repeating: 0, count: 8)
    let child = text.withUnsafeBufferPointer { text in
      text.baseAddress.map { paths.child(of: node, key: $0, length: count) } ?? -1
    }
    return (string.end, child)
  }

  /// A key came again: whatever lies at or below it in this record could be meant either way.
  @inline(never) private mutating func markDuplicated(_ node: Int32) {
    for below in node..<nodes[Int(node)].subtreeEnd { row[Int(nodes[Int(below)].slot)] = .duplicated }
    duplicates += 1
  }
}
