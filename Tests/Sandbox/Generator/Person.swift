/// An invented person: a function of seed, index and number of edits alone.
struct Person: Sendable {
  let given: String
  let family: String
  let full: String
  /// Nil for one in thirty-seven; two people share one address now and then.
  let email: String?
  let phone: String?
  let company: String?
  let job: String
  let city: String
  let country: String
  let locale: String

  /// The index of the person with the 25,000-character biography.
  static let longWinded = 4

  init(_ index: Int, edits: Int, dice: Dice) {
    // One in fifty is a namesake of the person before.
    let namesake = index % 50 == 7 ? index - 1 : index
    let culture = Names.cultures[dice.roll(namesake, .culture, below: Names.cultures.count)]
    let name = Self.name(namesake, culture, dice)
    given = name.given.native
    family = name.family.native
    full = culture.familyFirst && !Self.isOdd(namesake) ? family + given : given + " " + family
    email = Self.email(index, dice)
    let contact = dice.roll(index, .contact)
    // Numbers that Germany's regulator keeps free for films.
    phone = contact % 5 == 0 ? nil : "+49 30 23125 " + String(contact / 5 % 900 + 100)
    // An edit always shows: the next company and job in the lists are other ones.
    company = contact % 7 == 0 && edits == 0 ? nil : Texts.companies[(contact / 7 + edits) % Texts.companies.count]
    job = Texts.jobs[(dice.roll(index, .job) % Texts.jobs.count + edits) % Texts.jobs.count]
    city = culture.city
    country = culture.country
    locale = culture.locale
  }

  /// Nil for some, empty for some, 25,000 characters for one.
  static func biography(_ index: Int, dice: Dice) -> String? {
    if index == longWinded { return Texts.long(25_000) }
    let roll = dice.roll(index, .bio)
    if roll % 11 == 0 { return nil }
    return roll % 13 == 0 ? "" : Texts.paragraph(roll / 143, sentences: 2 + roll % 4)
  }

  private static func isOdd(_ index: Int) -> Bool { index % 83 < Names.odd.count && index % 83 > 0 || index % 997 == 0 }

  private static func name(_ index: Int, _ culture: Names.Culture, _ dice: Dice) -> (
    given: Names.Name, family: Names.Name
  ) {
    if isOdd(index) { return Names.odd[index % 83 % Names.odd.count] }
    return (
      culture.given[dice.roll(index, .given, below: culture.given.count)],
      culture.family[dice.roll(index, .family, below: culture.family.count)]
    )
  }

  private static func email(_ index: Int, _ dice: Dice) -> String? {
    if index % 37 == 11 { return nil }
    // Two tickets on one address: the one before pays.
    let owner = index % 12 == 5 ? index - 1 : index
    let culture = Names.cultures[dice.roll(owner, .culture, below: Names.cultures.count)]
    let name = name(owner, culture, dice)
    switch owner % 29 {
    case 3: return "\(name.given.ascii.uppercased()).\(name.family.ascii.uppercased())@Example.ORG".filter { $0 != " " }
    case 8: return "\(name.given.ascii)+tickets\(owner)@example.net"
    case 14: return "\(name.given.ascii).\(owner)@bücher.example"
    default: return "\(name.given.ascii).\(name.family.ascii).\(owner)@example.org"
    }
  }
}
