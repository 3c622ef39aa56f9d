import HostModel
import HostSync

/// What happened in a serve, for its log, its metrics and its mails.
package enum JobEvent: Sendable {
  /// The timetable stands for the first time: so many data configs run by themselves in so many events, these of them here.
  case ready(events: Int, configs: Int, here: Int)
  /// A run begins, so many seconds after its time; `missed` slots went by before.
  case started(config: String, run: Int64, lag: Double, missed: Int)
  /// A run was found whose program ended before it did.
  case cutOff(CutOffRun)
  /// A run ended, as it is written down.
  case ended(config: String, connector: String, RunResult, seconds: Double)
  /// A run could not even be written down; it is tried again after so many seconds.
  case failed(config: String, reason: String, again: Double)
  /// The host asked whether a vendor takes credentials again.
  case checked(connection: String, PatchbayHost.TestOutcome, goesOn: Bool)
  /// It could not be asked; that is tried again after so many seconds.
  case notChecked(connection: String, reason: String, again: Double)
  /// The serve cannot say that it is there, so that others may take it for gone; told once until it can again.
  case unheard(reason: String)
  case heard
  /// An event's file, or the host's, cannot be read; told once until it changes.
  case unreadable(path: String, reason: String)
  /// It can be read again.
  case readable(path: String)
  /// What is due to go could not be removed.
  case untidy(reason: String)
  /// The clock was set by so many seconds; all times were looked at anew.
  case clockMoved(seconds: Double)
  /// The process stood still for so many seconds; what it ran may have been taken over.
  case stoodStill(seconds: Double)
}
