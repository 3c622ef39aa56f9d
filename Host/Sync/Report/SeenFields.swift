import Glibc
import HostMapping
import RecordJSON

/// The API fields that the records of a preview have.
struct SeenFields: Sendable, Equatable {
  /// Fields at most: what a sheet could hold is more than a person reads, and each costs memory.
  static let most = 2000

  /// In the order in which they first come.
  private(set) var paths: [String]
  /// How many there are beyond those.
  private(set) var more: Int

  init(paths: [String], more: Int) {
    self.paths = paths
    self.more = more
  }

  /// Reads what the vendor sent. Records are taken apart only as often as they differ in which fields they have.
  init(of received: ReceivedRecords) throws {
    self.init(paths: [], more: 0)
    var search = Search(hash: received.compiled.idHash)
    let list = received.compiled.dataType.explode?.path.scanned
    try received.forEach { json, parent, _ in
      guard !json.elementsEqual(RawSieve.leftOut) else { return }
      search.look(at: json, "", omitting: nil, &self)
      if let parent, search.isNew(parent, around: json) { search.look(at: parent, "^", omitting: list, &self) }
    }
  }

  /// What was seen so far, as hashes.
  private struct Search {
    /// Shapes remembered at most; beyond them every record is taken apart.
    static let mostShapes = 1 << 16

    let hash: KeyedHash
    var shapes: Set<UInt64> = []
    var fields: Set<UInt64> = []
    /// Where the record before stood, and the one around it.
    var last: (record: UnsafeRawPointer?, parent: UnsafeRawPointer?) = (nil, nil)
    var shape: [UInt8] = []
    var flat = FlatRecord()

    init(hash: KeyedHash) { self.hash = hash }

    /// False for a record around several, after the first of them; a new page begins where the last one did.
    mutating func isNew(_ parent: UnsafeRawBufferPointer, around record: UnsafeRawBufferPointer) -> Bool {
      let now = (record: record.baseAddress, parent: parent.baseAddress)
      defer { last = now }
      guard let before = last.record, let place = now.record, place > before else { return true }
      return now.parent != last.parent
    }

    mutating func look(
      at json: UnsafeRawBufferPointer, _ prefix: String, omitting list: [PathStep]?, _ seen: inout SeenFields
    ) {
      shape.removeAll(keepingCapacity: true)
      shape.append(contentsOf: prefix.utf8)
      FlatRecord.writeShape(of: json, into: &shape)
      let mark = shape.withUnsafeBytes { hash.hash($0).lo }
      guard !shapes.contains(mark) else { return }
      if shapes.count < Self.mostShapes { shapes.insert(mark) }
      flat.removeAll()
      flat.add(json, prefix: prefix, omitting: list)
      for (path, _) in flat.cells where fields.insert(hash.hash(path).lo).inserted {
        if seen.paths.count < SeenFields.most { seen.paths.append(path) } else { seen.more += 1 }
      }
    }
  }
}

extension FlatRecord {
  /// Writes which fields a record has, whatever their values: records of one shape become cells of the same paths. Lists
  /// stand as they are, so what is in them does not matter.
  static func writeShape(of json: UnsafeRawBufferPointer, into out: inout [UInt8]) {
    guard let base = json.baseAddress else { return }
    let (bytes, end) = (base.assumingMemoryBound(to: UInt8.self), json.count)
    var index = 0
    var isKey = false
    while index < end {
      switch bytes[index] {
      case 0x22:
        let start = index
        index = Self.end(ofTextAt: index, bytes, end)
        // With its quotes, which no key has unescaped.
        if isKey { out.append(contentsOf: UnsafeBufferPointer(start: bytes + start, count: index - start)) }
        isKey = false
        continue
      case 0x7B:
        out.append(0x7B)
        isKey = true
      case 0x7D: out.append(0x7D)
      case 0x2C: isKey = true
      case 0x5B:
        var depth = 0
        repeat {
          switch bytes[index] {
          case 0x22:
            index = Self.end(ofTextAt: index, bytes, end)
            continue
          case 0x5B: depth += 1
          case 0x5D: depth -= 1
          default: break
          }
          index += 1
        } while depth > 0 && index < end
        continue
      default: break
      }
      index += 1
    }
  }

  /// Where what follows a text begins; it begins with the quote at `start`.
  private static func end(ofTextAt start: Int, _ bytes: UnsafePointer<UInt8>, _ end: Int) -> Int {
    var index = start + 1
    while index < end, let found = memchr(bytes + index, 0x22, end - index) {
      let quote = found - UnsafeMutableRawPointer(mutating: bytes)
      index = quote + 1
      var slashes = 0
      while bytes[quote - 1 - slashes] == 0x5C { slashes += 1 }
      if slashes % 2 == 0 { return index }
    }
    return end
  }
}
