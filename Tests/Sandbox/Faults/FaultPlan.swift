import Synchronization

/// The faults in force, and how many list requests each has seen.
final class FaultPlan: Sendable {
  private let state: Mutex<[(fault: Fault, seen: Int)]>

  init(_ faults: [Fault]) { state = Mutex(faults.map { ($0, 0) }) }

  /// Puts other faults in force; counting starts anew.
  func replace(with faults: [Fault]) { state.withLock { $0 = faults.map { ($0, 0) } } }

  /// Counts one request for `list` and says what goes wrong with it.
  func meet(list: String) -> Set<FaultKind> {
    state.withLock { entries in
      var met: Set<FaultKind> = []
      for place in entries.indices {
        let fault = entries[place].fault
        guard fault.list == nil || fault.list == list else { continue }
        entries[place].seen += 1
        let number = entries[place].seen - fault.first
        if number >= 0 && number < fault.count ?? .max { met.insert(fault.kind) }
      }
      return met
    }
  }
}
