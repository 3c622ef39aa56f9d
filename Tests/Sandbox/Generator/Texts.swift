/// Titles, sentences, companies and other words of invented events.
enum Texts {
  static let subjects = [
    "Schema evolution", "Barrierefreiheit", "Badge printing", "Ticket queues", "Offline check-in", "Données ouvertes",
    "Volunteer rosters", "Stage lighting", "Live captions", "イベント運営", "Crowd safety", "Hybrid workshops",
    "Kabelsalat", "Carbon budgets", "Speaker care", "Zero-knowledge doors", "Доступність", "Small databases",
  ]
  static let approaches = [
    "in practice", "for the impatient", "über alle Grenzen", "without tears", "at 3 a.m.", "& what we learned",
    "– a retrospective", "from scratch", "with 12,000 people", "(revised edition)", "<live>", "in one hour",
    "&amp; friends", "beyond the hype 🚀", "as a craft",
  ]
  static let sentences = [
    "We ran the doors of a medium-sized conference on a single laptop and lived to tell the story.",
    "Die Schlange war lang, die Geduld kurz, und das Netz war weg.",
    "This talk walks through *every* failure we have seen, in the order in which they hurt.",
    "Bring a laptop; nothing needs to be installed beforehand.",
    "Nous montrerons les chiffres, y compris ceux que nous aurions préféré cacher.",
    "Questions are welcome at any time, answers somewhat later.",
    "受付の行列をどう短くするかを考えます。",
    "The second half is a demonstration with **real** hardware & a bucket of water.",
    "Afterwards you will know why the badge says \"N/A\" and how to prevent it.",
    "Slides: https://example.org/slides?id=1&lang=de",
  ]
  static let companies = [
    "Ünal Holding A.Ş.", "Example Ltd", "Müller & Söhne GmbH", "Société Générique S.A.", "株式会社サンプル", "Invented, Inc.",
    "ООО «Пример»", "Beispiel AG", "Ejemplo S.L.", "Acme &amp; Co", "Ìmọ̀ Labs", "O'Reilly's Barn", "Nordlicht e. V.",
  ]
  static let jobs = [
    "Analyst", "Head of Events", "Geschäftsführerin", "Développeuse", "Student", "Chief Ticketing Officer", "Volunteer",
    "エンジニア", "Stage Manager", "Director, R&D", "Freelancer", "Professor (em.)",
  ]
  static let diets = ["none", "vegetarian", "vegan", "halal", "kosher", "gluten-free, strictly"]
  static let sizes = ["XS", "S", "M", "L", "XL"]

  static func title(_ roll: Int) -> String {
    subjects[roll % subjects.count] + " " + approaches[roll / subjects.count % approaches.count]
  }

  /// `count` sentences, chosen by `roll`.
  static func paragraph(_ roll: Int, sentences count: Int) -> String {
    var text = ""
    for place in 0..<count {
      if place > 0 { text += place % 3 == 0 ? "\n\n" : " " }
      text += sentences[(roll + place * 7) % sentences.count]
    }
    return text
  }

  /// A text of exactly `count` characters.
  static func long(_ count: Int) -> String {
    var text = ""
    var length = 0
    while length < count {
      let sentence = sentences[length / 50 % sentences.count] + " "
      text += sentence
      length += sentence.count
    }
    return String(text.prefix(count))
  }
}
