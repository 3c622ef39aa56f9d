/// A command of the CLI: `patchbay NOUN VERB`, its grammar and what it does.
struct Command: Sendable {
  let noun: String
  let verb: String
  let operands: [String]
  let options: [Option]
  let summary: String
  let example: String
  /// It decides itself what becomes of it when it is told to stop.
  let takesSignals: Bool
  /// Gives the exit code.
  let run: @Sendable (Arguments, Session) throws -> Int32

  init(
    _ noun: String, _ verb: String = "", _ operands: [String] = [], options: [Option] = [], _ summary: String,
    example: String, takesSignals: Bool = false, run: @escaping @Sendable (Arguments, Session) throws -> Int32
  ) {
    self.noun = noun
    self.verb = verb
    self.operands = operands
    self.options = options
    self.summary = summary
    self.example = example
    self.takesSignals = takesSignals
    self.run = run
  }

  var name: String { verb.isEmpty ? noun : "\(noun) \(verb)" }

  /// Options that every command has.
  static let common: [Option] = [
    .value("home", "DIR", "Where the host keeps its data (default: PATCHBAY_HOME, or the user's data folder)."),
    .flag("help", "Show this help."),
  ]

  var usage: String {
    let given = options.map { option in
      let text = (option.short.map { "-\($0)" } ?? "--\(option.name)") + (option.value.map { " \($0)" } ?? "")
      return option.isRequired ? text : "[\(text)]" + (option.repeats ? "…" : "")
    }
    return (["patchbay", name] + operands + given).joined(separator: " ")
  }

  var help: String {
    var lines = [summary, "", "Usage: \(usage)", ""]
    for option in options + Self.common {
      let left = "  \(option.spelling)" + (option.value.map { " \($0)" } ?? "")
      lines.append(left.padded(to: 28) + option.help)
    }
    lines += ["", "Example:", "  \(example)"]
    return lines.joined(separator: "\n")
  }
}

extension String {
  func padded(to width: Int) -> String {
    count >= width ? self + " " : self + String(repeating: " ", count: width - count)
  }
}
