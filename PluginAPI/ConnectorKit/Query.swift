/// The parameters of a request, in the order in which they were given; a name may stand more than once.
public struct Query: ExpressibleByDictionaryLiteral, Sendable, Equatable {
  /// One parameter.
  public struct Item: Sendable, Equatable {
    /// The name, not encoded.
    public var name: String
    /// The value, not encoded.
    public var value: String
  }

  /// The parameters.
  public private(set) var items: [Item]

  /// `["page_size": "50"]`.
  public init(dictionaryLiteral elements: (String, String)...) {
    items = elements.map { Item(name: $0, value: $1) }
  }

  /// The last value of a parameter; setting it replaces all of that name, nil removes them.
  public subscript(name: String) -> String? {
    get { items.last { $0.name == name }?.value }
    set {
      items.removeAll { $0.name == name }
      if let newValue { items.append(Item(name: name, value: newValue)) }
    }
  }

  /// `?name=value&…`, percent-encoded, or nothing if there are no parameters.
  var encoded: String {
    if items.isEmpty { return "" }
    return "?" + items.map { percentEncoded($0.name) + "=" + percentEncoded($0.value) }.joined(separator: "&")
  }
}
