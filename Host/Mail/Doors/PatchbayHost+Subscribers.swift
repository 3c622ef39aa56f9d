import HostModel
import HostStorage
import HostSync

extension PatchbayHost {
  /// The lists of an event, each with the names of the data configs that it is attached to.
  package func subscriberLists(of event: String) throws -> [(list: SubscriberList, configs: [String])] {
    let store = try store(event)
    let names = Dictionary(try store.configs().map { ($0.id, $0.name) }) { first, _ in first }
    let attached = try store.subscriptions()
    return try store.subscriberLists().map { ($0, (attached[$0.id] ?? []).compactMap { names[$0] }) }
  }

  /// Makes a list; gives it, and what a person should know then. A mailbox that is given twice is on it once.
  package func addList(
    _ name: String, of event: String, when: String, addresses: [String], withPeople: Bool
  ) throws -> (list: SubscriberList, notes: [String]) {
    guard !name.isEmpty, name.utf8.count <= 64, !name.contains(where: \.isWhitespace), !name.hasControlCharacter,
      !name.contains("/"), !name.hasPrefix("-")
    else {
      throw InputRefused(
        "'\(ShortText.shown(name))' cannot be the name of a list: 1 to 64 bytes, no '/', no white space, and no '-' in front."
          + " Nothing was changed.")
    }
    let occasion = try Self.occasion(when)
    guard !addresses.isEmpty else { throw InputRefused("A list needs an address. Nothing was changed.") }
    let (new, notes) = Self.new(try Self.mailboxes(addresses), beside: [], on: name)
    let store = try store(event)
    try store.addList(name, occasion, withPeople: withPeople, addresses: new)
    return (try list(name, in: store), notes)
  }

  /// Changes a list; a nil leaves a fact as it is. What it was told of before stays told. Gives it, and what a person should
  /// know then.
  package func setList(
    _ name: String, of event: String, when: String?, adding: [String], dropping: [String], withPeople: Bool?
  ) throws -> (list: SubscriberList, notes: [String]) {
    let store = try store(event)
    let old = try list(name, in: store)
    let occasion = try when.map(Self.occasion) ?? old.occasion
    let added = try Self.mailboxes(adding)
    let there = Set(old.mailboxes.map(\.key))
    if let unknown = dropping.first(where: { !there.contains(Mailbox(stored: $0).key) }) {
      throw InputRefused(
        "'\(ShortText.shown(unknown))' is not on list '\(name)'.\(Spelling.suggestion(for: unknown, among: old.addresses))"
          + " Nothing was changed.")
    }
    // In whatever spelling it is given, a mailbox goes in each that is stored.
    let dropped = Set(dropping.map { Mailbox(stored: $0).key })
    let gone = old.addresses.filter { dropped.contains(Mailbox(stored: $0).key) }
    let (new, notes) = Self.new(added, beside: old.mailboxes.filter { !dropped.contains($0.key) }, on: name)
    guard !there.subtracting(dropped).isEmpty || !new.isEmpty else {
      throw InputRefused(
        "Nobody would be left on list '\(name)'. Remove it with 'patchbay subscribers remove \(store.event) \(name)'. Nothing"
          + " was changed.")
    }
    try store.setList(old.id, occasion, withPeople: withPeople ?? old.withPeople, adding: new, dropping: gone)
    return (try list(name, in: store), notes)
  }

  private static func mailboxes(_ addresses: [String]) throws(InputRefused) -> [Mailbox] {
    var mailboxes: [Mailbox] = []
    for address in addresses {
      guard let mailbox = Mailbox(address) else {
        throw InputRefused(
          "'\(ShortText.shown(address))' cannot be a mail address here: \(Mailbox.rule). Nothing was changed.")
      }
      mailboxes.append(mailbox)
    }
    return mailboxes
  }

  /// The addresses of those that a list does not have yet, and a word on each of the others.
  private static func new(
    _ mailboxes: [Mailbox], beside old: [Mailbox], on list: String
  ) -> (addresses: [String], notes: [String]) {
    var known = Dictionary(old.map { ($0.key, $0.spelling) }) { first, _ in first }
    var (addresses, notes) = ([String](), [String]())
    for mailbox in mailboxes {
      if let spelling = known[mailbox.key] {
        let other = spelling == mailbox.spelling ? "" : ", as '\(spelling)'"
        notes.append("'\(mailbox.spelling)' is on list '\(list)' already\(other).")
      } else {
        known[mailbox.key] = mailbox.spelling
        addresses.append(mailbox.spelling)
      }
    }
    return (addresses, notes)
  }

  private static func occasion(_ when: String) throws(InputRefused) -> SubscriberList.Occasion {
    guard let occasion = SubscriberList.Occasion(rawValue: when) else {
      throw InputRefused(
        "--when '\(when)' is not known. Known are: \(SubscriberList.Occasion.allCases.map(\.rawValue).joined(separator: ", "))."
          + " Nothing was changed.")
    }
    return occasion
  }

  /// Lets a list be told of a data config; gives what a person should know then.
  package func attach(_ name: String, of event: String, to config: String) throws -> (
    config: DataConfig, notes: [String]
  ) {
    let (store, list, found) = try pair(name, event, config)
    guard try store.attach(list.id, to: found.id) else {
      throw InputRefused("List '\(name)' is attached to \(found.name) already.")
    }
    return (found, try notes(onSubscribersOf: found, in: store))
  }

  package func detach(_ name: String, of event: String, from config: String) throws -> (
    config: DataConfig, notes: [String]
  ) {
    let (store, list, found) = try pair(name, event, config)
    guard try store.detach(list.id, from: found.id) else {
      throw InputRefused(
        "List '\(name)' is not attached to \(found.name). See 'patchbay subscribers list \(store.event)'.")
    }
    try hostStore().forgetAlarms(of: store.event, list: list.id, config: found.id)
    return (found, try notes(onSubscribersOf: found, in: store))
  }

  package func removeList(_ name: String, of event: String) throws {
    let store = try store(event)
    let list = try list(name, in: store)
    try store.removeList(list.id)
    // The next list may have its number.
    try hostStore().forgetAlarms(of: store.event, list: list.id)
  }

  /// What a person should know of who is told of a data config, by its name.
  package func notes(onSubscribersOf config: String) throws -> [String] {
    let (store, config) = try self.config(config)
    return try notes(onSubscribersOf: config, in: store)
  }

  private func notes(onSubscribersOf config: DataConfig, in store: EventStore) throws -> [String] {
    let attached = try store.subscriptions()
    let lists = try store.subscriberLists().filter { attached[$0.id]?.contains(config.id) ?? false }
    var notes: [String] = []
    if lists.allSatisfy({ $0.occasion == .never }) {
      notes.append(
        lists.isEmpty
          ? "Nobody is told when a run of \(config.name) goes wrong. Attach a list with 'patchbay subscribers attach'."
          : "Only lists that are never told are attached to \(config.name): nobody learns when a run of it goes wrong.")
    } else if try hostStore().mailServer() == nil {
      notes.append("No mail can be sent yet. Say where with 'patchbay mail set'.")
    }
    return notes
  }

  private func pair(
    _ name: String, _ event: String, _ config: String
  ) throws -> (EventStore, SubscriberList, DataConfig) {
    let store = try store(event)
    let (_, found) = try self.config(config)
    guard found.event == store.event else {
      throw InputRefused(
        "List '\(name)' belongs to event \(store.event), and \(found.name) to another. Make a list there. Nothing was"
          + " changed.")
    }
    return (store, try list(name, in: store), found)
  }

  func list(_ name: String, in store: EventStore) throws -> SubscriberList {
    let lists = try store.subscriberLists()
    guard let list = lists.first(where: { $0.name == name }) else {
      throw InputRefused(
        "Event \(store.event) has no list '\(ShortText.shown(name))'."
          + "\(Spelling.suggestion(for: name, among: lists.map(\.name))) See 'patchbay subscribers list \(store.event)'."
      )
    }
    return list
  }
}
