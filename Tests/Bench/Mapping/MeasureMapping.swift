import Foundation
import HostMapping
import HostModel
import RecordJSON

/// Measures what mapping costs by itself, on one thread: the records are scanned, and nothing is stored.
///
///     swift build -c release --product mapping-bench && .build/release/mapping-bench
///
/// Prints one Markdown row for each mapping: the best of seven rounds of 100,000 records, in records a second.
func measureMapping() {
  do {
    for workload in Workload.all {
      let speed = Int(try recordsPerSecond(workload)).formatted(.number.locale(Locale(identifier: "en")))
      print("| mapping 100,000 records with \(workload.name) | \(speed) records/s |")
    }
  } catch {
    print(error)
    exit(1)
  }
}

/// What went wrong with the measurement itself.
struct NotMeasured: Error, CustomStringConvertible { let description: String }

private func recordsPerSecond(_ workload: Workload) throws -> Double {
  let page = try PageBuffer(Array(Workload.page(records: 1000).utf8))
  let rows = try workload.rows.map { row in
    MappingRow(
      from: try FieldSource(row.from), target: row.target, transforms: try row.transforms.map { try Transform($0) })
  }
  let metadata = workload.rows.enumerated().map { slot, row in
    MetadataField(fpType: .person, name: row.target, kind: row.kind, slot: slot)
  }
  let fields = RecordFields(judged: rows.flatMap(\.paths), others: [], explode: nil)
  let mapping = CompiledMapping(
    rows, fields: fields, metadata: metadata, zone: TimeZone(identifier: "Europe/Berlin") ?? .gmt, language: "en")
  let slots = RecordSlots()
  try RecordScanner().scan(page, records: JSONPointer("/items"), paths: fields.source, into: slots)
  var offer = Offer()
  var best = 0.0
  for _ in 0..<7 {
    let clock = ContinuousClock()
    let start = clock.now
    for _ in 0..<100 {
      for record in 0..<slots.count {
        mapping.map(RecordRow(page: page, slots: slots.row(record)), into: &offer)
        guard offer.misfits.isEmpty else {
          throw NotMeasured(description: "a value was left out: \(offer.misfits)")
        }
      }
    }
    best = max(best, 100_000 / ((clock.now - start) / .seconds(1)))
  }
  return best
}
