import RecordJSON

/// What another list of the vendor's says, put into the records of pages by the value of one of their members, as a
/// connector asked for with `conn.join/1`.
struct RecordJoin: Sendable {
  /// The list in each record whose objects get it; empty: the record itself.
  let list: String
  /// The member by whose text the table is read.
  let key: String
  /// The member that is put in.
  let name: String
  /// The bytes to put in behind the `{` of an object, `"product":{…},`, by the key's text.
  private let table: [[UInt8]: [UInt8]]
  /// Of what the connector handed over.
  let bytes: Int

  /// Why it cannot be read; completes "it asked for a join".
  struct Unreadable: Error, Equatable {
    let words: String
  }

  /// Reads what the connector handed over.
  init(_ json: [UInt8]) throws(Unreadable) {
    let tree: JSONTree
    do throws(JSONError) { tree = try JSONTree.parse(json) } catch {
      throw Unreadable(words: "that cannot be read: \(error)")
    }
    guard let list = tree["list"]?.string, let key = tree["key"]?.string, let name = tree["as"]?.string,
      let rows = tree["table"]?.members, !key.isEmpty, !name.isEmpty, key != name
    else { throw Unreadable(words: "without 'list', 'key', 'as' and 'table'") }
    self.list = list
    self.key = key
    self.name = name
    bytes = json.count
    let start = JSONTree.string(name).encoded() + [UInt8(ascii: ":")]
    table = Dictionary(
      rows.map { (Array($0.key.utf8), start + $0.value.encoded() + [UInt8(ascii: ",")]) },
      uniquingKeysWith: { first, _ in first })
  }

  /// What an object gets whose key has this value; nil if it has none, or one that the table lacks.
  func bytes(for key: JSONSlot, of page: PageBuffer) -> [UInt8]? {
    switch key.kind {
    case .string, .number: table[Array(page.content(of: key))]
    case .escapedString: table[Array(page.string(of: key).utf8)]
    default: nil
    }
  }
}

/// All joins of a fetch, by the list whose objects get them.
struct RecordJoins: Sendable {
  /// At most so many, each with a look at every record.
  static let most = 16
  /// All of them together, as the connector wrote them; they stay in memory for the whole fetch.
  static let mostBytes = 16 << 20

  /// Those of one list.
  struct Group: Sendable {
    let list: String
    let joins: [RecordJoin]
    /// In an object of the list: of each join the member by which the table is read, then the one that is put in.
    let paths: CompiledPaths
    /// Where in `source` the list stands, or, of the records themselves, the first of such members.
    let position: Int
  }

  private(set) var groups: [Group] = []
  /// What to look for in a record.
  private(set) var source = CompiledPaths([])

  var count: Int { groups.reduce(0) { $0 + $1.joins.count } }
  var bytes: Int { groups.reduce(0) { $0 + $1.joins.reduce(0) { $0 + $1.bytes } } }

  /// Adds a join, in place of another of this list and name.
  mutating func add(_ join: RecordJoin) {
    let joins = groups.flatMap(\.joins).filter { $0.list != join.list || $0.name != join.name } + [join]
    var paths: [[PathStep]] = []
    groups = []
    for list in joins.map(\.list) where !groups.contains(where: { $0.list == list }) {
      let own = joins.filter { $0.list == list }
      let members: [[PathStep]] = own.flatMap { [[.key($0.key)], [.key($0.name)]] }
      groups.append(Group(list: list, joins: own, paths: CompiledPaths(members), position: paths.count))
      paths += list.isEmpty ? members : [[.key(list)]]
    }
    source = CompiledPaths(paths)
  }
}
