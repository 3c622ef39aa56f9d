import Glibc
import HostChannel

extension WorkerFault {
  /// What happened, what it means for the operator's data and what to do, as one line.
  ///
  /// - Parameters:
  ///   - id: the connector's short id.
  ///   - activity: what it had been asked to do.
  package func sentence(connector id: String, while activity: WorkerActivity) -> String {
    // Parts of it are the connector's, or the loader's on it.
    ShownText.line(text(id, activity))
  }

  private func text(_ id: String, _ activity: WorkerActivity) -> String {
    switch self {
    case .refused(let refusal): refusal.sentence
    case .unusable(let failure): unusable(failure, id)
    case .cannotStart(let worker, let reason):
      "The worker '\(worker)' can't be started: \(reason). It belongs beside 'patchbay': install both again."
    case .unprotected(let report):
      "\(id) was not run: \(report.lack ?? "") Nothing was changed. \(SandboxReport.cure)"
    default: "\(happened(id, activity.phrase)) \(activity.consequence) \(nextStep(id))"
    }
  }

  private func happened(_ id: String, _ doing: String) -> String {
    switch self {
    case .crash(let signal, let place):
      "\(id) crashed while \(doing) (signal \(signal)\(place.map { " at \($0)" } ?? ""))."
    case .exited(let code): "\(id) ended its process while \(doing), without finishing (exit code \(code))."
    case .closedChannel: "\(id) closed its channel to the host while \(doing)."
    case .hung(let seconds): "\(id) was stopped: it gave no sign of life for \(brief(seconds)) s while \(doing)."
    case .overtime(let seconds): "\(id) was stopped: \(doing) took longer than \(brief(seconds)) s."
    case .outOfMemory(let limit): "\(id) was stopped: \(doing) needed more than \(limit >> 20) MiB of memory."
    case .processorTime(let limit): "\(id) was stopped: \(doing) used more than \(limit) s of processor time."
    case .tooManyThreads(let limit): "\(id) was stopped: it had more than \(limit) threads while \(doing)."
    case .killed(let signal):
      "\(id) was killed from outside while \(doing) (signal \(signal)), as a system short of memory does."
    case .garbage(let error): "\(id) broke the protocol while \(doing): it sent \(error)."
    case .unknownStatus(let status): "\(id) returned the status \(status) while \(doing), which means nothing."
    case .flooded(.words(let limit)):
      "\(id) was stopped: it sent more than \(limit) lines for the log a second while \(doing)."
    case .flooded(.output(let limit)):
      "\(id) was stopped: it printed more than \(limit >> 20) MiB a second while \(doing)."
    case .failed(let words?):
      "\(id) failed while \(doing): \(words.hasSuffix(".") ? String(words.dropLast()) : words)."
    case .failed(nil): "\(id) failed while \(doing) and gave no reason."
    case .tooLongToSend(let bytes): "\(id) asked for something of \(bytes) bytes while \(doing), which is too long."
    case .cancelled: "\(id) was told to stop while \(doing)."
    case .refused, .unusable, .cannotStart, .unprotected: ""
    }
  }

  private func nextStep(_ id: String) -> String {
    switch self {
    // The host waits for the vendor, so a silent connector is stuck by itself; the whole may take long for both.
    case .hung: "Try again; if it stays so, run \(report(id))"
    case .overtime: "Try again later, when the vendor may be faster."
    case .outOfMemory, .processorTime, .tooLongToSend:
      "Fetch less at a time if \(id) has a setting for it ('patchbay connectors info \(id)')."
    case .cancelled: "Run it again when it may end."
    case .killed: "Try again; 'patchbay doctor' shows this machine's memory."
    default: "Run \(report(id))"
    }
  }

  private func report(_ id: String) -> String {
    "'patchbay connectors info \(id)' for its version and report this line to its maker."
  }

  private func unusable(_ failure: LoadFailure, _ id: String) -> String {
    switch failure {
    case .cannotOpen(let text): "\(id) can't be opened: \(text). Install what it needs, or rebuild it on this system."
    case .noEntryPoint: "\(id) is not a connector: it has no 'connector_entry_v1'. Rebuild it with this SDK."
    case .entryReturnedNull: "\(id) refuses to work with this host. Install a version made for it."
    case .badTable(let text): "\(id) is not usable: \(text). Rebuild it with this SDK."
    }
  }

  private func brief(_ seconds: Double) -> String {
    seconds == seconds.rounded() && seconds < 1e9 ? String(Int(seconds)) : String(seconds)
  }
}
