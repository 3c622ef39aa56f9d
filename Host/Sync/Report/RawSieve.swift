import HostMapping
import HostModel
import HostStorage
import RecordJSON

/// Keeps the pages of a preview as they came, but for what may hold an erased record: its own, one that points at it, and
/// one with its id anywhere in it (DESIGN §2, rule 11).
///
/// Keeps its working memory; for one thread at a time.
struct RawSieve {
  /// Stands in place of a record that is left out.
  static let leftOut = JSONTree.string("(left out: erased, or names a record that was)").encoded()

  private let pages: RawPages
  private let keys: [CompiledKey]
  private let idHash: KeyedHash
  private let erased: Set<Fingerprint128>
  private let exploded: ExplodedList?
  private var id: [UInt8] = []
  private var array: [UInt8] = []

  init(_ pages: RawPages, store: EventStore, config: DataConfig, compiled: CompiledConfig) throws {
    self.pages = pages
    keys = [compiled.key] + compiled.references.map(\.key)
    idHash = compiled.idHash
    let configs = try store.configs().filter { $0.connection == config.connection }
    erased = Set(try configs.flatMap { try store.erasures(of: $0.id).map(\.hash) })
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
      let isObject = record.kind == .object
      if try isObject && isErased(slots.row(index), page.buffer) || holdsErased(json) {
        array += Self.leftOut
      } else {
        array.append(contentsOf: json)
      }
    }
    array.append(UInt8(ascii: "]"))
    try array.withUnsafeBytes { try pages.append($0) }
  }

  /// True if the record, or an element of its list, is an erased one or points at one.
  private mutating func isErased(_ slots: UnsafeBufferPointer<JSONSlot>, _ page: PageBuffer) throws -> Bool {
    guard var children = exploded else { return isErased(RecordRow(page: page, slots: slots)) }
    guard let list = try children.list(in: slots) else { return false }
    var found = false
    try children.forEachChild(of: slots, list: list, page) { _, row in
      if let row, !found { found = isErased(row) }
    }
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
    var text = text
    return text.withUTF8 { erased.contains(idHash.hash(UnsafeRawBufferPointer($0))) }
  }
}
