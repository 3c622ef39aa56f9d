import HostMapping
import HostModel
import HostStorage
import RecordJSON

/// Keeps the pages of a preview as they came, but for what may hold an erased record: its own, one that points at it, and
/// one with its id anywhere in it, or with the rest of an id that begins with its own (DESIGN §2, rule 11).
///
/// Keeps its working memory; for one thread at a time.
struct RawSieve {
  /// Stands in place of a record that is left out.
  static let leftOut = JSONTree.string("(left out: erased, or names a record that was)").encoded()

  private let pages: RawPages
  private let keys: [CompiledKey]
  /// What the ids of elements of a record's lists begin with.
  private let start: CompiledKey
  private let idHash: KeyedHash
  private let erased: Set<Fingerprint128>
  private let exploded: ExplodedList?
  private var id: [UInt8] = []
  private var array: [UInt8] = []

  init(_ pages: RawPages, store: EventStore, config: DataConfig, compiled: CompiledConfig) throws {
    self.pages = pages
    keys = [compiled.key] + compiled.references.map(\.key)
    start = compiled.parentKey ?? CompiledKey(compiled.dataType.primaryKey, compiled.fields, asPrefix: true)
    idHash = compiled.idHash
    let configs = try store.configs().filter { $0.connection == config.connection }
    erased = Set(try configs.flatMap { try store.erasures(of: $0, compiled.identity).map(\.hash) })
    exploded = ExplodedList(compiled)
  }

  /// Keeps a page. The parent of an exploded list goes with any element of it: it may say as much.
  mutating func keep(_ page: DecodedPage) throws {
    let slots = page.slots
    guard !erased.isEmpty else { return try pages.append(page.buffer.rawBytes(of: slots.array)) }
    array.removeAll(keepingCapacity: true)
    array.append(UInt8(ascii: "["))
    for index in 0..<slots.count {
      if index > 0 { array.append(UInt8(ascii: ",")) }
      let record = slots.record(index)
      let json = page.buffer.rawBytes(of: record)
      id.removeAll(keepingCapacity: true)
      if try record.kind == .object && isErased(slots.row(index), page.buffer) || holdsErased(json) {
        array += Self.leftOut
      } else {
        array.append(contentsOf: json)
      }
    }
    array.append(UInt8(ascii: "]"))
    try array.withUnsafeBytes { try pages.append($0) }
  }

  /// True if the record, or an element of its list, is an erased one or points at one. Afterwards `id` is what the ids of
  /// elements of its lists begin with, empty if nobody can tell.
  private mutating func isErased(_ slots: UnsafeBufferPointer<JSONSlot>, _ page: PageBuffer) throws -> Bool {
    guard var children = exploded else {
      let row = RecordRow(page: page, slots: slots)
      let found = isErased(row)
      _ = start.read(row, into: &id)
      return found
    }
    var found = false
    if let list = children.list(in: slots) {
      try children.forEachChild(of: slots, list: list, page) { _, row in
        if let row, !found { found = isErased(row) }
      }
    }
    _ = children.readKey(start, of: slots, page, into: &id)
    return found
  }

  private mutating func isErased(_ row: RecordRow) -> Bool {
    keys.contains { key in
      key.read(row, into: &id) && erased.contains(id.withUnsafeBytes { idHash.hash($0) })
    }
  }

  /// True if the id of an erased record stands anywhere in a record, as a text, a number or a key, or if nobody can tell.
  private func holdsErased(_ json: UnsafeRawBufferPointer) -> Bool {
    (try? JSONTree.parse(json)).map { holdsErased($0) } ?? true
  }

  private func holdsErased(_ value: JSONTree) -> Bool {
    switch value {
    case .null, .bool: false
    case .string(let text), .number(let text): isErased(text)
    case .array(let elements): elements.contains { holdsErased($0) }
    case .object(let members): members.contains { isErased($0.key) || holdsErased($0.value) }
    }
  }

  private func isErased(_ text: String) -> Bool {
    isErased(Array(text.utf8)) || !id.isEmpty && isErased(id + [UInt8(ascii: "/")] + RecordID.escape(text).utf8)
  }

  private func isErased(_ id: [UInt8]) -> Bool { id.withUnsafeBytes { erased.contains(idHash.hash($0)) } }
}
