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

  /// Asks the vendor whether address, credentials, rights and event are right: first through the connector's own check,
  /// then by looking at each list that the connection's data types are read from. Stores nothing.
  package func testConnection(_ text: String) throws -> TestOutcome {
    let (store, connection) = try connection(text)
    let (enabled, describe) = try describe(connection.connector)
    let job = try job(for: connection, of: store, enabled, describe)
    let raw = BoundedQueue<RunningFetch.Raw>(capacity: 1)
    let refusal = Refusal(WorkerDriver(job: job, pool: PagePool(), raw: raw).check(), describe)
    // Where rights are missing the lists tell which; nothing else lets one expect to see any.
    if let refusal, refusal.kind != .rights { return .failed(refusal.sentence, isCredentials: refusal.isCredentials) }
    let types = try store.configs().filter { $0.connection == connection.id }.map(\.dataType)
    let looks = types.map { (type: $0, refusal: Refusal(look(at: $0, job), describe)) }
    let refusals = looks.compactMap(\.refusal)
    if let refusal, refusals.isEmpty || refusals.count == looks.count {
      return .failed(refusal.sentence, isCredentials: refusal.isCredentials)
    }
    guard !refusals.isEmpty else {
      return .fine(
        "\(describe.name) at \(connection.endpoint) answers, and the credentials see what a sync needs:"
          + " \(types.joined(separator: ", ")).")
    }
    let lines = looks.map { "  \($0.type): \($0.refusal?.sentence ?? "can be seen")" }
    return .failed(
      "\(describe.name) at \(connection.endpoint) answers, but not all that a sync needs can be seen:\n"
        + lines.joined(separator: "\n"), isCredentials: refusals.contains(where: \.isCredentials))
  }

  /// Fetches one record of a data type as a sync would, and forgets it.
  private func look(at dataType: String, _ job: FetchJob) -> FetchEnd {
    let fetch = RunningFetch(job: job, dataType: dataType, cursor: [], limit: 1, paths: CompiledPaths([]))
    defer { fetch.stop() }
    while let event = fetch.next() {
      switch event {
      case .page(let page): fetch.recycle(page)
      case .tombstones: break
      case .end(let end): return end
      }
    }
    return FetchEnd(outcome: .cancelled)
  }

  /// Why a part of the test failed.
  private struct Refusal {
    /// What went wrong at the vendor; nil: the connector itself failed.
    let kind: VendorFault.Kind?
    let sentence: String

    var isCredentials: Bool { kind == .credentials || kind == .rights }

    /// Nil if nothing did.
    init?(_ end: FetchEnd, _ describe: Describe) {
      switch end.outcome {
      case .complete: return nil
      case .vendorFailed(let fault): (kind, sentence) = (fault.kind, fault.sentence)
      case .connectorFailed(let words, _): (kind, sentence) = (nil, words)
      case .cursorRefused, .cancelled: (kind, sentence) = (nil, "\(describe.name) gave no verdict on the connection.")
      }
    }
  }
}
