import ConnectorKit

/// The products of an event that are sessions: pretix does not say which, so the operator names them in two settings, by
/// number or by category.
struct SessionProducts {
  static let settings: [FormField] = [
    .text(
      "session_products", "Products that are sessions",
      help: "Numbers with commas between them, such as 4, 7; a product's is the last in its address in pretix.",
      pattern: pattern, isRequired: false),
    .text(
      "session_categories", "Categories whose products are sessions",
      help: "Numbers with commas between them, such as 2, 5; a category's is the last in its address in pretix.",
      pattern: pattern, isRequired: false),
  ]
  /// Nothing matches too, so that a setting can be emptied.
  private static let pattern = "([0-9]{1,18}( *, *[0-9]{1,18})*)?"

  private let products: Set<Int>
  private let categories: Set<Int>
  /// Numbers that no product had so far.
  private var missingProducts: Set<Int>
  private var missingCategories: Set<Int>

  init(_ configuration: Configuration) throws {
    products = try Self.numbers("session_products", configuration)
    categories = try Self.numbers("session_categories", configuration)
    missingProducts = products
    missingCategories = categories
  }

  private static func numbers(_ setting: String, _ configuration: Configuration) throws -> Set<Int> {
    guard let text = configuration.optionalText(setting) else { return [] }
    var numbers: Set<Int> = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      let words = part.split(separator: " ")
      guard words.count == 1, let number = Int(words[0]), number >= 0 else {
        throw ConnectorError(
          .badConfig,
          "The setting '\(setting)' is '\(text)'; it must be numbers with commas between them, such as 4, 7.")
      }
      numbers.insert(number)
    }
    return numbers
  }

  /// True if the operator named this product, or its category.
  func names(_ product: JSON) -> Bool {
    (product["id"]?.int.map { products.contains($0) } ?? false)
      || (product["category"]?.int.map { categories.contains($0) } ?? false)
  }

  /// A product as the host explodes it: with `is_session`, and with what can be booked of it as the list `sessions`.
  ///
  /// That is the product itself or, if it has variations, each of them: pretix advises to sell the workshops of a time
  /// slot as the variations of one product, and whoever buys one has exactly one variation of it.
  mutating func rebuilt(_ product: JSON, on page: Response) throws -> JSON {
    guard let variations = product["variations"]?.elements, variations.allSatisfy({ $0.members != nil }) else {
      throw page.badShape("the 'variations' of a product are not a list of records")
    }
    if let number = product["id"]?.int { missingProducts.remove(number) }
    if let number = product["category"]?.int { missingCategories.remove(number) }
    let key = product["id"] ?? .null
    let name = product["name"] ?? .null
    let itself = JSON.object([.init("key", key), .init("title", name)])
    let sessions = variations.map { variation in
      variation.adding([
        .init("key", variation["id"] ?? .null), .init("title", Self.title(name, variation["value"])),
      ])
    }
    return product.adding([
      .init("is_session", .bool(names(product))), .init("sessions", .array(sessions.isEmpty ? [itself] : sessions)),
    ])
  }

  /// `Wednesday – Swift`, in each language of the variation's name.
  private static func title(_ product: JSON, _ variation: JSON?) -> JSON {
    let texts = (variation?.members ?? []).compactMap { text -> JSON.Member? in
      guard let name = text.value.string, !name.isEmpty else { return nil }
      let prefix = product[text.key] ?? product["en"] ?? product.members?.first?.value
      return .init(text.key, .string((prefix?.string.map { $0 + " – " } ?? "") + name))
    }
    return texts.isEmpty ? product : .object(texts)
  }

  /// Throws if a number was named that no product had: it is probably mistyped, and a session would be missed.
  func requireFound(in event: String) throws {
    if let number = missingProducts.min() {
      throw ConnectorError(
        .badConfig,
        "'\(event)' has no product \(number), which the setting 'session_products' names. Take the number from the "
          + "product's address in pretix, and correct the setting.")
    }
    if let number = missingCategories.min() {
      throw ConnectorError(
        .badConfig,
        "'\(event)' has no product in category \(number), which the setting 'session_categories' names. Take the number "
          + "from the category's address in pretix, and correct the setting.")
    }
  }
}

extension JSON {
  /// An object with these members instead of those of the same names.
  fileprivate func adding(_ added: [Member]) -> JSON {
    .object((members ?? []).filter { member in !added.contains { $0.key == member.key } } + added)
  }
}
