/// What a connector was doing when something happened, for sentences.
package enum WorkerActivity: Equatable, Sendable {
  case describing
  case starting
  case checking
  /// The id of a data type.
  case fetching(String)

  var phrase: String {
    switch self {
    case .describing: "describing itself"
    case .starting: "starting"
    case .checking: "checking credentials"
    case .fetching(let dataType): "fetching \(dataType)"
    }
  }

  /// What the operator's data has to do with it.
  var consequence: String {
    switch self {
    case .describing, .starting, .checking: "Nothing was changed."
    case .fetching: "Nothing of this run was applied."
    }
  }
}
