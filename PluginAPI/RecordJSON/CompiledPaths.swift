/// Paths made into a trie in plain memory, so that a record is read once for all of them.
///
/// One path may be the beginning of another, and the same path may be given twice; the empty path is the record itself.
/// `@unchecked Sendable` because the memory is written in `init` alone.
public final class CompiledPaths: @unchecked Sendable {
  /// The number of paths, in the order in which they were given.
  public let width: Int

  /// The trie in preorder, so that what lies below a node is `node + 1 ..< node.subtreeEnd`; the root is node 0.
  let nodes: UnsafeMutablePointer<PathNode>
  let nodeCount: Int
  /// The text of all keys.
  let keys: UnsafeMutablePointer<UInt8>
  /// Hash tables over the key children of each node, -1 where empty.
  let buckets: UnsafeMutablePointer<Int32>
  /// The index children of each node, by index.
  let elements: UnsafeMutablePointer<PathElement>
  /// Nodes with key children, each of which has its own guesses.
  let objectCount: Int
  /// Row positions to be copied because a path was given twice or is empty.
  let copies: [(from: Int, to: Int)]

  /// Builds the trie; any paths are accepted, and those deeper than the scanner's limit lead to nothing.
  public init(_ paths: [[PathStep]]) {
    width = paths.count
    var root = PathDraft()
    var copies: [(from: Int, to: Int)] = []
    for (i, path) in paths.enumerated() {
      if path.isEmpty {
        copies.append((0, i + 1))
      } else if let first = root.insert(path[...], slot: Int32(i + 1)) {
        copies.append((Int(first), i + 1))
      }
    }
    self.copies = copies
    var layout = PathLayout()
    layout.place(root)
    nodes = layout.nodes.copiedToMemory()
    nodeCount = layout.nodes.count
    // Eight bytes more, for a key is compared eight bytes at a time.
    keys = (layout.keys + Array(repeating: 0, count: 8)).copiedToMemory()
    buckets = layout.buckets.copiedToMemory()
    elements = layout.elements.copiedToMemory()
    objectCount = Int(layout.objectCount)
  }

  deinit {
    nodes.deallocate()
    keys.deallocate()
    buckets.deallocate()
    elements.deallocate()
  }

  /// The key child of a node, or -1; eight bytes from the start of the key must be readable.
  @inline(__always) func child(of node: UnsafePointer<PathNode>, key: BytePointer, length: Int) -> Int32 {
    let print = KeyPrint(key, length: length)
    var bucket = print.hash & node.pointee.bucketMask
    while true {
      let child = buckets[Int(node.pointee.buckets) + Int(bucket)]
      if child < 0 { return -1 }
      let candidate = nodes + Int(child)
      if candidate.pointee.print == print,
        length <= 16 || sameBytes(key, keys + Int(candidate.pointee.key), length: length)
      {
        return child
      }
      bucket = (bucket &+ 1) & node.pointee.bucketMask
    }
  }
}

/// Compares eight bytes at a time; `length` is at least 8.
@inline(__always) func sameBytes(_ left: BytePointer, _ right: BytePointer, length: Int) -> Bool {
  var i = 0
  while i &+ 8 <= length {
    if loadWord(left + i) != loadWord(right + i) { return false }
    i &+= 8
  }
  return loadWord(left + (length &- 8)) == loadWord(right + (length &- 8))
}

extension Array {
  fileprivate func copiedToMemory() -> UnsafeMutablePointer<Element> {
    let memory = UnsafeMutablePointer<Element>.allocate(capacity: Swift.max(count, 1))
    withUnsafeBufferPointer { if let base = $0.baseAddress { memory.initialize(from: base, count: count) } }
    return memory
  }
}
