import Foundation
import HostMail
import HostModel
import HostSchedule
import HostServer
import HostSync
import Synchronization

/// `patchbay serve`
enum ServeCommand {
  static let all: [Command] = [
    Command(
      "serve", "",
      options: [
        .value(
          "listen", "ADDR:PORT",
          "Where it answers HTTP, or 'none' (default: \(ListenAddress.usual)). Beyond this computer only behind a proxy with"
            + " TLS."),
        .value("node", "NAME", "Runs the jobs of events on this node (default: root)."),
        .value("jobs", "N", "Runs at most so many at once, 1 to 64 (default: 4)."),
        .value("grace", "SECONDS", "Lets runs end for so long when it is told to stop, 0 to 3600 (default: 60)."),
      ], "Run what is due by itself, and answer over HTTP, until it is told to stop.",
      example: "patchbay serve --node root", takesSignals: true, run: serve)
  ]

  @Sendable private static func serve(_ arguments: Arguments, _ session: Session) throws -> Int32 {
    let node = arguments["node"] ?? "root"
    if let problem = ServeNode.problem(withName: node) {
      throw UsageError("--node '\(node)' cannot be the name of a node: \(problem).")
    }
    let limit = try number(arguments, "jobs", 1...64, usual: 4)
    let grace = try number(arguments, "grace", 0...3600, usual: 60)
    let listen = arguments["listen"] ?? ListenAddress.usual
    let address = listen == "none" ? nil : try ListenAddress(listen)
    // What is wrong with the settings is said before anything begins.
    _ = try session.host.lease()
    let stop = StopSignals.awaited()
    let metrics = Metrics()
    let host = session.host.observed { metrics.count($0) }
    let isStopping = Atomic(false)
    let runners = Mutex<JobRunner?>(nil)
    let census: @Sendable () -> Census = { runners.withLock { $0?.census } ?? Census() }
    let listener = try address.map {
      try Listener(
        at: $0,
        routes: Routes.all(
          host, isStopping: { isStopping.load(ordering: .relaxed) }, metrics: { metrics.text(census()) }), host: host
      ) { happening in
        switch happening {
        case .answered(let status): metrics.count(answer: status)
        case .failed(let path, let reason):
          log(LogLine(.error, "request.failed", [("path", path), ("msg", reason)]))
        }
      }
    }
    // Its threads ask for it until it is closed, so it must not go before, whatever fails below.
    defer { listener?.close() }
    log(LogLine(.info, "started", [("node", node), ("home", host.home.path), ("jobs", String(limit))]))
    do { _ = try host.keyState() } catch {
      log(LogLine(.error, "key.unusable", [("msg", String(describing: error))]))
    }
    if let warning = try host.sandboxWarning() { log(LogLine(.warning, "sandbox.incomplete", [("msg", warning)])) }
    if let refusal = try host.sandboxRefusal() { log(LogLine(.error, "sandbox.incomplete", [("msg", refusal)])) }
    if let listener { log(LogLine(.info, "listening", [("url", listener.url)])) }
    if let address, !address.isLoopback {
      log(
        LogLine(
          .warning, "listening.open",
          [
            (
              "msg",
              "Other computers can reach it, without TLS: tokens travel in the open. Put a proxy with TLS in front."
            )
          ]))
    }
    let notices = UpdateNotices()
    let runner = try JobRunner(host: host, node: node, limit: limit) { event in
      metrics.count(event)
      log(LogLine(event))
      guard case .ended(let config, let connector, let result, _) = event else { return }
      if let words = notices.due(connector, { host.updateAvailable(for: config) }) {
        log(LogLine(.warning, "connector.update", [("connector", connector), ("msg", words)]))
      }
      do { try host.notify(of: result) } catch {
        log(LogLine(.error, "mail.failed", [("config", config), ("msg", String(describing: error))]))
      }
    }
    runners.withLock { $0 = runner }
    let carrier = MailCarrier(host: host, jobs: { runner.staleJobs }, untold: { runner.untoldRuns }) {
      log(LogLine($0))
    }
    stop()
    isStopping.store(true, ordering: .relaxed)
    log(LogLine(.info, "stopping", [("running", String(runner.runningCount)), ("grace", String(grace))]))
    let left = runner.close(grace: Double(grace))
    carrier.close()
    listener?.close()
    log(LogLine(left == 0 ? .info : .error, "stopped", left == 0 ? [] : [("interrupted", String(left))]))
    return left == 0 ? 0 : 1
  }

  private static func number(
    _ arguments: Arguments, _ option: String, _ range: ClosedRange<Int>, usual: Int
  ) throws -> Int {
    guard let text = arguments[option] else { return usual }
    guard let number = Int(text), range.contains(number) else {
      throw UsageError("--\(option) '\(text)' is not a whole number from \(range.lowerBound) to \(range.upperBound).")
    }
    return number
  }

  /// One write a line, so that lines of several threads do not run into one another.
  @Sendable private static func log(_ line: LogLine) {
    Screen.say(line.text(at: Date().timeIntervalSince1970), to: 2)
  }
}
