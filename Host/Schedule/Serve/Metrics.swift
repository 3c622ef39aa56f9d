import HostModel
import HostSync
import Synchronization

/// Counts what happens in a serve, from its start on.
package final class Metrics: Sendable {
  private struct Series: Hashable {
    let metric: Metric
    let labels: [String]
  }

  private struct Histogram {
    var buckets = [Int](repeating: 0, count: Metric.bounds.count)
    var count = 0
    var sum = 0.0
  }

  private struct State {
    var counters: [Series: Double] = [:]
    var histograms: [Metric: Histogram] = [:]
  }

  private let state = Mutex(State())

  package init() {}

  private func add(_ metric: Metric, _ labels: [String], _ number: Double = 1) {
    guard number != 0 else { return }
    state.withLock { $0.counters[Series(metric: metric, labels: labels), default: 0] += number }
  }

  private func observe(_ metric: Metric, _ value: Double) {
    state.withLock { state in
      var histogram = state.histograms[metric] ?? Histogram()
      for (index, bound) in Metric.bounds.enumerated() where value <= bound { histogram.buckets[index] += 1 }
      histogram.count += 1
      histogram.sum += value
      state.histograms[metric] = histogram
    }
  }

  // MARK: What is counted

  package func count(_ event: JobEvent) {
    switch event {
    case .started(_, _, let lag, _): observe(.lagSeconds, lag)
    case .ended(_, let connector, let result, let seconds):
      add(.runs, [connector, result.run.status.rawValue])
      observe(.runSeconds, seconds)
      for (name, count) in result.run.counts.listed where name != "received" {
        add(.records, [connector, name], Double(count))
      }
    default: break
    }
  }

  package func count(_ facts: FetchFacts) {
    for (status, count) in facts.http.answers { add(.httpAnswers, [facts.connector, String(status)], Double(count)) }
    add(.httpFailures, [facts.connector], Double(facts.http.failures))
    add(.httpBytes, [facts.connector], Double(facts.http.bytes))
    if facts.hasCrashed { add(.workerCrashes, [facts.connector]) }
  }

  /// Counts an answer of the serve's own.
  package func count(answer status: UInt32) { add(.requests, [String(status)]) }

  // MARK: The text

  /// Everything in Prometheus's text format 0.0.4
  /// (prometheus.io/docs/instrumenting/exposition_formats/#text-based-format).
  package func text(_ census: Census) -> String {
    let (counters, histograms) = state.withLock { ($0.counters, $0.histograms) }
    var lines: [String] = []
    for metric in Metric.allCases {
      lines.append("# HELP \(metric.rawValue) \(metric.help)")
      lines.append("# TYPE \(metric.rawValue) \(metric.kind.rawValue)")
      switch metric.kind {
      case .counter:
        let series = counters.filter { $0.key.metric == metric }.sorted {
          $0.key.labels.lexicographicallyPrecedes($1.key.labels)
        }
        for (series, value) in series { lines.append(line(metric, series.labels, value)) }
      case .gauge:
        for (labels, value) in gauges(metric, census) { lines.append(line(metric, labels, Double(value))) }
      case .histogram: lines += self.lines(metric, histograms[metric] ?? Histogram())
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func gauges(_ metric: Metric, _ census: Census) -> [([String], Int)] {
    switch metric {
    case .jobs: census.jobs.sorted { $0.key < $1.key }.map { ([$0.key], $0.value) }
    case .running: [([], census.running)]
    case .held: [(["creation"], census.heldCreations), (["deletion"], census.heldDeletions)]
    case .unreadable: [([], census.unreadable)]
    case .quotaLeft: census.quotaLeft.sorted { $0.key < $1.key }.map { ([$0.key], $0.value) }
    case .mails:
      [(["given up"], census.mails.dead), (["left out"], census.leftOut), (["waiting"], census.mails.waiting)]
    default: []
    }
  }

  private func lines(_ metric: Metric, _ histogram: Histogram) -> [String] {
    let buckets = zip(Metric.bounds, histogram.buckets).map {
      "\(metric.rawValue)_bucket{le=\"\(Self.number($0))\"} \($1)"
    }
    return buckets + [
      "\(metric.rawValue)_bucket{le=\"+Inf\"} \(histogram.count)",
      "\(metric.rawValue)_sum \(Self.number(histogram.sum))",
      "\(metric.rawValue)_count \(histogram.count)",
    ]
  }

  private func line(_ metric: Metric, _ labels: [String], _ value: Double) -> String {
    let pairs = zip(metric.labels, labels).map { name, value in
      let escaped = value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
      return "\(name)=\"\(escaped)\""
    }
    return metric.rawValue + (pairs.isEmpty ? "" : "{\(pairs.joined(separator: ","))}") + " \(Self.number(value))"
  }

  private static func number(_ value: Double) -> String {
    value == value.rounded() && abs(value) < 1e15 ? String(Int(value)) : String(value)
  }
}
