/// A vendor's answer. Its body stays in the host; what is asked for comes over in copies of at most 8 MiB.
///
/// Means nothing once the call that received it has returned, and its body may be gone once it was emitted.
public struct Response {
  /// The status code.
  public let status: Int
  /// The size of the body, in bytes.
  public let size: Int
  /// The address that was asked; holds no secret.
  public let url: String
  let headers: [(name: String, value: String)]
  let handle: UInt64
  let services: Services

  /// The value of a header field, its name in any case; nil if it was not sent.
  public func header(_ name: String) -> String? {
    let name = name.lowercased()
    return headers.first { $0.name == name }?.value
  }

  /// The JSON text at a pointer (RFC 6901), nil if it leads nowhere. A body that is not JSON is thrown.
  public func json(at pointer: String) throws -> [UInt8]? {
    let bytes = try services.read(handle, pointer)
    return bytes.isEmpty ? nil : bytes
  }

  /// The value at a pointer, nil if it leads nowhere.
  public func value(at pointer: String) throws -> JSON? {
    guard let bytes = try json(at: pointer) else { return nil }
    do { return try JSON.parse(bytes) } catch {
      throw badShape("'\(pointer)' could not be read: \(error)")
    }
  }

  /// The text at a pointer, nil if it leads nowhere or to `null`; any other value is refused.
  public func text(at pointer: String) throws -> String? {
    switch try value(at: pointer) {
    case nil, .null: return nil
    case .string(let text): return text
    default: throw badShape("'\(pointer)' is not a text")
    }
  }

  /// The whole number at a pointer; anything else, or nothing, is refused.
  public func integer(at pointer: String) throws -> Int {
    guard let number = try value(at: pointer)?.int else { throw badShape("'\(pointer)' is not a whole number") }
    return number
  }

  /// The number of records that a vendor announces at a pointer; anything but a whole number from 0 to a billion is refused.
  /// No vendor has a longer list, and sums of such numbers need no second look.
  public func count(at pointer: String) throws -> Int {
    let number = try integer(at: pointer)
    guard (0...1_000_000_000).contains(number) else {
      throw badShape("'\(pointer)' is \(number), which cannot be a number of records")
    }
    return number
  }

  /// The whole body. Throws ``Status/unsupported`` if it is larger than 8 MiB.
  public func body() throws -> [UInt8] { try services.body(handle) }

  /// The records at a pointer, for what must be joined or rebuilt; anything but an array of objects is refused.
  public func records(at pointer: String) throws -> [JSON] {
    guard let records = try value(at: pointer)?.elements else { throw badShape("'\(pointer)' is not a list") }
    guard records.allSatisfy({ $0.members != nil }) else {
      throw badShape("'\(pointer)' holds something else than records")
    }
    return records
  }

  /// What to throw if the answer has not the promised shape: `badShape("'/count' is not a whole number")`.
  public func badShape(_ what: String) -> ConnectorError {
    ConnectorError(
      .badData,
      "The answer to \(url) has not the expected form: \(what). Check the endpoint, or try again later; if it stays so,"
        + " tell the connector's maker.")
  }
}
