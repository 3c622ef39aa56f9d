import ConnectorKit

/// Products that admit nobody and with which a ticket or a session is sold: a hotel package that a ticket is added to, or
/// that is bundled with one. Whoever buys such a product is somebody; the add-on itself stands for nobody, for it belongs to
/// the position that it was added to. What products offer today is half of it: that a ticket was added while it was still
/// offered is seen in the order (``ProductTables/addons``).
struct TicketCarriers {
  private let products: Set<Int>
  private let categories: Set<Int>

  /// - Parameter list: the products as pretix lists them.
  init(_ list: [JSON], _ sessionProducts: SessionProducts) {
    let wanted = list.filter { $0["admission"]?.bool == true || sessionProducts.names($0) }
    products = Set(wanted.compactMap { $0["id"]?.int })
    categories = Set(wanted.compactMap { $0["category"]?.int })
  }

  /// True if an add-on or a part of its bundle admits somebody or is a session (pretix, REST API, Items: `addons`,
  /// `bundles`).
  func holds(_ product: JSON) -> Bool {
    let addons = (product["addons"]?.elements ?? []).compactMap { $0["addon_category"]?.int }
    let bundles = (product["bundles"]?.elements ?? []).compactMap { $0["bundled_item"]?.int }
    return addons.contains { categories.contains($0) } || bundles.contains { products.contains($0) }
  }
}
