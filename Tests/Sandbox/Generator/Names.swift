/// Names of invented people, by culture; each with the ASCII spelling that an e-mail address would use.
enum Names {
  struct Name: Sendable {
    let native: String
    let ascii: String

    init(_ native: String, _ ascii: String? = nil) {
      self.native = native
      self.ascii = ascii ?? native.lowercased()
    }
  }

  struct Culture: Sendable {
    let locale: String
    let country: String
    let city: String
    let given: [Name]
    let family: [Name]
    /// True where the family name is written first and no space is used.
    var familyFirst = false
  }

  static let cultures: [Culture] = [
    Culture(
      locale: "en", country: "GB", city: "Manchester",
      given: [.init("Olivia"), .init("Jack"), .init("Grace"), .init("Harry"), .init("Niamh"), .init("Siân", "sian")],
      family: [
        .init("Smith"), .init("O'Neill", "oneill"), .init("Taylor-Jones"), .init("Khan"), .init("McKay", "mckay"),
      ]),
    Culture(
      locale: "de", country: "DE", city: "Lübeck",
      given: [.init("Jörg", "joerg"), .init("Anna"), .init("Käthe", "kaethe"), .init("Matthias"), .init("Ida")],
      family: [
        .init("Müller", "mueller"), .init("Groß", "gross"), .init("von der Heide", "vonderheide"),
        .init("Schäfer", "schaefer"),
      ]),
    Culture(
      locale: "fr", country: "FR", city: "Besançon",
      given: [.init("Éloïse", "eloise"), .init("Jean-Luc"), .init("Zoé", "zoe"), .init("Benoît", "benoit")],
      family: [
        .init("Lefèvre", "lefevre"), .init("D’Aubigné", "daubigne"), .init("Œuvrard", "oeuvrard"), .init("Roux"),
      ]),
    Culture(
      locale: "es", country: "ES", city: "A Coruña",
      given: [
        .init("Andrés", "andres"), .init("Begoña", "begona"), .init("José María", "josemaria"), .init("Inés", "ines"),
      ],
      family: [.init("Núñez", "nunez"), .init("García Márquez", "garciamarquez"), .init("Ibáñez", "ibanez")]),
    Culture(
      locale: "pl", country: "PL", city: "Łódź",
      given: [
        .init("Łukasz", "lukasz"), .init("Małgorzata", "malgorzata"), .init("Zbigniew"), .init("Żaneta", "zaneta"),
      ],
      family: [
        .init("Wiśniewska", "wisniewska"), .init("Dąbrowski", "dabrowski"), .init("Błaszczykowski", "blaszczykowski"),
      ]),
    Culture(
      locale: "tr", country: "TR", city: "İzmir",
      given: [.init("Işıl", "isil"), .init("İbrahim", "ibrahim"), .init("Gökçe", "goekce"), .init("Şule", "sule")],
      family: [.init("Ünal", "uenal"), .init("Çağlar", "caglar"), .init("Yıldız", "yildiz")]),
    Culture(
      locale: "el", country: "GR", city: "Θεσσαλονίκη",
      given: [.init("Ελένη", "eleni"), .init("Γιώργος", "giorgos"), .init("Χρήστος", "christos")],
      family: [.init("Παπαδοπούλου", "papadopoulou"), .init("Νικολάου", "nikolaou"), .init("Ξενάκης", "xenakis")]),
    Culture(
      locale: "uk", country: "UA", city: "Львів",
      given: [
        .init("Оксана", "oksana"), .init("Їжак", "yizhak"), .init("Дмитро", "dmytro"), .init("Соломія", "solomiia"),
      ],
      family: [.init("Шевченко", "shevchenko"), .init("Ґалаґан", "galagan"), .init("Коваль", "koval")]),
    Culture(
      locale: "ar", country: "EG", city: "القاهرة",
      given: [.init("محمد", "mohamed"), .init("فاطمة", "fatima"), .init("ليلى", "layla")],
      family: [.init("الحسيني", "alhusseini"), .init("منصور", "mansour"), .init("عبد الرحمن", "abdelrahman")]),
    Culture(
      locale: "he", country: "IL", city: "חיפה",
      given: [.init("נועה", "noa"), .init("יצחק", "yitzhak"), .init("שירה", "shira")],
      family: [.init("כהן", "cohen"), .init("בן־דוד", "bendavid"), .init("לוי", "levi")]),
    Culture(
      locale: "hi", country: "IN", city: "जयपुर",
      given: [.init("अनन्या", "ananya"), .init("राजेश", "rajesh"), .init("प्रिया", "priya")],
      family: [.init("शर्मा", "sharma"), .init("चतुर्वेदी", "chaturvedi"), .init("गुप्ता", "gupta")]),
    Culture(
      locale: "ja", country: "JP", city: "横浜市",
      given: [.init("さくら", "sakura"), .init("健太郎", "kentaro"), .init("美咲", "misaki")],
      family: [.init("髙橋", "takahashi"), .init("渡邊", "watanabe"), .init("佐藤", "sato")], familyFirst: true),
    Culture(
      locale: "zh", country: "TW", city: "臺北市",
      given: [.init("怡君", "yijun"), .init("志明", "zhiming"), .init("雅婷", "yating")],
      family: [.init("陳", "chen"), .init("歐陽", "ouyang"), .init("𠮷", "ji")], familyFirst: true),
    Culture(
      locale: "yo", country: "NG", city: "Ìbàdàn",
      given: [.init("Adébáyọ̀", "adebayo"), .init("Ọlábísí", "olabisi"), .init("Chidi")],
      family: [.init("Okonkwo"), .init("Ògúnlẹ́sì", "ogunlesi"), .init("Adéyẹmí", "adeyemi")]),
  ]

  /// Names that break careless readers: formulas, markup, emoji, direction marks, look-alikes and a decomposed letter.
  static let odd: [(given: Name, family: Name)] = [
    (.init("=HYPERLINK(\"http://example.org\";\"Win\")", "formula"), .init("Cell", "cell")),
    (.init("+Plus", "plus"), .init("-Minus", "minus")),
    (.init("@mention", "mention"), .init("=1+2", "sum")),
    (.init("Ren&eacute;", "rene"), .init("Smith &amp; Sons", "smith")),
    (.init("<b>Bold</b>", "bold"), .init("\"Quote\" \\ Back/slash", "quote")),
    (.init("Zoë 🎪", "zoe"), .init("👩‍👩‍👧‍👦 Family", "family")),
    (.init("Bjo\u{308}rn", "bjorn"), .init("A\u{30A}ngstro\u{308}m", "angstrom")),
    (.init("Аnnа", "anna"), .init("Іvanov", "ivanov")),
    (.init("\u{202E}txeT", "text"), .init("\u{200B}Zero\u{200B}Width", "zero")),
    (.init("Two\nLines", "two"), .init("Tab\tStop\u{1}", "tab")),
    (.init("null", "null"), .init("undefined", "undefined")),
    (.init("  Spaced  ", "spaced"), .init("O&#39;Hara", "ohara")),
  ]
}
