/// What the host wants.
public struct FetchRequest: Sendable, Equatable {
  /// The id of one of the data types that describe lists.
  public let dataType: String
  /// The bytes of the last checkpoint that was stored; nil: fetch everything.
  public let cursor: [UInt8]?
  /// Stop after about so many records and do not complete; nil: no limit.
  public let limit: Int?

  /// Puts a request together.
  public init(dataType: String, cursor: [UInt8]? = nil, limit: Int? = nil) {
    self.dataType = dataType
    self.cursor = cursor
    self.limit = limit
  }

  /// The cursor as text; nil: fetch everything.
  public var cursorText: String? { cursor.map { String(decoding: $0, as: UTF8.self) } }

  /// The page size to ask for: the vendor's maximum, or the limit if that is smaller.
  public func pageSize(upTo maximum: Int) -> Int { min(maximum, max(1, limit ?? maximum)) }
}
