import RecordJSON

/// What another list of the vendor's says, put into the records of pages by the value of one of their members, as a
/// connector asked for with `conn.join/1`: what the list says of an object, or of another that belongs to it.
struct RecordJoin: Sendable {
  /// The list in each record whose objects get it; empty: the record itself.
  let list: String
  /// The member by whose text the table is read.
  let key: String
  /// The member that is put in.
  let name: String
  /// Nil if an object gets what the table has for itself.
  let children: Children?
  /// The bytes to put in behind the `{` of an object, `"product":{…},`, by the key's text.
  private let table: [[UInt8]: [UInt8]]
  /// Of what the connector handed over.
  let bytes: Int

  /// How objects of one list belong to each other, where one gets what the table has for its children.
  struct Children: Sendable {
    /// The member of a child that has its parent's `id`.
    let parent: String
    let id: String
    /// A child in which this member is true counts as none.
    let unless: String?

    /// Nil if `json` does not tell.
    init?(_ json: JSONTree) {
      guard let parent = json["parent"]?.string, let id = json["id"]?.string, !parent.isEmpty, !id.isEmpty else {
        return nil
      }
      // Taken for none, it would let children count that are not to count.
      if let unless = json["unless"], unless.string?.isEmpty ?? true { return nil }
      self.parent = parent
      self.id = id
      unless = json["unless"]?.string
    }
  }

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
    children = tree["children"].flatMap(Children.init)
    guard tree["children"] == nil || children != nil && !list.isEmpty else {
      throw Unreadable(
        words: "whose 'children' have no 'parent' and 'id', an 'unless' that is no text, or whose 'list' is empty")
    }
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
    Self.text(of: key, of: page).flatMap { table[$0] }
  }

  /// By which a table is read, and a child finds its parent: a text, or a number as it stands there.
  static func text(of key: JSONSlot, of page: PageBuffer) -> [UInt8]? {
    switch key.kind {
    case .string, .number: Array(page.content(of: key))
    case .escapedString: Array(page.string(of: key).utf8)
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
    /// Those by which an object gets what the table has for itself.
    let joins: [RecordJoin]
    /// Those by which it gets what the table has for a child.
    let families: [Family]
    /// In an object of the list: of each of `joins` the member by which the table is read, then the one that is put in;
    /// then the members of each family.
    let paths: CompiledPaths
    /// Where in `source` the list stands, or, of the records themselves, the first of such members.
    let position: Int
  }

  /// A join by which parents get what the table has for their children, and where its members stand in `Group.paths`.
  struct Family: Sendable {
    let join: RecordJoin
    let key: Int
    let name: Int
    let parent: Int
    let id: Int
    /// Nil if every child counts.
    let unless: Int?

    /// - Parameter position: where the first of ``members(_:_:)`` stands.
    init(_ join: RecordJoin, _ children: RecordJoin.Children, at position: Int) {
      self.join = join
      key = position
      name = position + 1
      parent = position + 2
      id = position + 3
      unless = children.unless.map { _ in position + 4 }
    }

    static func members(_ join: RecordJoin, _ children: RecordJoin.Children) -> [[PathStep]] {
      [join.key, join.name, children.parent, children.id, children.unless].compactMap { $0.map { [.key($0)] } }
    }
  }

  private(set) var groups: [Group] = []
  /// What to look for in a record.
  private(set) var source = CompiledPaths([])

  /// All of them, in the order in which they were asked for.
  private var joins: [RecordJoin] = []

  var count: Int { joins.count }
  var bytes: Int { joins.reduce(0) { $0 + $1.bytes } }

  /// Adds a join, in place of another of this list and name.
  mutating func add(_ join: RecordJoin) {
    joins = joins.filter { $0.list != join.list || $0.name != join.name } + [join]
    var paths: [[PathStep]] = []
    groups = []
    for list in joins.map(\.list) where !groups.contains(where: { $0.list == list }) {
      let all = joins.filter { $0.list == list }
      let own = all.filter { $0.children == nil }
      var members: [[PathStep]] = own.flatMap { [[.key($0.key)], [.key($0.name)]] }
      var families: [Family] = []
      for join in all {
        guard let children = join.children else { continue }
        families.append(Family(join, children, at: members.count))
        members += Family.members(join, children)
      }
      groups.append(
        Group(list: list, joins: own, families: families, paths: CompiledPaths(members), position: paths.count))
      paths += list.isEmpty ? members : [[.key(list)]]
    }
    source = CompiledPaths(paths)
  }
}
