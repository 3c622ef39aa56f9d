import ConnectorKit

/// What the products say of a position, for which orders have numbers alone: names, and whether it admits anybody.
struct ProductTables {
  /// By number, what a position gets as its `product`.
  private(set) var products: [JSON.Member] = []
  /// By number, what it gets as its `product_variation`.
  private(set) var variations: [JSON.Member] = []
  /// By number, what a position gets as its `addon` if that product was added to it: those that admit or are sessions.
  private(set) var addons: [JSON.Member] = []

  /// - Parameter list: the products as pretix lists them.
  init(_ list: [JSON], _ sessionProducts: SessionProducts) {
    // An event of which no product admits does not use the word: it would leave everybody out.
    let usesAdmission = list.contains { $0["admission"]?.bool == true }
    let carriers = TicketCarriers(list, sessionProducts)
    // By number, whatever order the operator gives them in the shop.
    for product in list.sorted(by: { ($0["id"]?.int ?? 0) < ($1["id"]?.int ?? 0) }) {
      guard let number = product["id"]?.text else { continue }
      var words = ["name", "internal_name"].compactMap { key in product[key].map { JSON.Member(key, $0) } }
      if usesAdmission, let admission = product["admission"] { words.append(.init("admission", admission)) }
      words.append(.init("is_session", .bool(sessionProducts.names(product))))
      if product["admission"]?.bool != true, carriers.holds(product) {
        words.append(.init("carries_tickets", .bool(true)))
      }
      products.append(.init(number, .object(words.filter { $0.value != .null })))
      for variation in product["variations"]?.elements ?? [] {
        guard let number = variation["id"]?.text else { continue }
        variations.append(.init(number, .object([.init("value", variation["value"] ?? .null)])))
      }
    }
    products = Self.distinct(products)
    variations = Self.distinct(variations)
    addons = products.compactMap { product in
      let isTicket = ["admission", "is_session"].contains { product.value[$0]?.bool == true }
      return isTicket ? .init(product.key, .object([.init("is_ticket", .bool(true))])) : nil
    }
  }

  /// Without numbers of which two things are said: a product comes twice if the list moves while it is read, and is the same.
  private static func distinct(_ rows: [JSON.Member]) -> [JSON.Member] {
    var known: [String: JSON] = [:]
    var unclear: Set<String> = []
    var distinct: [JSON.Member] = []
    for row in rows {
      if let earlier = known.updateValue(row.value, forKey: row.key) {
        if earlier != row.value { unclear.insert(row.key) }
      } else {
        distinct.append(row)
      }
    }
    return distinct.filter { !unclear.contains($0.key) }
  }

  /// Tells whether the products said the same the last time: 16 hex digits.
  var print: String {
    // FNV-1a: whoever sells the products has nothing to gain from two that look the same.
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    // The add-ons follow from the products. They count all the same: positions that were stored before there were any are
    // asked for once more.
    for byte in JSON.array([.object(products), .object(variations), .object(addons)]).encoded() {
      hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3
    }
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
