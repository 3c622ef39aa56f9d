/// What a serve counts, as Prometheus has it (prometheus.io/docs/practices/naming). No label names an event, a data config or
/// a person.
package enum Metric: String, Sendable, CaseIterable {
  case runs = "patchbay_runs_total"
  case records = "patchbay_records_total"
  case runSeconds = "patchbay_run_seconds"
  case lagSeconds = "patchbay_lag_seconds"
  case httpAnswers = "patchbay_http_answers_total"
  case httpFailures = "patchbay_http_failures_total"
  case httpBytes = "patchbay_http_received_bytes_total"
  case workerCrashes = "patchbay_worker_crashes_total"
  case jobs = "patchbay_jobs"
  case running = "patchbay_running"
  case held = "patchbay_held_records"
  case unreadable = "patchbay_unreadable_events"
  case mails = "patchbay_mails"
  case quotaLeft = "patchbay_quota_left"
  case requests = "patchbay_requests_total"

  package enum Kind: String, Sendable { case counter, gauge, histogram }

  package var kind: Kind {
    switch self {
    case .runs, .records, .httpAnswers, .httpFailures, .httpBytes, .workerCrashes, .requests: .counter
    case .runSeconds, .lagSeconds: .histogram
    case .jobs, .running, .held, .unreadable, .mails, .quotaLeft: .gauge
    }
  }

  package var labels: [String] {
    switch self {
    case .runs: ["connector", "status"]
    case .records: ["connector", "outcome"]
    case .httpAnswers: ["connector", "status"]
    case .httpFailures, .httpBytes, .workerCrashes, .quotaLeft: ["connector"]
    case .requests: ["status"]
    case .jobs, .mails: ["state"]
    case .held: ["kind"]
    case .runSeconds, .lagSeconds, .running, .unreadable: []
    }
  }

  package var help: String {
    switch self {
    case .runs: "Automatic runs that ended here, by status."
    case .records: "Records of those runs, by what became of them."
    case .runSeconds: "How long automatic runs took."
    case .lagSeconds: "How long after their time automatic runs began."
    case .httpAnswers: "Answers of vendors, by HTTP status, those that were asked for again included."
    case .httpFailures: "Requests that got no answer."
    case .httpBytes: "Bytes of vendors' answers, unpacked."
    case .workerCrashes: "Connectors that crashed."
    case .jobs: "Data configs of this node with auto-sync, by state."
    case .running: "Automatic runs under way here."
    case .held: "Deletions and creations that wait for a person, in all events of the home."
    case .unreadable: "Events whose file cannot be read."
    case .quotaLeft: "Credits or calls that the vendor still allows now, of the account that has the fewest."
    case .requests: "Requests that were answered here, by HTTP status; 401 is for a token that is missing or wrong."
    case .mails:
      "Mails that wait, that were given up, and that were left out with what belongs to them, of the whole home."
    }
  }

  /// Upper bounds of a histogram's buckets, in seconds.
  static let bounds = [0.1, 0.5, 1, 5, 15, 60, 300, 900, 3600]
}
