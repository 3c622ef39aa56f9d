import HostModel
import Synchronization

/// What the connector of a run said in all its fetches; filled by the thread that drives the worker.
final class Heard: Sendable {
  private let said = Mutex(ConnectorOutput())

  /// What was said so far; a fetch that goes on has added nothing yet.
  var output: ConnectorOutput { said.withLock { $0 } }

  func add(_ output: ConnectorOutput) { said.withLock { $0.add(output) } }
}
