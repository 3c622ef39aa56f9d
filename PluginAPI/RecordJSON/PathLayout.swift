/// A trie as it grows, before it is laid out in plain memory.
struct PathDraft {
  /// Row position of the path that ends here, or 0.
  var slot: Int32 = 0
  var keys: [(key: [UInt8], node: PathDraft)] = []
  var elements: [(index: Int, node: PathDraft)] = []

  /// Adds a path; gives the position of an equal path that came before, if there is one.
  mutating func insert(_ path: ArraySlice<PathStep>, slot new: Int32) -> Int32? {
    switch path.first {
    case nil:
      if slot != 0 { return slot }
      slot = new
      return nil
    case .key(let key):
      let key = Array(key.utf8)
      let known = keys.firstIndex { $0.key == key } ?? keys.endIndex
      if known == keys.endIndex { keys.append((key, PathDraft())) }
      return keys[known].node.insert(path.dropFirst(), slot: new)
    case .index(let index):
      let known = elements.firstIndex { $0.index == index } ?? elements.endIndex
      if known == elements.endIndex { elements.append((index, PathDraft())) }
      return elements[known].node.insert(path.dropFirst(), slot: new)
    }
  }
}

/// Lays a draft out in preorder.
struct PathLayout {
  var nodes: [PathNode] = []
  var keys: [UInt8] = []
  var buckets: [Int32] = []
  var elements: [PathElement] = []
  var objectCount: Int32 = 0

  /// Places a draft and what lies below it; gives its node.
  @discardableResult mutating func place(_ draft: PathDraft, key: [UInt8] = []) -> Int32 {
    let number = nodes.count
    var node = PathNode(slot: draft.slot, key: Int32(keys.count))
    // Eight zeros behind the key for the moment: its print is made by loading words.
    (key + Array(repeating: 0, count: 8)).withUnsafeBufferPointer {
      if let base = $0.baseAddress { node.print = KeyPrint(base, length: key.count) }
    }
    keys += key
    nodes.append(node)
    placeKeys(of: draft, at: number)
    placeElements(of: draft, at: number)
    nodes[number].subtreeEnd = Int32(nodes.count)
    return Int32(number)
  }

  private mutating func placeKeys(of draft: PathDraft, at number: Int) {
    guard !draft.keys.isEmpty else { return }
    // At most half full, so that a key that is not there is soon known.
    var size = 2
    while size < 2 * draft.keys.count { size *= 2 }
    let first = buckets.count
    buckets += Array(repeating: -1, count: size)
    nodes[number].object = objectCount
    nodes[number].buckets = Int32(first)
    nodes[number].bucketMask = UInt32(size - 1)
    objectCount += 1
    for (key, child) in draft.keys {
      let node = place(child, key: key)
      var bucket = Int(nodes[Int(node)].print.hash) & (size - 1)
      while buckets[first + bucket] >= 0 { bucket = (bucket + 1) & (size - 1) }
      buckets[first + bucket] = node
    }
  }

  private mutating func placeElements(of draft: PathDraft, at number: Int) {
    var placed: [PathElement] = []
    for (index, child) in draft.elements {
      let node = place(child)
      if index >= 0 { placed.append(PathElement(index: index, node: node)) }
    }
    nodes[number].firstElement = Int32(elements.count)
    nodes[number].elementCount = Int32(placed.count)
    elements += placed.sorted { $0.index < $1.index }
  }
}
