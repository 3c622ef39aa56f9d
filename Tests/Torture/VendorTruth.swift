import TestSupport

/// What a vendor holds, and what of it was true during a run: the measure of what a host makes of the vendor's answers.
struct VendorTruth {
  struct Person {
    let id: String
    /// Where it stands in a list that is read by its keys.
    let key: Int
    var name: String
    var isCancelled = false
    var changed: Int
  }

  /// In the order in which a list is delivered.
  private(set) var people: [Person] = []
  /// Ids that were taken away, and when.
  private(set) var gone: [(id: String, at: Int)] = []
  /// Counts changes: what a vendor's cursor is.
  private(set) var clock = 1
  private var nextKey = 1

  /// What was true during the run at hand.
  private(set) var always: Set<String> = []
  private(set) var ever: Set<String> = []
  private(set) var names: [String: Set<String>] = [:]
  private(set) var hasMoved = false

  init(_ count: Int, _ chance: inout SeededGenerator) {
    for _ in 0..<count { add(&chance) }
  }

  /// The ids that belong into the event now, with their names.
  var wanted: [String: String] {
    Dictionary(people.filter { !$0.isCancelled }.map { ($0.id, $0.name) }) { first, _ in first }
  }

  /// A run begins.
  mutating func watch() {
    always = Set(people.filter { !$0.isCancelled }.map(\.id))
    ever = Set(people.map(\.id))
    names = Dictionary(people.map { ($0.id, [$0.name]) }) { first, _ in first }
    hasMoved = false
  }

  // MARK: Changes

  /// Something happens at the vendor.
  mutating func change(_ chance: inout SeededGenerator, mayMove: Bool) {
    clock += 1
    let place = people.isEmpty ? nil : Int.random(in: 0..<people.count, using: &chance)
    switch (Int.random(in: 0..<(mayMove ? 7 : 6), using: &chance), place) {
    case (0, _), (_, nil): add(&chance)
    case (1, _): takeAway(&chance)
    case (2, let place?):
      people[place].isCancelled.toggle()
      people[place].changed = clock
      always.remove(people[place].id)
    case (6, let place?):
      let person = people.remove(at: place)
      people.insert(person, at: Int.random(in: 0...people.count, using: &chance))
      hasMoved = true
    case (_, let place?):
      people[place].name = "n\(clock)"
      people[place].changed = clock
      names[people[place].id, default: []].insert(people[place].name)
    }
  }

  /// Somebody leaves.
  mutating func takeAway(_ chance: inout SeededGenerator) {
    guard !people.isEmpty else { return }
    clock += 1
    let person = people.remove(at: Int.random(in: 0..<people.count, using: &chance))
    gone.append((person.id, clock))
    always.remove(person.id)
    hasMoved = true
  }

  private mutating func add(_ chance: inout SeededGenerator) {
    // Ids that are spelt like another's, or like something else.
    let letters = ["a", "A", "0", "a'", "é", "e\u{301}", "-", "x y ", "\\", "\"", "a,", "[\"a\"]", "null", "%"]
    let id = (nextKey % 3 == 0 ? letters.randomElement(using: &chance) ?? "a" : "a") + "\(nextKey)"
    people.append(Person(id: id, key: nextKey, name: "n\(clock)", changed: clock))
    ever.insert(id)
    names[id] = ["n\(clock)"]
    nextKey += 1
    hasMoved = true
  }
}
