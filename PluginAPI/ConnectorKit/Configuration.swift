/// What the operator entered for a connection; holds no secret, only the names of those that were given.
public struct Configuration: Sendable, Equatable {
  /// The address that requests beginning with `/` are sent to, without a slash at the end.
  public let endpoint: String
  /// The event's time zone, an IANA name such as `Europe/Zurich`.
  public let timeZone: String
  /// Keys of the credentials that were given a value.
  public let credentials: [String]
  let values: [String: String]

  /// Puts a configuration together; settings and credentials of kind text go to `values`.
  public init(endpoint: String, timeZone: String = "UTC", values: [String: String], credentials: [String] = []) {
    self.endpoint = endpoint
    self.timeZone = timeZone
    self.credentials = credentials
    self.values = values
  }

  /// The value of a setting or of a credential of kind text; empty or missing is refused by name.
  public func text(_ key: String) throws -> String {
    guard let value = optionalText(key) else {
      throw ConnectorError(.badConfig, "The setting '\(key)' is empty. Enter it and try again.")
    }
    return value
  }

  /// The value of a setting or of a credential of kind text, nil if it is empty or missing.
  public func optionalText(_ key: String) -> String? {
    guard let value = values[key].map(trimmed), !value.isEmpty else { return nil }
    return value
  }

  /// The value of a setting that is a whole number within bounds, or `standard` if it is empty.
  public func integer(_ key: String, standard: Int, in bounds: ClosedRange<Int>) throws -> Int {
    guard let text = optionalText(key) else { return standard }
    guard let value = Int(text), bounds.contains(value) else {
      throw ConnectorError(
        .badConfig,
        "The setting '\(key)' is '\(text)'; it must be a whole number from \(bounds.lowerBound) to "
          + "\(bounds.upperBound).")
    }
    return value
  }
}

extension Configuration {
  /// Reads the document that `create` is given.
  init(json: [UInt8]) throws {
    let tree: JSON
    do { tree = try JSON.parse(json) } catch {
      throw ConnectorError(.internal, "The host's configuration could not be read: \(error).")
    }
    var values: [String: String] = [:]
    for member in tree["settings"]?.members ?? [] {
      if let value = member.value.string { values[member.key] = value }
    }
    self.init(
      endpoint: tree["endpoint"]?.string ?? "", timeZone: tree["timeZone"]?.string ?? "UTC", values: values,
      credentials: (tree["credentials"]?.elements ?? []).compactMap(\.string))
  }
}

/// A text without white space at its ends.
private func trimmed(_ text: String) -> String {
  guard let first = text.firstIndex(where: { !$0.isWhitespace }),
    let last = text.lastIndex(where: { !$0.isWhitespace })
  else { return "" }
  return String(text[first...last])
}
