/// How objects of one list belong to each other, such as add-ons to the ticket that they were added to; see
/// ``Host/join(_:by:in:of:_:)``.
public struct JoinedChildren: Sendable {
  private let parent: String
  private let id: String
  private let unless: String?

  /// - Parameters:
  ///   - parent: The member of a child that has its parent's `id`.
  ///   - unless: A child in which this member is true, such as `canceled`, counts as none.
  public init(parent: String, id: String, unless: String? = nil) {
    self.parent = parent
    self.id = id
    self.unless = unless
  }

  var json: JSON {
    .object(
      [.init("parent", .string(parent)), .init("id", .string(id))]
        + (unless.map { [.init("unless", .string($0))] } ?? []))
  }
}
