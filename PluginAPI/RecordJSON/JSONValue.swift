/// A slot together with the page it lies in; holds the page alive, and means nothing once the page has been changed.
public struct JSONValue: Sendable {
  /// The page the value lies in.
  public let page: PageBuffer
  /// Where it lies.
  public let slot: JSONSlot

  /// Joins a slot with the page that it was read from.
  public init(page: PageBuffer, slot: JSONSlot) {
    self.page = page
    self.slot = slot
  }

  /// What kind of value it is.
  public var kind: JSONKind { slot.kind }
  /// See ``PageBuffer/string(of:)``.
  public var string: String { page.string(of: slot) }
  /// See ``PageBuffer/int64(of:)``.
  public var int64: Int64? { page.int64(of: slot) }
  /// See ``PageBuffer/double(of:)``.
  public var double: Double? { page.double(of: slot) }
  /// See ``PageBuffer/isBlank(_:)``.
  public var isBlank: Bool { page.isBlank(slot) }
  /// See ``PageBuffer/rawBytes(of:)``.
  public var rawBytes: UnsafeRawBufferPointer { page.rawBytes(of: slot) }
}
