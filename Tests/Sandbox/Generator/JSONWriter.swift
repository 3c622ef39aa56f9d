/// Writes JSON text straight into bytes, in the order of the calls.
///
/// Commas are the writer's; the caller sees to it that keys stand in objects only.
struct JSONWriter {
  private(set) var bytes: [UInt8] = []
  private var needsComma = false
  /// True to write everything beyond ASCII as \u escapes.
  private let asciiOnly: Bool
  /// How the next record is to be spoilt.
  var tweak = RowTweak.none
  private var isAltered = false

  init(capacity: Int = 0, asciiOnly: Bool = false) {
    self.asciiOnly = asciiOnly
    bytes.reserveCapacity(capacity)
  }

  // MARK: Members of an object

  mutating func text(_ key: StaticString, _ value: String?) {
    self.key(key)
    if let value { string(value) } else { literal("null") }
  }

  mutating func number(_ key: StaticString, _ value: Int?) {
    self.key(key)
    if let value { digits(value) } else { literal("null") }
  }

  mutating func flag(_ key: StaticString, _ value: Bool) {
    self.key(key)
    literal(value ? "true" : "false")
  }

  mutating func null(_ key: StaticString) {
    self.key(key)
    literal("null")
  }

  mutating func object(_ key: StaticString, _ body: (inout JSONWriter) -> Void) {
    self.key(key)
    object(body)
  }

  mutating func array(_ key: StaticString, _ body: (inout JSONWriter) -> Void = { _ in }) {
    self.key(key)
    array(body)
  }

  mutating func numbers(_ key: StaticString, _ values: some Sequence<Int>) {
    array(key) { w in for value in values { w.number(value) } }
  }

  mutating func texts(_ key: StaticString, _ values: some Sequence<String>) {
    array(key) { w in for value in values { w.text(value) } }
  }

  /// A member whose key is only known while running.
  mutating func member(_ key: String, _ body: (inout JSONWriter) -> Void) {
    comma()
    string(key)
    bytes.append(UInt8(ascii: ":"))
    needsComma = false
    body(&self)
    needsComma = true
  }

  /// The text by which a reader tells two versions of a record apart; a fault may alter it.
  mutating func mainText(_ key: StaticString, _ value: String?) {
    text(key, isAltered ? (value ?? "") + " (changed)" : value)
  }

  // MARK: Values

  mutating func text(_ value: String) {
    comma()
    string(value)
  }

  mutating func number(_ value: Int) {
    comma()
    digits(value)
  }

  mutating func null() {
    comma()
    literal("null")
  }

  mutating func object(_ body: (inout JSONWriter) -> Void) {
    comma()
    bytes.append(UInt8(ascii: "{"))
    needsComma = false
    body(&self)
    bytes.append(UInt8(ascii: "}"))
    needsComma = true
  }

  mutating func array(_ body: (inout JSONWriter) -> Void) {
    comma()
    bytes.append(UInt8(ascii: "["))
    needsComma = false
    body(&self)
    bytes.append(UInt8(ascii: "]"))
    needsComma = true
  }

  /// Appends bytes as they are, as one value.
  mutating func raw(_ value: some Sequence<UInt8>) {
    comma()
    bytes.append(contentsOf: value)
    needsComma = true
  }

  // MARK: Records

  /// One record of a list: an object that begins with its id, spoilt as `tweak` says.
  mutating func record(_ key: StaticString, _ id: RecordID, _ body: (inout JSONWriter) -> Void) {
    let tweak = self.tweak
    self.tweak = .none
    let outer = isAltered
    object { w in
      switch tweak {
      case .noID: break
      case .bigID(let place): w.number(key, 9_007_199_254_740_993 + place)
      case .duplicateKeys:
        w.identity(key, id)
        w.text(key, "second-value")
      default: w.identity(key, id)
      }
      w.isAltered = tweak == .altered
      body(&w)
      w.isAltered = outer
      tweak.addMembers(to: &w)
    }
  }

  private mutating func identity(_ key: StaticString, _ id: RecordID) {
    switch id {
    case .text(let text): self.text(key, text)
    case .number(let number): self.number(key, number)
    }
  }

  // MARK: Bytes

  private mutating func comma() {
    if needsComma { bytes.append(UInt8(ascii: ",")) }
    needsComma = true
  }

  private mutating func key(_ key: StaticString) {
    if needsComma { bytes.append(UInt8(ascii: ",")) }
    bytes.append(UInt8(ascii: "\""))
    bytes.append(contentsOf: UnsafeBufferPointer(start: key.utf8Start, count: key.utf8CodeUnitCount))
    bytes.append(UInt8(ascii: "\""))
    bytes.append(UInt8(ascii: ":"))
    // The value that follows must not put a comma before itself.
    needsComma = false
  }

  private mutating func literal(_ value: StaticString) {
    bytes.append(contentsOf: UnsafeBufferPointer(start: value.utf8Start, count: value.utf8CodeUnitCount))
    needsComma = true
  }

  private mutating func digits(_ value: Int) {
    needsComma = true
    guard value >= 0 && value < 10 else {
      var text = String(value)
      text.withUTF8 { bytes.append(contentsOf: $0) }
      return
    }
    bytes.append(48 + UInt8(value))
  }

  private mutating func string(_ value: String) {
    needsComma = true
    bytes.append(UInt8(ascii: "\""))
    var value = value
    value.withUTF8 { text in
      // Most texts need no escape at all and are copied in one go.
      if text.contains(where: { $0 < 0x20 || $0 == 0x22 || $0 == 0x5C || (asciiOnly && $0 >= 0x80) }) {
        escape(text)
      } else {
        bytes.append(contentsOf: text)
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }

  private mutating func escape(_ text: UnsafeBufferPointer<UInt8>) {
    for scalar in String(decoding: text, as: UTF8.self).unicodeScalars {
      switch scalar {
      case "\"": bytes.append(contentsOf: [0x5C, 0x22])
      case "\\": bytes.append(contentsOf: [0x5C, 0x5C])
      case "\n": bytes.append(contentsOf: [0x5C, UInt8(ascii: "n")])
      case "\r": bytes.append(contentsOf: [0x5C, UInt8(ascii: "r")])
      case "\t": bytes.append(contentsOf: [0x5C, UInt8(ascii: "t")])
      default:
        if scalar.value < 0x20 || (asciiOnly && scalar.value >= 0x80) {
          for unit in UTF16.encode(scalar) ?? .init() { escape(unit: unit) }
        } else {
          bytes.append(contentsOf: UTF8.encode(scalar) ?? .init())
        }
      }
    }
  }

  private mutating func escape(unit: UInt16) {
    bytes.append(contentsOf: [0x5C, UInt8(ascii: "u")])
    for shift in [12, 8, 4, 0] {
      let digit = UInt8(unit >> UInt16(shift) & 0xF)
      bytes.append(digit < 10 ? 48 + digit : 87 + digit)
    }
  }
}
