import RecordJSON

/// An answer that the request accepts.
package struct HTTPAnswer: Sendable {
  package let status: Int
  /// Names in lower case, in the order received; known secrets in values are `<secret>`.
  package let headers: [HTTPRequest.Header]
  /// The whole body, decompressed.
  package let body: PageBuffer

  /// The first value of this header; `name` in lower case.
  package func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }
}
