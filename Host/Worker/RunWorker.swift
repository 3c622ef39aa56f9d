import CSandbox
import ConnectorABI
import Glibc
import HostChannel

/// The whole life of a worker: give up every right, greet the host, open one connector, serve its commands.
///
/// - Parameter arguments: the program; the connector's file, or nothing for a host that only wants to know which rights
///   can be given up; bytes of private memory; seconds of processor time; whether the connector may be opened though a
///   layer of the sandbox is missing, `complete` or `incomplete`; a serve that was started before an upgrade to today's
///   worker does not say that, and means `complete`. The host passes them; descriptor 3 is the channel to it.
func runWorker(_ arguments: [String]) -> Never {
  guard (4...5).contains(arguments.count), let memory = UInt64(arguments[2]), let seconds = UInt64(arguments[3]) else {
    leave("is started by 'patchbay', not by hand", code: WorkerExit.usage)
  }
  let path = arguments[1]
  let mayBeIncomplete = arguments.last == "incomplete"
  _ = sandbox_close_from(HostLink.descriptor + 1)
  sandbox_show_lines()
  _ = sandbox_watch_crashes()
  sandbox_blame(path)
  nameTimeZone()
  let report = giveUpRights(connector: path, memory: memory, seconds: seconds)
  let link = HostLink()
  link.send(.hello(report, minor: UInt32(CONN_ABI_MINOR)))
  guard !path.isEmpty, report.isComplete || mayBeIncomplete else { leave() }
  do {
    // From here on the connector's code may run: its constructors do before this returns.
    let library = try ConnectorLibrary(path: path)
    ConnectorJobs(library, link).serve()
  } catch {
    link.send(.unusable(error))
  }
  leave()
}

/// The codes with which a worker ends by its own decision.
enum WorkerExit {
  static let done: Int32 = 0
  static let usage: Int32 = 64
  static let protocolError: Int32 = 76
}

/// Ends the process without running destructors of static objects: one that crashes would spoil a good run.
func leave(_ complaint: String? = nil, code: Int32 = WorkerExit.done) -> Never {
  if let complaint {
    let line = Array("patchbay-worker: \(complaint)\n".utf8)
    _ = write(STDERR_FILENO, line, line.count)
  }
  fflush(nil)
  _exit(code)
}
