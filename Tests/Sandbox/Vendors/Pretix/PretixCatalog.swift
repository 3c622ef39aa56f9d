/// What the pretix event sells and asks, and what people choose.
enum PretixCatalog {
  struct Item: Sendable {
    let id: Int
    let english: String
    let german: String
    let cents: Int
    var admission = false
    /// (id, English, German, cents)
    var variations: [(id: Int, english: String, german: String, cents: Int)] = []
  }

  static let items: [Item] = [
    Item(
      id: 1, english: "Conference ticket", german: "Konferenzticket", cents: 49_900, admission: true,
      variations: [(1, "Regular", "Regulär", 49_900), (2, "Student", "Studierende", 19_900)]),
    Item(id: 2, english: "Day ticket", german: "Tagesticket", cents: 25_000, admission: true),
    Item(id: 3, english: "VIP &amp; Press", german: "VIP & Presse", cents: 0, admission: true),
    Item(id: 4, english: "Workshop", german: "Werkstatt", cents: 9000),
    Item(
      id: 5, english: "T-shirt", german: "T-Shirt", cents: 2000,
      variations: [(10, "S", "S", 2000), (11, "M", "M", 2000), (12, "L", "L", 2000)]),
    Item(id: 6, english: "Dinner", german: "Abendessen", cents: 6500),
  ]

  static let questions: [(id: Int, identifier: String, english: String, type: String, options: [String])] = [
    (1, "DIET", "Diet", "M", Texts.diets), (2, "JOB", "Job title", "S", []), (3, "FIRST", "First time?", "B", []),
    (4, "ARRIVAL", "Day of arrival", "D", []), (5, "HOUR", "Hour of arrival", "H", []),
    (6, "FILE", "Badge photo", "F", []),
  ]

  /// The item and variation of a position.
  static func choice(_ position: Int, dice: Dice) -> (item: Item, variation: (id: Int, cents: Int)?) {
    let item: Item
    let roll = dice.roll(position / 4, .item)
    switch position % 4 {
    case 0: item = items[[0, 0, 0, 0, 1, 1, 2][roll % 7]]
    case 1: item = items[3]
    case 2: item = items[4]
    default: item = items[5]
    }
    guard !item.variations.isEmpty else { return (item, nil) }
    let variation = item.variations[roll / 7 % item.variations.count]
    return (item, (variation.id, variation.cents))
  }

  static func cents(_ position: Int, dice: Dice) -> Int {
    let choice = choice(position, dice: dice)
    return choice.variation?.cents ?? choice.item.cents
  }

  /// Seen on pretix 2026.8.0: money is a text.
  static func money(_ cents: Int) -> String { "\(cents / 100).\(cents % 100 < 10 ? "0" : "")\(cents % 100)" }

  /// The round that last changed the items: every second one renames an item.
  static func lastItemRound(_ round: Int) -> Int { round / 2 * 2 }
}
