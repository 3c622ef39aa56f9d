import Foundation
import HostModel
import HostPlugins
import RecordJSON

extension PatchbayHost {
  /// What a connection test found.
  package enum TestOutcome: Sendable, Equatable {
    case fine(String)
    /// `isCredentials`: what an operator can repair by typing credentials again, or by getting more rights.
    case failed(String, isCredentials: Bool)
  }

  /// Asks the vendor, through the connector's own check, whether address, credentials, rights and event are right.
  package func testConnection(_ text: String) throws -> TestOutcome {
    let (store, connection) = try connection(text)
    let (enabled, describe) = try describe(connection.connector)
    let job = try job(for: connection, of: store, enabled, describe)
    let raw = BoundedQueue<RunningFetch.Raw>(capacity: 1)
    let end = WorkerDriver(job: job, pool: PagePool(), raw: raw).check()
    switch end.outcome {
    case .complete:
      return .fine("\(describe.name) at \(connection.endpoint) answers, and the credentials see what a sync needs.")
    case .vendorFailed(let fault):
      return .failed(fault.sentence, isCredentials: fault.kind == .credentials || fault.kind == .rights)
    case .connectorFailed(let sentence, _): return .failed(sentence, isCredentials: false)
    case .cursorRefused, .cancelled:
      return .failed("\(describe.name) gave no verdict on the connection.", isCredentials: false)
    }
  }
}
