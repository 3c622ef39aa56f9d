import Foundation
import Testing

@testable import HostMapping

@Suite("A country's code") struct CountryTests {
  static let known: [(String, String)] = [
    ("DE", "DE"), ("de", "DE"), ("DEU", "DE"), ("Germany", "DE"), ("GERMANY", "DE"), (" Germany ", "DE"),
    ("Deutschland", "DE"), ("Allemagne", "DE"), ("Alemania", "DE"),
    ("UK", "GB"), ("U.K.", "GB"), ("Great Britain", "GB"), ("Scotland", "GB"), ("USA", "US"), ("U.S.A.", "US"),
    ("us", "US"), ("États-Unis", "US"), ("Etats Unis", "US"),
    ("The Netherlands", "NL"), ("Netherlands (the)", "NL"), ("Holland", "NL"), ("Österreich", "AT"),
    ("Oesterreich", "AT"), ("Osterreich", "AT"),
    ("Côte d’Ivoire", "CI"), ("Cote d'Ivoire", "CI"), ("Ivory Coast", "CI"), ("St. Kitts & Nevis", "KN"),
    ("Saint Kitts and Nevis", "KN"), ("Weissrussland", "BY"),
    ("Weißrussland", "BY"), ("Korea, Republic of", "KR"), ("North Korea", "KP"),
    ("Congo, The Democratic Republic of the", "CD"), ("DR Congo", "CD"), ("Congo", "CG"),
    ("Czech Republic", "CZ"), ("Tschechien", "CZ"), ("Türkiye", "TR"), ("Turkey", "TR"), ("Bahamas, The", "BS"),
    ("Viet Nam", "VN"), ("Vietnam", "VN"), ("España", "ES"),
    ("Espan\u{303}a", "ES"), ("Trinidad  und Tobago", "TT"), ("Bosnia-Herzegovina", "BA"), ("Guinea-Bissau", "GW"),
    ("Guinea", "GN"), ("Niger", "NE"), ("Nigeria", "NG"),
  ]

  @Test("is found by code and by name", arguments: known) func code(_ name: String, _ code: String) throws {
    #expect(try Mapped.value(of: "\"\(name)\"", "country") == "\"\(code)\"")
  }

  @Test(
    "is not guessed: the value is left out, unless a lookup before it says which",
    arguments: ["Atlantis", "Germny", "XX", "Korea", "America", "D", "D E", "-"])
  func unknown(_ name: String) throws {
    let reason = "Left out: '\(name)' is no known name or code of a country; lookup can give it one."
    #expect(try Mapped.value(of: "\"\(name)\"", "country") == reason)
    #expect(try Mapped.value(of: "\"\(name)\"", "lookup(\(name)=Chad)", "country") == #""TD""#)
    #expect(try Mapped.value(of: "[\"Chad\", \"\(name)\"]", "country", as: .list) == reason)
  }

  @Test("of other values") func others() throws {
    #expect(try Mapped.value(of: "null", "country") == "empty")
    #expect(try Mapped.value(of: #"["fr", "", "Spain"]"#, "country", as: .list) == #"["FR","ES"]"#)
    #expect(try Mapped.value(of: #"{"code": "DE"}"#, "country") == "Left out: is an object, not a country.")
    #expect(
      try Mapped.value(of: "49", "country")
        == "Left out: '49' is no known name or code of a country; lookup can give it one.")
  }

  @Test("is one of 249, no name means two of them, and Foundation's names in four languages mean the same") func table()
    throws
  {
    let codes = Set(CountryNames.entries.map(\.code))
    #expect(codes.count == 249)
    for entry in CountryNames.entries { #expect(CountryNames.code(of: entry.name) == entry.code, "\(entry.name)") }
    for entry in CountryNames.entries {
      #expect(CountryNames.code(of: entry.name.uppercased()) == entry.code, "\(entry.name)")
    }
    // Some of Foundation's names are odd, such as "China mainland": those are not known, but none means another country.
    var known = 0
    for language in ["en", "de", "fr", "es"] {
      for code in codes.sorted() {
        let name = try #require(Locale(identifier: language).localizedString(forRegionCode: code))
        guard let found = CountryNames.code(of: name) else { continue }
        known += 1
        #expect(found == code, "\(language) \(name)")
      }
    }
    #expect(known > 4 * 249 - 20)
  }
}
