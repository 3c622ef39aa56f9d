/// One request of a connector, placeholders not yet expanded; as the C header describes it.
package struct HTTPRequest: Sendable, Hashable {
  package struct Header: Sendable, Hashable {
    package var name: String
    package var value: String

    package init(_ name: String, _ value: String) {
      self.name = name
      self.value = value
    }
  }

  /// In capital letters.
  package var method: String
  /// Absolute, or beginning with `/`: then it follows the endpoint.
  package var url: String
  package var headers: [Header]
  package var body: [UInt8]
  /// Status codes that are answers, beside 200 to 299.
  package var accept: [Int]
  /// True if the URL is a link that the vendor gave, in which no placeholder can stand.
  package var isVerbatim: Bool

  package init(
    method: String = "GET", url: String, headers: [Header] = [], body: [UInt8] = [], accept: [Int] = [],
    isVerbatim: Bool = false
  ) {
    self.method = method
    self.url = url
    self.headers = headers
    self.body = body
    self.accept = accept
    self.isVerbatim = isVerbatim
  }

  /// True if asking again changes nothing at the vendor.
  var isRepeatable: Bool { method == "GET" || method == "HEAD" }
}
