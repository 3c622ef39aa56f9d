import ConnectorABI
import HostChannel
import HostModel
import RecordJSON

// What a connector gives: pages, records that it built, what is joined to them, ids of records that are gone.
extension WorkerDriver {
  /// Records that one fetch may say are gone.
  private static let mostGone = 1_000_000

  func emitPage(_ handle: UInt64, _ pointer: String, _ glimpsed: UInt8) {
    refusals.emitted(handle)
    guard var body = bodies.removeValue(forKey: handle) else {
      violation = "it emitted an answer that it does not have (any more)"
      return
    }
    settle(&body, glimpsed)
    if let way = way(pointer, to: "emitted the records") { emit(body, way) }
  }

  /// Where in an answer a connector means. What is no JSON Pointer is its mistake, whatever the vendor answered: nil, and
  /// nothing of the run may apply.
  func way(_ pointer: String, to deed: String) -> JSONPointer? {
    guard let way = try? JSONPointer(pointer) else {
      violation = "it \(deed) at '\(ShortText.shown(shown(pointer)))', which is no JSON Pointer (RFC 6901)"
      return nil
    }
    return way
  }

  func join(_ bytes: [UInt8]) {
    do throws(RecordJoin.Unreadable) {
      joins.add(try RecordJoin(bytes))
      if joins.count > RecordJoins.most { violation = "it asked for more than \(RecordJoins.most) joins" }
      if joins.bytes > RecordJoins.mostBytes {
        violation = "it asked for joins of more than \(RecordJoins.mostBytes >> 20) MiB together"
      }
    } catch {
      violation = "it asked for a join \(error.words)"
    }
  }

  func emitRecords(_ bytes: [UInt8]) {
    let buffer = pool.buffer()
    do throws(JSONError) {
      try append(bytes, to: buffer)
      emit(KeptAnswer(buffer: buffer, source: "records that \(job.describe.id) built", isBuilt: true), .root)
    } catch {
      violation = "it emitted more records at once than a page may have"
    }
  }

  private func append(_ bytes: [UInt8], to buffer: PageBuffer) throws(JSONError) {
    let result = bytes.withUnsafeBytes { bytes in Result { () throws(JSONError) in try buffer.append(bytes) } }
    try result.get()
  }

  private func emit(_ body: KeptAnswer, _ pointer: JSONPointer) {
    pages += 1
    if pages == 1, isUnpaged { isFirstPageWholeList = body.isWholeList }
    let (list, begins) = lists.emit(body)
    let origin = RunningFetch.Origin(
      number: pages, source: body.source, place: body.place, list: list, beginsList: begins, isBuilt: body.isBuilt,
      announced: body.place.total > 0 ? body.place.total : nil)
    let page = RunningFetch.Raw.page(
      body.buffer, pointer: pointer, origin, asked: body.asked, joins: body.isBuilt ? RecordJoins() : joins)
    // A closed queue means that the run is over; the connector learns it with its next request.
    if !raw.push(page) { isCancelled = true }
  }

  func emitDeleted(_ bytes: [UInt8]) -> Int32 {
    func refuse() -> Int32 {
      refusals.refuse("\(job.describe.id) said of records that they are deleted, and their keys cannot be read.")
      return CONN_BAD_DATA
    }
    guard let keys = (try? JSONTree.parse(bytes))?.elements else { return refuse() }
    goneCount += keys.count
    guard goneCount <= Self.mostGone else {
      violation = "it said of more than \(Self.mostGone.grouped) records that they are gone"
      return CONN_INTERNAL
    }
    var ids: [String] = []
    for key in keys {
      let parts = (key.elements ?? []).compactMap(\.string)
      guard !parts.isEmpty, parts.count == key.elements?.count else { return refuse() }
      // What half of a surrogate pair became could be the id of somebody else.
      if !parts.contains(where: { $0.unicodeScalars.contains("\u{FFFD}") }) { ids.append(RecordID.join(parts)) }
    }
    if !raw.push(.tombstones(ids)) { isCancelled = true }
    return isCancelled ? CONN_CANCELLED : CONN_OK
  }
}
