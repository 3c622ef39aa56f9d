import HostModel
import RecordJSON

// Who is told of runs.
extension EventStore {
  /// All lists of the event, by name.
  package func subscriberLists() throws -> [SubscriberList] {
    let addresses = Dictionary(
      grouping: try database.rows("SELECT list, address FROM subscriber ORDER BY list, address") {
        (try $0.number(0), $0.text(1))
      }, by: \.0)
    return try database.rows("SELECT id, name, occasion, with_people FROM subscriber_list ORDER BY name") {
      guard let occasion = SubscriberList.Occasion(rawValue: $0.text(2)) else {
        throw damaged("a list of subscribers", $0.text(2))
      }
      let id = try $0.number(0)
      return SubscriberList(
        id: id, name: $0.text(1), occasion: occasion, withPeople: $0.integer(3) != 0,
        addresses: (addresses[id] ?? []).map(\.1))
    }
  }

  /// Makes a list.
  package func addList(
    _ name: String, _ occasion: SubscriberList.Occasion, withPeople: Bool, addresses: [String]
  ) throws {
    guard try !subscriberLists().contains(where: { $0.name == name }) else {
      throw StoreError.exists(
        what: "A list of subscribers named '\(name)'",
        nextStep: "Give another name, or remove that one with 'patchbay subscribers remove \(event) \(name)'.")
    }
    try database.write {
      try database.run(
        "INSERT INTO subscriber_list(name, occasion, with_people) VALUES(?,?,?)", .text(name), .text(occasion.rawValue),
        .integer(withPeople ? 1 : 0))
      let list = database.lastInsertedRow
      for address in addresses {
        try database.run("INSERT OR IGNORE INTO subscriber VALUES(?,?)", .integer(list), .text(address))
      }
    }
  }

  /// Changes when those on a list are told and of what, and who they are; one that is added and dropped is on it.
  package func setList(
    _ list: Int64, _ occasion: SubscriberList.Occasion, withPeople: Bool, adding: [String], dropping: [String]
  ) throws {
    try database.write {
      try database.run(
        "UPDATE subscriber_list SET occasion=?, with_people=? WHERE id=?", .text(occasion.rawValue),
        .integer(withPeople ? 1 : 0), .integer(list))
      for address in dropping {
        try database.run("DELETE FROM subscriber WHERE list=? AND address=?", .integer(list), .text(address))
      }
      for address in adding {
        try database.run("INSERT OR IGNORE INTO subscriber VALUES(?,?)", .integer(list), .text(address))
      }
    }
  }

  package func removeList(_ list: Int64) throws {
    try database.write {
      for table in ["subscription", "subscriber"] {
        try database.run("DELETE FROM \(table) WHERE list=?", .integer(list))
      }
      try database.run("DELETE FROM subscriber_list WHERE id=?", .integer(list))
    }
  }

  /// Lets a list be told of a data config; false if it is already.
  package func attach(_ list: Int64, to config: Int64) throws -> Bool {
    try database.run(
      "INSERT OR IGNORE INTO subscription(list, config) VALUES(?,?)", .integer(list), .integer(config))
    return database.changes == 1
  }

  /// False if it was not attached.
  package func detach(_ list: Int64, from config: Int64) throws -> Bool {
    try database.run("DELETE FROM subscription WHERE list=? AND config=?", .integer(list), .integer(config))
    return database.changes == 1
  }

  /// The numbers of the data configs of which each list is told, by the list's number.
  package func subscriptions() throws -> [Int64: [Int64]] {
    Dictionary(
      grouping: try database.rows("SELECT list, config FROM subscription ORDER BY list, config") {
        (try $0.number(0), try $0.number(1))
      }, by: \.0
    ).mapValues { $0.map(\.1) }
  }

  /// What a list knows of a data config; nil if it was never told of a run, or if it cannot be read what it knows: then it is
  /// told anew, and no other list waits for that.
  package func told(_ list: Int64, of config: Int64) throws -> Told? {
    try database.rows(
      "SELECT troubles, told FROM subscription WHERE list=? AND config=? AND told IS NOT NULL", .integer(list),
      .integer(config)
    ) { row in
      guard let troubles = Self.troubles(row.text(0)), let at = try? row.time(1) else { return Told?.none }
      return Told(troubles, at: at)
    }.first ?? nil
  }

  /// Writes down what a list knows of a data config.
  package func setTold(_ told: Told, list: Int64, of config: Int64) throws {
    let troubles = told.troubles.map { trouble in
      JSONTree.object([
        .init("kind", .string(trouble.kind.rawValue)), .init("what", .string(trouble.what)),
        .init("count", .number(String(trouble.count))), .init("needsAll", .bool(trouble.needsAll)),
      ])
    }
    try database.run(
      "UPDATE subscription SET troubles=?, told=? WHERE list=? AND config=?", .text(JSONTree.array(troubles).text),
      .real(told.at), .integer(list), .integer(config))
  }

  /// Nil for what no version of this program wrote.
  private static func troubles(_ text: String) -> [Trouble]? {
    guard let items = (try? JSONTree.parse(text))?.elements else { return nil }
    var troubles: [Trouble] = []
    for item in items {
      guard let kind = (item["kind"]?.string).flatMap(Trouble.Kind.init), let what = item["what"]?.string,
        let count = item["count"]?.int, let needsAll = item["needsAll"]?.bool
      else { return nil }
      troubles.append(Trouble(kind, what, count: count, needsAll: needsAll))
    }
    return troubles
  }

  // MARK: Runs of which nobody was told yet

  /// Runs of which those who are to be told have not been, oldest first, and since when; at most a hundred.
  package func untoldRuns() throws -> [(run: Int64, since: Double)] {
    try database.rows("SELECT id, untold FROM run WHERE untold IS NOT NULL ORDER BY id LIMIT 100") {
      (run: try $0.number(0), since: try $0.time(1))
    }
  }

  /// Takes it on to tell of a run; false if someone else did since `before` was read.
  package func takeUntold(_ run: Int64, since before: Double, at now: Double) throws -> Bool {
    try database.run("UPDATE run SET untold=? WHERE id=? AND untold=?", .real(now), .integer(run), .real(before))
    return database.changes == 1
  }

  /// Writes down that those who are to be told of a run will be.
  package func setTold(run: Int64) throws {
    try database.run("UPDATE run SET untold=NULL WHERE id=?", .integer(run))
  }
}
