import HostModel
import RecordJSON

/// The hot path of mapping, for nearly every field of nearly every record: JSON goes over as bytes.
///
/// Whatever it writes is what transforms and `FieldFit` would make of the same value; where that is not certain at a
/// glance it writes nothing, and they decide.
struct PlainText {
  /// How a value is written, as far as it is plain.
  private enum Form: UInt8 { case none, text, email, url, dateTime, number, boolean }
  private let form: Form
  private let trims: Bool
  private let lowers: Bool

  /// Takes nothing.
  static let none = PlainText()

  private init() {
    form = .none
    trims = false
    lowers = false
  }

  init(_ transforms: [Transform], _ kind: FieldKind) {
    trims = transforms.contains { $0.step == .trim }
    lowers = transforms.contains { $0.step == .lower }
    guard transforms.allSatisfy({ Self.isPlain($0.step) }) else {
      form = .none
      return
    }
    form =
      switch kind {
      case .text, .longText, .choice, .phone: .text
      case .email: .email
      case .url: .url
      case .dateTime: .dateTime
      case .number: .number
      case .boolean: .boolean
      case .date, .list: .none
      }
  }

  private static func isPlain(_ step: Transform.Step) -> Bool {
    switch step {
    case .trim, .lower: true
    // It does nothing to a value that is not blank.
    case .standard: true
    default: false
    }
  }

  /// Appends the value of a slot that is not blank; false, with nothing appended, if it takes a second look.
  @inline(__always)
  func append(_ slot: JSONSlot, of page: PageBuffer, local: LocalTime, to out: inout FlatBytes) -> Bool {
    switch (slot.kind, form) {
    case (.string, .text), (.string, .email), (.string, .url), (.escapedString, .text): text(slot, of: page, to: &out)
    case (.string, .dateTime): dateTime(page.content(of: slot), local, to: &out)
    case (.number, .text), (.number, .number): number(page.rawBytes(of: slot), to: &out)
    case (.true, .boolean), (.false, .boolean): raw(page.rawBytes(of: slot), to: &out)
    default: false
    }
  }

  private func raw(_ bytes: UnsafeRawBufferPointer, to out: inout FlatBytes) -> Bool {
    out.append(bytes)
    return true
  }

  // MARK: Numbers

  private func number(_ bytes: UnsafeRawBufferPointer, to out: inout FlatBytes) -> Bool {
    if form == .text {
      out.append(UInt8(ascii: "\""))
      out.append(bytes)
      out.append(UInt8(ascii: "\""))
      return true
    }
    return NumberText.isPlain(bytes) && raw(bytes, to: &out)
  }

  // MARK: Texts

  private func text(_ slot: JSONSlot, of page: PageBuffer, to out: inout FlatBytes) -> Bool {
    let start = out.count
    if slot.kind == .string {
      out.append(page.rawBytes(of: slot))
    } else {
      var canonical: [UInt8] = []
      page.appendCanonicalString(of: slot, to: &canonical)
      out.append(canonical)
    }
    let content = UnsafeRawBufferPointer(rebasing: out.bytes[start + 1..<out.count - 1])
    guard suits(content, isEscaped: slot.kind != .string), !lowers || content.allSatisfy({ $0 < 0x80 }) else {
      out.cut(to: start)
      return false
    }
    if lowers { out.lowerASCII(from: start) }
    return true
  }

  private func suits(_ content: UnsafeRawBufferPointer, isEscaped: Bool) -> Bool {
    if trims, !Self.hasCleanEdges(content, isEscaped) { return false }
    if isEscaped, !StrayCharacters.isFreeOfControls(content) { return false }
    switch form {
    case .email: return Self.isPlainEmail(content)
    case .url: return Self.isPlainURL(content) && StrayCharacters.isFreeOfInvisible(content)
    default: return StrayCharacters.isFreeOfInvisible(content)
    }
  }

  /// True if no white space can stand at either end.
  private static func hasCleanEdges(_ content: UnsafeRawBufferPointer, _ isEscaped: Bool) -> Bool {
    guard let first = content.first, isInk(first) else { return false }
    // A canonical escape, such as \n, is at most six bytes long.
    if isEscaped, content.suffix(6).contains(UInt8(ascii: "\\")) { return false }
    var last = content.count - 1
    while last > 0, content[last] & 0xC0 == 0x80 { last -= 1 }
    return isInk(content[last])
  }

  /// True if a character that begins with this byte of UTF-8 is neither white space (whose first bytes are C2, E1, E2,
  /// E3) nor an escape, and never joins the white space before it (combining marks are elsewhere).
  private static func isInk(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x21...0x5B, 0x5D...0x7E, 0xC3...0xCB, 0xD0, 0xD1, 0xE4...0xE9: true
    default: false
    }
  }

  /// An e-mail address of printable ASCII.
  private static func isPlainEmail(_ bytes: UnsafeRawBufferPointer) -> Bool {
    guard bytes.count <= 254 else { return false }
    var at = -1
    // Where the last point, or the `@`, of what is behind the `@` stands.
    var edge = -1
    for index in bytes.indices {
      switch bytes[index] {
      case 0...32, 127...255, 0x2C, 0x3B, 0x3C, 0x3E: return false
      case 0x3A where at < 0: return false
      case 0x40:
        if at >= 0 { return false }
        at = index
        edge = index
      case 0x2E where at >= 0:
        if edge == index - 1 { return false }
        edge = index
      default: break
      }
    }
    return at > 0 && edge < bytes.count - 1
  }

  private static func isPlainURL(_ bytes: UnsafeRawBufferPointer) -> Bool {
    let isWeb = bytes.starts(with: "https://".utf8) || bytes.starts(with: "http://".utf8)
    guard bytes.count > 8, isWeb else { return false }
    return bytes.allSatisfy { $0 > 32 && $0 != 127 }
  }

  private func dateTime(_ content: UnsafeRawBufferPointer, _ local: LocalTime, to out: inout FlatBytes) -> Bool {
    guard case .value(let time) = ISODateTime.read(content) else { return false }
    out.append(UInt8(ascii: "\""))
    time.append(to: &out, local: local)
    out.append(UInt8(ascii: "\""))
    return true
  }
}
