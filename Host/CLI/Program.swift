import CSandbox
import Foundation
import Glibc
import HostModel
import HostStorage
import HostSync

/// Finds the command that the words name, runs it, and turns errors into a sentence and an exit code (DESIGN §5).
enum Program {
  static let version = PatchbayHost.version

  /// Commands that a home which cannot be read does not stop.
  private static let worksWithoutHome: Set<String> = ["doctor", "version"]

  /// Commands that a home may begin with, and those that tell of a host without one.
  private static let worksBeforeHome: Set<String> = [
    "connectors enable", "connectors list", "connectors info", "events add", "mail set", "tokens add", "doctor",
    "version",
  ]

  static let commands: [Command] =
    ConnectorCommands.all + EventCommands.all + ConnectionCommands.all + ConfigCommands.all + MappingCommands.all
    + MappingFileCommands.all + MetadataCommands.all + SyncCommands.all + RunCommands.all + DeletionCommands.all
    + RecordCommands.all + [ExportCommand.command] + AutoSyncCommands.all + ServeCommand.all
    + SubscriberCommands.all + MailCommands.all + TokenCommands.all + HostCommands.all

  static func main() -> Never {
    leaveNoTraceOfMemory()
    // A reader that closes early (`patchbay … | head`) ends the output, not the run.
    signal(SIGPIPE, SIG_IGN)
    // A file-size limit becomes a failed write, which is told in a sentence, instead of a silent end.
    signal(SIGXFSZ, SIG_IGN)
    exit(Screen.end(with: run(Array(CommandLine.arguments.dropFirst()))))
  }

  /// This process holds credentials: when it crashes, none of its memory goes to a core dump, or by Swift's own report, which
  /// shows what registers point to, into a log. Who wants that report says so: `SWIFT_BACKTRACE=enable=yes`.
  private static func leaveNoTraceOfMemory() {
    _ = sandbox_leave_no_core()
    guard ProcessInfo.processInfo.environment["SWIFT_BACKTRACE"] == nil else { return }
    for number in [SIGQUIT, SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE, SIGSEGV] { signal(number, SIG_DFL) }
  }

  private static func run(_ words: [String]) -> Int32 {
    do {
      return try dispatch(words)
    } catch let error as UsageError {
      Screen.say("\(Shown.line("\(error)"))\nSee 'patchbay \(error.command.map { $0 + " " } ?? "")--help'.", to: 2)
      return 2
    } catch let error as InputRefused {
      Screen.say(Shown.line("\(error)"), to: 2)
      return 2
    } catch let error as RunRefused {
      Screen.say(Shown.line("\(error)"), to: 2)
      return 3
    } catch let error as VaultError {
      Screen.say(Shown.line("\(error)"), to: 2)
      return 4
    } catch {
      Screen.say(Shown.line("\(error)"), to: 2)
      return exitCode(of: error)
    }
  }

  private static func exitCode(of error: any Error) -> Int32 {
    switch error as? StoreError {
    case .unknown, .noSuchHome: 2
    case .exists, .newer, .notOurs, .changed, .networkFileSystem: 3
    default: 1
    }
  }

  private static func dispatch(_ words: [String]) throws -> Int32 {
    guard let noun = words.first else {
      Screen.say(overview, to: 1)
      return 2
    }
    if noun == "--help" || noun == "help" || noun == "-h" {
      Screen.say(overview, to: 1)
      return 0
    }
    if noun == "--version" { return try dispatch(["version"] + words.dropFirst()) }
    guard !noun.hasPrefix("-") else {
      throw UsageError(
        "Options come after the command, as in 'patchbay events list --home DIR'; '\(noun)' stands first.")
    }
    let ofNoun = commands.filter { $0.noun == noun }
    guard !ofNoun.isEmpty else {
      throw UsageError(
        "There is no command '\(noun)'.\(Spelling.suggestion(for: noun, among: Set(commands.map(\.noun)).sorted()))")
    }
    if let command = ofNoun.first(where: { $0.verb.isEmpty }) { return try run(command, words.dropFirst()) }
    let verb = words.dropFirst().first ?? ""
    guard let command = ofNoun.first(where: { $0.verb == verb }) else {
      let verbs = ofNoun.map(\.verb)
      if verb == "--help" || verb == "-h" {
        Screen.say(ofNoun.map { "\($0.usage)\n    \($0.summary)" }.joined(separator: "\n"), to: 1)
        return 0
      }
      let near = verb.isEmpty ? "" : Spelling.suggestion(for: verb, among: verbs)
      throw UsageError("'patchbay \(noun)' needs one of: \(verbs.joined(separator: ", ")).\(near)")
    }
    return try run(command, words.dropFirst(2))
  }

  private static func run(_ command: Command, _ words: ArraySlice<String>) throws -> Int32 {
    let mine = words.prefix { $0 != "--" }
    if mine.contains("--help") || mine.contains("-h") {
      Screen.say(command.help, to: 1)
      return 0
    }
    do {
      return try execute(command, words)
    } catch var error as UsageError {
      error.command = command.name
      throw error
    }
  }

  private static func execute(_ command: Command, _ words: ArraySlice<String>) throws -> Int32 {
    let arguments = try Arguments(
      Array(words), options: command.options + Command.common, operands: command.operands, command: command.name)
    let environment = ProcessInfo.processInfo.environment
    // As an unset variable of a script leaves it: another home would be a surprise.
    if arguments["home"] == "" { throw UsageError("--home is empty. Give a folder, or leave the option out.") }
    let session = Session(
      host: PatchbayHost(
        home: try .located(option: arguments["home"], environment: environment), programFolder: programFolder,
        environment: environment),
      isTerminal: isatty(2) == 1)
    session.host.home.keepTemporaryFiles()
    if !command.takesSignals { StopSignals.lead(to: session.host.interruption) }
    if !Self.worksBeforeHome.contains(command.name) { try session.host.home.checkThere() }
    if !Self.worksWithoutHome.contains(command.name) { try session.host.home.checkReadable() }
    session.host.removeLeavings()
    return try command.run(arguments, session)
  }

  /// The folder of this program's file, however it was called.
  private static var programFolder: String {
    let path =
      (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? CommandLine.arguments[0]
    return String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)])
  }

  private static var overview: String {
    let lines = commands.map { "  " + $0.name.padded(to: 22) + $0.summary }
    return """
      Patchbay pulls event data from vendor APIs into an event's own database.

      Usage: patchbay NOUN VERB …        'patchbay NOUN VERB --help' explains one command.

      \(lines.joined(separator: "\n"))
      """
  }
}
