import Foundation
import HostModel
import RecordJSON

/// Makes a vendor's value fit a metadata kind, or says why it does not. What changes here for a value raises the number of its
/// kind in `Revisions+Product.swift`.
struct FieldFit {
  /// Tells what a time without offset means.
  let local: LocalTime

  enum Fit: Equatable {
    case value(JSONTree)
    case empty
    case misfit(String)
  }

  func fit(_ value: JSONTree, _ kind: FieldKind) -> Fit {
    if value.isBlank { return .empty }
    if kind == .list { return list(value) }
    if kind == .boolean { return boolean(value) }
    guard let text = value.asText else {
      return .misfit(
        value.elements != nil ? "is a list, not \(Self.noun(kind))" : "is an object, not \(Self.noun(kind))")
    }
    switch kind {
    case .text, .longText, .choice, .phone, .list, .boolean: return .value(.string(text))
    case .email: return Self.isEmail(text) ? .value(.string(text)) : Self.misfit(text, kind)
    case .url: return Self.isURL(text) ? .value(.string(text)) : Self.misfit(text, kind)
    case .number: return if case .number = value { Self.number(text) } else { number(text) }
    case .date: return time(text, kind) { $0.day(in: local).description }
    case .dateTime:
      return time(text, kind) { time in
        var normal = FlatBytes(capacity: 40)
        time.append(to: &normal, local: local)
        return String(decoding: normal.bytes, as: UTF8.self)
      }
    }
  }

  private func time(_ text: String, _ kind: FieldKind, _ stored: (ISODateTime) -> String) -> Fit {
    // Unicode's other blanks around a time count as blanks; inside, nothing but ASCII is read.
    var trimmed = text.trimmingCharacters(in: .whitespaces)
    return trimmed.withUTF8 { utf8 in
      switch ISODateTime.read(UnsafeRawBufferPointer(utf8)) {
      case .value(let time): .value(.string(stored(time)))
      case .none: .empty
      case .malformed: Self.misfit(text, kind)
      }
    }
  }

  private static func misfit(_ text: String, _ kind: FieldKind) -> Fit {
    .misfit("\(text.shown) is not \(noun(kind))")
  }

  /// A list of texts; a single text is a list of one.
  private func list(_ value: JSONTree) -> Fit {
    guard case .array(let items) = value else {
      guard let text = value.asText else { return .misfit("is an object, not a list") }
      return .value(.array([.string(text)]))
    }
    var texts: [JSONTree] = []
    for item in items where !item.isBlank {
      guard let text = item.asText else {
        return .misfit("is a list of objects: choose one of their fields with each()")
      }
      texts.append(.string(text))
    }
    return texts.isEmpty ? .empty : .value(.array(texts))
  }

  private func boolean(_ value: JSONTree) -> Fit {
    if case .bool = value { return .value(value) }
    guard let text = value.asText else { return .misfit("is not yes or no") }
    return switch text.lowercased() {
    case "true", "yes", "y", "1": .value(.bool(true))
    case "false", "no", "n", "0": .value(.bool(false))
    default: Self.misfit(text, .boolean)
    }
  }

  private func number(_ text: String) -> Fit {
    let text = text.trimmingCharacters(in: .whitespaces)
    if let whole = Int64(text) { return .value(.number(String(whole))) }
    guard (try? JSONTree.parse(text)) == .number(text) else { return Self.misfit(text, .number) }
    return Self.number(text)
  }

  /// Only numbers that survive as an SQLite value (see ``NumberText``).
  ///
  /// - Parameter json: a number as JSON writes it.
  private static func number(_ json: String) -> Fit {
    do throws(NumberText.Obstacle) { return .value(.number(try NumberText.stored(json))) } catch {
      switch error {
      case .none: return misfit(json, .number)
      case .tooManyDigits:
        return .misfit("'\(json.prefix(80))' has more digits than a number keeps; use a text field")
      case .tooSmall: return .misfit("'\(json.prefix(80))' is nearer to zero than a number can be; use a text field")
      }
    }
  }

  /// One `@` with something on both sides, no white space or control characters, nothing of a link (`mailto:`, `<…>`) or of
  /// a list (`,`, `;`), no empty part of a domain; more cannot be told without sending.
  static func isEmail(_ text: String) -> Bool {
    let parts = text.split(separator: "@", omittingEmptySubsequences: false)
    guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty, text.utf8.count <= 254 else { return false }
    guard !text.utf8.contains(where: { "<>,;".utf8.contains($0) }), !parts[0].utf8.contains(UInt8(ascii: ":")),
      parts[1].utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).allSatisfy({ !$0.isEmpty })
    else { return false }
    return !text.unicodeScalars.contains { $0.value <= 32 || $0.value == 127 || $0.properties.isWhitespace }
  }

  static func isURL(_ text: String) -> Bool {
    guard text.hasPrefix("https://") || text.hasPrefix("http://") else { return false }
    return text.utf8.count > 8 && !text.unicodeScalars.contains { $0.value <= 32 || $0.value == 127 }
  }

  private static func noun(_ kind: FieldKind) -> String {
    switch kind {
    case .text, .longText, .choice: "a text"
    case .number: "a number"
    case .boolean: "yes or no"
    case .date: "a date"
    case .dateTime: "a date-time"
    case .email: "an e-mail address"
    case .url: "a web address"
    case .phone: "a phone number"
    case .list: "a list"
    }
  }
}
