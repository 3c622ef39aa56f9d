/// One HTTP request, before the host adds endpoint, credentials, pacing and retries.
public struct Request: Sendable, Equatable {
  /// A header field.
  public struct Header: Sendable, Equatable {
    /// The name, in any case.
    public var name: String
    /// The value; may hold `{{secret.KEY}}`.
    public var value: String

    /// Joins name and value.
    public init(_ name: String, _ value: String) {
      self.name = name
      self.value = value
    }
  }

  /// Where in the vendor's list a request stands: an operator is told so if the run is cut.
  public struct Place: Sendable, Equatable {
    /// The page, counted from 1.
    public var page: Int
    /// How many pages there are; nil if that is not known.
    public var pages: Int?
    /// How many records the vendor announced; nil if it did not, or if they are not those that are emitted.
    public var total: Int?

    /// Puts a place together.
    public init(page: Int, of pages: Int? = nil, total: Int? = nil) {
      self.page = page
      self.pages = pages
      self.total = total
    }
  }

  /// The method.
  public var method: String
  /// Where it goes.
  public var path: Path
  /// Its parameters.
  public var query: Query
  /// Who asks.
  public var auth: Auth
  /// Header fields beside those that `auth` gives; `Accept: application/json` unless another one stands here.
  public var headers: [Header]
  /// The body, sent as it is.
  public var body: [UInt8]
  /// Status codes the connector wants to see beside 200 to 299; any other answer is thrown.
  public var accepting: [UInt16]
  /// Where in a list it stands; nil for what is no page. Page 1 tells the host that a list begins: set it where lists of
  /// several records are read under one path.
  public var place: Place?

  /// Puts a request together.
  public init(
    _ path: Path, method: String = "GET", query: Query = [:], auth: Auth = .none, headers: [Header] = [],
    body: [UInt8] = [], accepting: [UInt16] = [], place: Place? = nil
  ) {
    self.method = method
    self.path = path
    self.query = query
    self.auth = auth
    self.headers = headers
    self.body = body
    self.accepting = accepting
    self.place = place
  }

  /// The address as it goes to the host; holds no secret.
  public var url: String {
    let address = path.text + query.encoded
    guard let parameter = auth.parameter else { return address }
    return address + (address.contains("?") ? "&" : "?") + parameter
  }

  /// A parameter that is a placeholder and nothing else: in a ``Query`` all is text, so it would go to the vendor as it
  /// is. A longer value that has one within was not meant as one: a vendor or an operator wrote it.
  var misplaced: String? {
    query.items.first { item in
      let isMarked = item.value.hasPrefix("{{secret.") || item.value.hasPrefix("{{basic.")
      return isMarked && item.value.hasSuffix("}}")
        && !item.value.dropFirst(2).dropLast(2).contains { $0 == "{" || $0 == "}" }
    }?.name
  }

  /// All header fields that are sent.
  var allHeaders: [Header] {
    var all = headers
    if !all.contains(where: { $0.name.lowercased() == "accept" }) { all.append(Header("Accept", "application/json")) }
    if let header = auth.header { all.append(header) }
    return all
  }
}
