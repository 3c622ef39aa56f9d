import HostModel
import HostSync
import RecordJSON

// What a connector logged and printed.
extension Report {
  /// - Parameter limit: how many of the last lines of each to show; nil: all that are kept.
  static func text(_ output: ConnectorOutput, last limit: Int? = nil) -> String {
    var lines: [String] = []
    let logged = output.first.count + output.leftOut + output.last.count
    if logged > 0 {
      lines.append("  The connector logged (\(counted(logged, "line"))):")
      var shown = output.first.map(words)
      if output.leftOut > 0 { shown.append("… \(counted(output.leftOut, "line")) not kept …") }
      shown += output.last.map(words)
      lines += tail(shown, limit)
    }
    if !output.printed.isEmpty || output.printedBefore > 0 {
      lines.append("  The connector printed:")
      var shown = output.printed
      if output.printedBefore > 0 { shown.insert("… \(counted(output.printedBefore, "byte")) not kept …", at: 0) }
      lines += tail(shown, limit)
    }
    return lines.joined(separator: "\n")
  }

  /// What the connector's author can do with the place of a crash that stands in a run's reason; nil if there is none.
  static func authorHint(_ run: Run) -> String? {
    guard run.status == .failed,
      let place = run.reason.firstMatch(of: /\(signal [0-9]+ at (?<library>lib[a-z0-9-]+\.so)\(\+0x[0-9a-f]+\)\)/)
    else { return nil }
    return
      "  Its author finds the place in the source with 'PluginAPI/Scripts/crashed-at \(place.library)' and this line."
  }

  /// True if `text` with this limit leaves lines out that are kept.
  static func leavesOut(_ output: ConnectorOutput, last limit: Int) -> Bool {
    output.first.count + (output.leftOut > 0 ? 1 : 0) + output.last.count > limit
      || output.printed.count + (output.printedBefore > 0 ? 1 : 0) > limit
  }

  static func json(_ output: ConnectorOutput) -> [JSONTree.Member] {
    func lines(_ lines: [ConnectorOutput.Line]) -> JSONTree {
      .array(lines.map { .object([.init("level", .string($0.level.name)), .init("text", .string($0.text))]) })
    }
    return [
      .init(
        "logged",
        .object([
          .init("first", lines(output.first)), .init("leftOut", .number(String(output.leftOut))),
          .init("last", lines(output.last)),
        ])),
      .init(
        "printed",
        .object([
          .init("bytesBefore", .number(String(output.printedBefore))),
          .init("lines", .array(output.printed.map { .string($0) })),
        ])),
    ]
  }

  private static func words(_ line: ConnectorOutput.Line) -> String { "\(line.level.name): \(line.text)" }

  private static func tail(_ lines: [String], _ limit: Int?) -> [String] {
    lines.suffix(limit ?? lines.count).map { "    " + Shown.line($0) }
  }
}
