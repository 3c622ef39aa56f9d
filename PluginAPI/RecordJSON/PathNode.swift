/// One node of the trie.
struct PathNode {
  /// Position in the row that receives the value here; 0 is the record's own, written last, and so means nobody's.
  var slot: Int32 = 0
  /// Behind the last node below this one.
  var subtreeEnd: Int32 = 0
  /// Number of the node among those with key children, or -1.
  var object: Int32 = -1
  /// First bucket of the hash table over the key children, and its size less one.
  var buckets: Int32 = 0
  var bucketMask: UInt32 = 0
  /// The index children.
  var firstElement: Int32 = 0
  var elementCount: Int32 = 0
  /// Where the text of the key that leads here starts.
  var key: Int32 = 0
  var print = KeyPrint.none
}

/// An index child: the element's index, and its node.
struct PathElement {
  var index: Int
  var node: Int32
}

/// Length, first and last eight bytes of a key: all of it up to 16 bytes.
struct KeyPrint: Equatable {
  var head: UInt64
  var tail: UInt64
  var length: Int

  static let none = KeyPrint(head: 0, tail: 0, length: 0)

  @inline(__always) init(_ key: BytePointer, length: Int) {
    self.length = length
    if length >= 8 {
      head = loadWord(key)
      tail = loadWord(key + (length &- 8))
    } else {
      head = loadWord(key) & ~(~0 &<< UInt64(truncatingIfNeeded: length &* 8))
      tail = 0
    }
  }

  private init(head: UInt64, tail: UInt64, length: Int) {
    self.head = head
    self.tail = tail
    self.length = length
  }

  @inline(__always) var hash: UInt32 {
    let mixed = (head ^ (tail &* 0x9E37_79B9_7F4A_7C15) ^ UInt64(length)) &* 0xD6E8_FEB8_6659_FD93
    return UInt32(truncatingIfNeeded: mixed >> 32)
  }
}

/// The key that came at this place of an object in the last record, and the node it leads to (-1: not mapped).
///
/// Records of one page carry the same keys in the same order, so comparing with a guess replaces reading the key.
struct KeyGuess {
  /// Guesses for each object; members beyond that share the last one.
  static let perObject = 64

  /// The first eight bytes, quote included, under the mask; an unset guess fits nothing.
  var head: UInt64 = 1
  var mask: UInt64 = 0
  /// Where the key stands in the page.
  var text: BytePointer?
  /// Bytes of the key and its closing quote.
  var length: Int32 = 0
  var node: Int32 = -1

  /// A guess that fits nothing.
  init() {}

  /// Remembers a key without escapes that was validated, `length` bytes with its closing quote.
  @inline(__always) init(_ key: BytePointer, length: Int, node: Int32) {
    mask = length >= 8 ? ~0 : ~(~0 &<< UInt64(truncatingIfNeeded: length &* 8))
    head = loadWord(key) & mask
    text = key
    self.length = Int32(truncatingIfNeeded: length)
    self.node = node
  }

  /// Whether the same key stands here; never reads more than eight bytes beyond what is equal.
  @inline(__always) func fits(_ key: BytePointer) -> Bool {
    guard loadWord(key) & mask == head else { return false }
    guard length > 8, let text else { return true }
    return sameBytes(key, text, length: Int(length))
  }
}
