import HostMail
import HostModel
import HostSchedule
import HostSync

extension LogLine {
  /// What a serve says of what happened.
  init(_ event: JobEvent) {
    func seconds(_ value: Double) -> String { String((value * 1000).rounded() / 1000) }
    switch event {
    case .ready(let events, let configs, let here):
      self.init(
        .info, "ready", [("events", String(events)), ("configs", String(configs)), ("here", String(here))])
    case .cutOff(let found):
      self.init(
        .warning, "run.interrupted",
        [
          ("config", found.config), ("run", String(found.run)),
          ("msg", "The program that made it ended before it did, or stood still. Nothing of it was applied."),
        ])
    case .started(let config, let run, let lag, let missed):
      self.init(
        .info, "run.started",
        [("config", config), ("run", String(run)), ("lag", seconds(lag))]
          + (missed > 0 ? [("missed", String(missed))] : []))
    case .ended(let config, let connector, let result, let time):
      let run = result.run
      let level: Level =
        switch run.status {
        case .completed, .running: .info
        case .partial, .incomplete, .cancelled, .interrupted: .warning
        case .failed, .refused: .error
        }
      let counts = run.counts.listed.filter { $0.count > 0 }.map { ($0.name, String($0.count)) }
      self.init(
        level, "run.ended",
        [
          ("config", config), ("connector", connector), ("run", String(run.id)), ("status", run.status.rawValue),
          ("seconds", seconds(time)),
        ] + counts + (run.reason.isEmpty ? [] : [("msg", run.reason)]))
    case .failed(let config, let reason, let again):
      self.init(.error, "run.failed", [("config", config), ("again", seconds(again)), ("msg", reason)])
    case .checked(let connection, let outcome, let goesOn):
      let words =
        switch outcome {
        case .fine(let words), .failed(let words, _): words
        }
      self.init(
        goesOn ? .info : .warning, goesOn ? "credentials.accepted" : "credentials.refused",
        [("connection", connection), ("msg", words)])
    case .notChecked(let connection, let reason, let again):
      self.init(
        .error, "credentials.unchecked", [("connection", connection), ("again", seconds(again)), ("msg", reason)])
    case .unheard(let reason): self.init(.error, "heartbeat.failed", [("msg", reason)])
    case .heard: self.init(.info, "heartbeat.again")
    case .unreadable(let path, let reason): self.init(.error, "file.unreadable", [("path", path), ("msg", reason)])
    case .readable(let path): self.init(.info, "file.readable", [("path", path)])
    case .untidy(let reason): self.init(.error, "tidying.failed", [("msg", reason)])
    case .clockMoved(let time): self.init(.warning, "clock.moved", [("seconds", seconds(time))])
    case .stoodStill(let time):
      self.init(
        .warning, "stood.still",
        [("seconds", seconds(time)), ("msg", "What ran here may have been taken over by another serve.")])
    }
  }

  /// What became of mail.
  init(_ happening: MailCarrier.Happening) {
    switch happening {
    case .failed(let reason): self.init(.error, "mail.failed", [("msg", reason)])
    case .delivered(let delivery):
      let fields = [("mail", String(delivery.mail)), ("to", delivery.recipient), ("subject", delivery.subject)]
      switch delivery.outcome {
      case .sent: self.init(.info, "mail.sent", fields)
      case .later(let answer, _): self.init(.warning, "mail.postponed", fields + [("msg", answer)])
      case .never(let answer): self.init(.error, "mail.given.up", fields + [("msg", answer)])
      }
    }
  }
}
