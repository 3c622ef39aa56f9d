/// The words of a field's name, each by what it means: `fname`, `given_name` and `Vorname` have a word in common.
enum FieldWords {
  /// Words that mean the same, the first of each line standing for all. English, and what German, French and Spanish forms
  /// call the same thing.
  private static let synonyms: [[String]] = [
    ["first", "fname", "given", "givenname", "forename", "firstname", "vorname", "prenom", "nombre"],
    ["last", "lname", "family", "familyname", "surname", "lastname", "nachname", "nom", "apellido", "apellidos"],
    ["name", "fullname", "displayname"],
    ["email", "mail", "emailaddress"],
    ["company", "organisation", "organization", "org", "employer", "firma", "entreprise", "empresa", "affiliation"],
    ["job", "position", "function", "jobtitle", "beruf", "cargo"],
    ["phone", "tel", "telephone", "mobile", "cell", "telefon", "handy"],
    ["street", "address", "addr", "adresse", "strasse", "line"],
    ["postal", "zip", "zipcode", "postcode", "plz", "postalcode"],
    ["city", "town", "ort", "stadt", "ville", "ciudad"],
    ["region", "state", "province", "bundesland", "canton"],
    ["country", "land", "pays", "pais"],
    ["start", "begin", "begins", "starts", "from", "beginn"],
    ["end", "ends", "until", "finish", "ende", "to"],
    ["location", "room", "venue", "place", "raum", "ort", "hall"],
    ["description", "abstract", "text", "summary", "beschreibung", "frontpage", "content"],
    ["biography", "bio", "about", "vita"],
    ["status", "state"],
    ["registered", "created", "ordered", "datetime", "registration", "added"],
    ["modified", "updated", "changed", "lastmodified"],
    ["picture", "photo", "avatar", "image", "headshot", "bild"],
    ["language", "locale", "lang", "sprache"],
    ["type", "category", "item", "product", "kind", "art"],
    ["code", "id", "key", "number", "reference", "ref", "nummer"],
    ["prefix", "salutation", "anrede", "honorific"],
    ["title", "titel", "subject", "headline"],
    ["url", "link", "website", "web", "homepage"],
    ["price", "amount", "total", "fee", "cost", "preis"],
    ["tag", "tags", "keyword", "keywords", "label"],
    ["track", "stream", "strand"],
    ["speaker", "speakers", "presenter", "presenters"],
    ["barcode", "secret", "qr", "ticketcode"],
    ["checkin", "checkins", "checked", "arrived", "attended"],
    ["capacity", "seats", "places"],
  ]

  private static let meanings: [String: Set<String>] = {
    var meanings: [String: Set<String>] = [:]
    for group in synonyms {
      for word in group { meanings[word, default: []].insert(group[0]) }
    }
    return meanings
  }()

  /// The words of a name in small letters: cut at everything that is no letter or digit, at `camelCase`, and before digits.
  static func split(_ name: String) -> [String] {
    var words: [String] = []
    var word = ""
    var last: Character = " "
    func isDigit(_ character: Character) -> Bool { character.isASCII && character.isNumber }
    for character in name {
      let isWord = character.isLetter || character.isNumber
      let isCut = !isWord || character.isUppercase && last.isLowercase || isDigit(character) != isDigit(last)
      if isCut, !word.isEmpty {
        words.append(word.lowercased())
        word = ""
      }
      if isWord { word.append(character) }
      last = character
    }
    if !word.isEmpty { words.append(word.lowercased()) }
    return words
  }

  /// What a word can mean: itself, if nothing is known of it.
  static func meanings(of word: String) -> Set<String> { meanings[word] ?? [word] }
}
