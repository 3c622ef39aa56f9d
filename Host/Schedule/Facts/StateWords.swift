import Foundation
import HostModel

extension Timetable.State {
  /// The word of the state in answers and lists.
  package var name: String {
    switch self {
    case .running: "running"
    case .due: "due"
    case .scheduled: "scheduled"
    case .backingOff: "backing off"
    case .waitingForCredentials: "waiting for credentials"
    case .waitingForQuota: "waiting for quota"
    case .waitingForPrerequisite: "waiting for prerequisite"
    case .blocked: "blocked"
    case .finished: "finished"
    }
  }
}

extension Timetable.Entry {
  /// Why the next run is not simply at its time, as a sentence; empty if it is.
  package func reason(_ config: EventJobs.ConfigJob, of event: Event, nodeIsThere: Bool) -> String {
    switch state {
    case .running: return ""
    case .due(let missed) where missed > 0 && nodeIsThere:
      return "\(missed) run\(missed == 1 ? " was" : "s were") missed; one makes up for \(missed == 1 ? "it" : "them")."
    case .due, .scheduled:
      return nodeIsThere
        ? "" : "No 'patchbay serve --node \(event.node)' runs. Start it, or give the event another node."
    case .backingOff(let count) where config.history.interruptions > 1:
      return "The last \(count) runs were cut off, so the next one waits, an hour at most."
    case .backingOff(let failures): return "The last \(failures) runs failed, so it runs less often for now."
    case .waitingForCredentials:
      let time = look.map { " at \(Date(timeIntervalSince1970: $0).formatted(.iso8601))" } ?? ""
      return
        "\(config.wait?.reason ?? "The vendor refused the credentials.") The host asks again by itself\(time); or set them"
        + " anew with 'patchbay connections set'."
    case .waitingForQuota:
      return "The vendor account's quota is used up to the part that people keep for syncs by hand."
    case .waitingForPrerequisite(let types):
      return "It needs \(types.joined(separator: " and ")) first, of which no sync has applied yet."
    case .blocked(let sentence): return sentence
    case .finished: return "Automatic runs ended."
    }
  }
}
