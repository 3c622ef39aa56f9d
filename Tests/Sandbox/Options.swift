/// What the command line asked for.
struct Options: Sendable {
  var connector: ConnectorName
  var settings: Settings
  var port: UInt16 = 0
  var people = 250
  var seed: UInt64 = 1
  var round = 0
  var faults: [Fault] = []
  var untilEOF = false

  enum Outcome {
    case serve(Options)
    case list
    case help
  }

  struct Misused: Error { var message: String }

  static let usage = """
    usage: patchbay-sandbox CONNECTOR --port N [--people N] [--seed N] [--round N] [--faults SPEC[,SPEC]…]
                            [--set key=value]… [--until-eof] [--list]

    Speaks a vendor's API on 127.0.0.1 from an invented event. CONNECTOR is pretalx, pretix or certain.
    Example: patchbay-sandbox pretix --port 0 --people 1000 --faults 500:orders@3x2
    --list names every fault, setting and list.
    """

  static func read(_ arguments: [String]) throws(Misused) -> Outcome {
    var rest = arguments[...]
    var connector: ConnectorName?
    var pairs: [String] = []
    var numbers: [String: Int] = [:]
    var faults: [Fault] = []
    var untilEOF = false
    while let word = rest.popFirst() {
      switch word {
      case "--list": return .list
      case "--help", "-h": return .help
      case "--until-eof": untilEOF = true
      case "--port", "--people", "--seed", "--round":
        guard let value = rest.popFirst(), let number = Int(value), 0...limits[word, default: .max] ~= number else {
          throw Misused(message: "\(word) needs a number from 0 to \(limits[word, default: .max]).")
        }
        numbers[word] = number
      case "--set":
        guard let pair = rest.popFirst() else { throw Misused(message: "--set needs key=value.") }
        pairs.append(pair)
      case "--faults":
        guard let text = rest.popFirst() else { throw Misused(message: "--faults needs a list of faults. See --list.") }
        do { faults += try Fault.list(text) } catch { throw Misused(message: error.message) }
      default:
        guard connector == nil, let name = ConnectorName(rawValue: word) else {
          throw Misused(message: "Unknown argument '\(word)'. Connectors are pretalx, pretix and certain.")
        }
        connector = name
      }
    }
    guard let connector else { throw Misused(message: "No connector named. Name one of pretalx, pretix and certain.") }
    let settings: Settings
    do { settings = try Settings(pairs, for: connector) } catch { throw Misused(message: error.message) }
    var options = Options(connector: connector, settings: settings)
    options.port = UInt16(numbers["--port"] ?? 0)
    options.people = numbers["--people"] ?? options.people
    options.seed = numbers["--seed"].map(UInt64.init) ?? options.seed
    options.round = numbers["--round"] ?? 0
    options.faults = faults
    options.untilEOF = untilEOF
    return .serve(options)
  }

  private static let limits = ["--port": 65_535, "--people": 2_000_000, "--round": 1000]

  /// Everything there is to choose from, for `--list`.
  static var catalog: String {
    var text = usage + "\n\nFaults, as NAME[:LIST][@N][xM]: of that list alone, from its Nth request on, M times\n"
    func line(_ name: String, _ summary: String) -> String {
      "  " + name + String(repeating: " ", count: max(24 - name.count, 1)) + summary + "\n"
    }
    for fault in FaultKind.allCases { text += line(fault.rawValue, fault.summary) }
    for connector in ConnectorName.allCases {
      text += "\n\(connector.rawValue) is reached with \(connector.access)\n"
      text += "Settings of \(connector.rawValue):\n"
      for known in connector.settings {
        let choices = known.choices.isEmpty ? "" : " (\(known.choices.joined(separator: ", ")))"
        text += line("\(known.key)=\(known.standard)", known.summary + choices)
      }
      let lists = connector.event(people: 10, seed: 1, round: 0, isRekeyed: false).lists
      text += "Lists of \(connector.rawValue): " + lists.map(\.name).joined(separator: ", ") + "\n"
    }
    return text
  }
}

extension ConnectorName {
  /// Endpoint, event and credentials that its server takes.
  fileprivate var access: String {
    switch self {
    case .pretalx: "--endpoint http://127.0.0.1:N/api --set event=sandbox, token sandbox-token (or limited-token)"
    case .pretix:
      "--endpoint http://127.0.0.1:N/api/v1 --set organizer=sandbox --set event=sandbox (or sandbox-series), token sandbox-token"
        + " (or limited-token)"
    case .certain:
      "--endpoint http://127.0.0.1:N --set account=sandbox --set event=EVENT1 --set user=operator (or limited), password sandbox-password"
    }
  }

  /// The vendor's server with its standard settings.
  func event(people: Int, seed: UInt64, round: Int, isRekeyed: Bool) -> any VendorEvent {
    event(people: people, seed: seed, round: round, isRekeyed: isRekeyed, settings: Settings(standardFor: self))
  }

  func event(people: Int, seed: UInt64, round: Int, isRekeyed: Bool, settings: Settings) -> any VendorEvent {
    switch self {
    case .pretalx:
      PretalxEvent(people: people, seed: seed, round: round, isRekeyed: isRekeyed, settings: settings)
    case .pretix: PretixServer(people: people, seed: seed, round: round, isRekeyed: isRekeyed, settings: settings)
    case .certain: CertainEvent(people: people, seed: seed, round: round, isRekeyed: isRekeyed, settings: settings)
    }
  }
}
