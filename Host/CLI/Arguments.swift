import HostModel

/// One option of a command.
struct Option: Sendable {
  let name: String
  /// What the value is called in help, or nil for a flag.
  let value: String?
  let help: String
  let repeats: Bool
  let isRequired: Bool
  /// Another, one-letter spelling: `-o`.
  let short: Character?

  static func flag(_ name: String, _ help: String) -> Option {
    Option(name: name, value: nil, help: help, repeats: false, isRequired: false, short: nil)
  }

  static func value(
    _ name: String, _ value: String, _ help: String, repeats: Bool = false, required: Bool = false,
    short: Character? = nil
  ) -> Option {
    Option(name: name, value: value, help: help, repeats: repeats, isRequired: required, short: short)
  }

  /// `--output`, or `-o, --output`.
  var spelling: String { (short.map { "-\($0), " } ?? "") + "--\(name)" }

  /// `--output FILE`, also `-o FILE`.
  static func output(_ help: String) -> Option { value("output", "FILE", help, short: "o") }
}

/// A command line that does not fit the grammar; exit code 2.
struct UsageError: Error, CustomStringConvertible {
  let description: String
  /// The command whose help explains it, once known.
  var command: String?

  init(_ sentence: String) { description = sentence }
}

/// The words of a command line, sorted by a command's grammar (GNU long options: `--name value`, `--name=value`, `--`).
struct Arguments: Sendable {
  private(set) var positional: [String] = []
  private var options: [String: [String]] = [:]

  init(_ words: [String], options known: [Option], operands: [String], command: String) throws {
    var rest = words[...]
    var onlyOperands = false
    while let word = rest.popFirst() {
      guard word.hasPrefix("-"), word != "-", !onlyOperands else {
        positional.append(word)
        continue
      }
      if word == "--" {
        onlyOperands = true
        continue
      }
      let (name, given) = Self.split(word)
      let isShort = name.count == 2 && !name.hasPrefix("--")
      guard let option = known.first(where: { isShort ? $0.short == name.last : "--" + $0.name == name }) else {
        let near = Spelling.suggestion(for: name, among: known.map { "--" + $0.name })
        throw UsageError("'patchbay \(command)' has no option '\(name)'.\(near)")
      }
      var value = given
      if option.value == nil {
        guard given == nil else { throw UsageError("Option '\(name)' takes no value.") }
        value = ""
      } else if value == nil {
        value = rest.popFirst()
      }
      guard let value else { throw UsageError("Option '\(name)' needs a value: \(name) \(option.value ?? "").") }
      if options[option.name] != nil, !option.repeats { throw UsageError("Option '\(name)' is given twice.") }
      options[option.name, default: []].append(value)
    }
    let required = operands.filter { !$0.hasPrefix("[") }
    if positional.count < required.count {
      throw UsageError("'patchbay \(command)' needs \(required[positional.count]).")
    }
    // The last operand may stand for many: `ID…`, `[ID…]`.
    let repeats = operands.last.map { $0.hasSuffix("…") || $0.hasSuffix("…]") } ?? false
    if positional.count > operands.count, !repeats {
      throw UsageError("'patchbay \(command)' takes no '\(positional[operands.count])'.")
    }
    for option in known where option.isRequired && options[option.name] == nil {
      throw UsageError("'patchbay \(command)' needs --\(option.name) \(option.value ?? "").")
    }
  }

  private static func split(_ word: String) -> (name: String, value: String?) {
    guard let equals = word.firstIndex(of: "=") else { return (word, nil) }
    return (String(word[..<equals]), String(word[word.index(after: equals)...]))
  }

  subscript(_ option: String) -> String? { options[option]?.last }
  func all(_ option: String) -> [String] { options[option] ?? [] }
  func has(_ option: String) -> Bool { options[option] != nil }
  /// The operands from a position on.
  func operands(from index: Int) -> [String] { Array(positional.dropFirst(index)) }
  func operand(_ index: Int) -> String? { positional.indices.contains(index) ? positional[index] : nil }
}
