import ConnectorABI
import HostChannel
import HostModel
import HostPlugins
import RecordJSON

/// Drives one worker through one job: performs its requests, keeps the bodies, hands its pages on.
///
/// Lives on one thread.
final class WorkerDriver {
  let job: FetchJob
  private let pool: PagePool
  private let raw: BoundedQueue<RunningFetch.Raw>
  let client: HTTPClient?
  private let setupFault: String?
  var bodies: [UInt64: KeptAnswer] = [:]
  /// What is put into the records of pages that are emitted from now on.
  private var joins = RecordJoins()
  /// Where the connector looked in the answer that it was done with last.
  var lastLooks: [KeptAnswer.Look] = []
  /// What of vendors' texts the connector saw that could be taken for a placeholder.
  var links = VendorLinks()
  private var nextHandle: UInt64 = 1
  private(set) var pages = 0
  /// Whether the vendor's list is known to come in one answer, and whether the first that was emitted is such a one.
  private var isUnpaged = false
  private var isFirstPageWholeList = false
  private var lists = ListTrack()
  /// Why a fetch that does not end was ended.
  private(set) var endless: String?
  /// What the vendor announced of the list that was asked for last.
  private var listTotal: UInt64?
  /// The host's own words on the last request that failed.
  private(set) var httpFault: HTTPFault?
  /// Where in the vendor's list that request stood.
  private(set) var faultPlace = ListPlace()
  /// The first request of the job that failed for good, and where in the vendor's list it stood.
  private(set) var lost: (fault: HTTPFault, place: ListPlace)?
  /// The first thing that the host refused and that cannot be made up for any more, in words.
  var refusedForGood: String?
  /// Kept answers of which a part was refused, in words: emitted, they are there whole.
  var refusedParts: [UInt64: String] = [:]
  /// The first request that was refused for want of room, and in words: it may be made again.
  private var refusedAsk: (source: String, words: String)?
  /// What the host refused and the connector never made up for.
  var refusal: String? { refusedForGood ?? refusedParts.min { $0.key < $1.key }?.value ?? refusedAsk?.words }
  /// The parts of lists that came instead of whole ones.
  var ranges = RangeCover()
  /// The host's own words on an answer that it would not hand over, for a connector that passes the refusal on.
  var tooLarge: String?
  /// The connector's words.
  var said = ""
  var end = FetchEnd(outcome: .cancelled)
  private(set) var isComplete = false
  private(set) var isLimited = false
  private(set) var isCancelled = false
  /// Why an answer that the connector had read in parts turned out to be no good.
  var unusable: String?
  /// What the connector did that it must not, so that nothing of the run may apply.
  var violation: String?
  /// What it logged and printed.
  var output = ConnectorOutput()
  /// Records that it said are gone.
  private var goneCount = 0

  /// Answers that a connector may keep at once.
  private static let bodiesKept = 64
  /// Records that one fetch may say are gone.
  private static let mostGone = 1_000_000

  init(job: FetchJob, pool: PagePool, raw: BoundedQueue<RunningFetch.Raw>) {
    self.job = job
    self.pool = pool
    self.raw = raw
    do {
      client = try job.client(pool: pool) { raw.isDropped }
      setupFault = nil
    } catch {
      client = nil
      setupFault = String(describing: error)
    }
  }

  /// Fetches one data type from a cursor (empty: everything), about so many records (0: all): one that is cut so must not
  /// say that it is complete.
  func fetch(_ dataType: String, cursor: [UInt8], limit: UInt64 = 0) -> FetchEnd {
    isLimited = limit > 0
    links.saw(cursor: cursor)
    isUnpaged = job.describe.dataType(dataType).map { !$0.isPaged } ?? false
    run(.fetching(dataType), .fetch(dataType: dataType, cursor: cursor, limit: limit))
    end.pages = pages
    end.isOneAnswer = pages == 1 && isFirstPageWholeList
    // Before the first page it may be a list that only leads to the records.
    end.announced = pages > 0 ? listTotal : nil
    return end
  }

  /// Asks whether address, credentials, rights and event are right.
  func check() -> FetchEnd {
    isComplete = true
    run(.checking, .check)
    return end
  }

  private func run(_ activity: WorkerActivity, _ command: HostMessage) {
    guard client != nil else {
      return fail(.vendorFailed(VendorFault(kind: .settings, sentence: setupFault ?? "")))
    }
    let id = job.describe.id
    defer {
      if let client { job.observe?(FetchFacts(connector: id, http: client.log, hasCrashed: end.outcome.isCrash)) }
    }
    var doing = WorkerActivity.starting
    do throws(WorkerFault) {
      let worker = try WorkerProcess(worker: job.workerPath, connector: job.libraryPath, limits: job.limits)
      defer {
        worker.close()
        note(printedBy: worker)
      }
      try worker.send(.create(configJSON: job.configJSON))
      guard let created = try serve(worker) else { return fail(.cancelled) }
      guard created == CONN_OK else { return conclude(created, id, doing) }
      doing = activity
      try worker.send(command)
      guard let status = try serve(worker) else { return fail(.cancelled) }
      conclude(status, id, doing)
    } catch {
      if let endless { return fail(.vendorFailed(VendorFault(kind: .data, sentence: endless))) }
      if isCancelled || error == .cancelled { return fail(.cancelled) }
      if case .unprotected = error { return fail(.refused(error.sentence(connector: id, while: doing))) }
      // The place of a crash is what the connector's process printed.
      fail(.connectorFailed(redacted(error.sentence(connector: id, while: doing)), isCrash: error.isCrash))
    }
  }

  func fail(_ outcome: FetchEnd.Outcome) { end.outcome = outcome }

  // MARK: Host services

  /// Serves a worker until its command has ended; gives the command's status, nil if nobody waits for it any more.
  private func serve(_ worker: WorkerProcess) throws(WorkerFault) -> Int32? {
    while true {
      let message = try worker.next(cancelled: { raw.isDropped })
      // A connector that asks for no request learns it nowhere else.
      guard !raw.isDropped else { return nil }
      switch message {
      case .end(let status): return status
      case .http(let asks): try worker.send(perform(asks))
      case .read(let handle, let pointer): try worker.send(read(handle, pointer))
      case .body(let handle): try worker.send(body(handle))
      case .release(let handle, let glimpsed): release(handle, glimpsed)
      case .emitPage(let handle, let pointer, let glimpsed): emitPage(handle, pointer, glimpsed)
      case .emitRecords(let bytes): emitRecords(bytes)
      case .join(let bytes): join(bytes)
      case .emitDeleted(let bytes): try worker.send(.ack(status: emitDeleted(bytes)))
      case .checkpoint(let state):
        end.cursor = state
        try worker.send(.ack(status: isCancelled ? CONN_CANCELLED : CONN_OK))
      case .complete(let total, let flags):
        isComplete = true
        end.total = total
        end.provedFullRights = flags & CONN_COMPLETE_FULL_RIGHTS != 0
        end.confirmedEmpty = flags & CONN_COMPLETE_EMPTY != 0
        end.saysShort = flags & CONN_COMPLETE_SHORT != 0
        try worker.send(.ack(status: isCancelled ? CONN_CANCELLED : CONN_OK))
      // What the connector returns decides, not what it says that it will. A secret is taken out before anything is done to
      // the characters, after which it might not be known.
      case .setError(_, let sentence): said = shown(sentence)
      case .log(let level, let line): note(level, line)
      case .described, .hello, .unusable: break
      }
      if let violation { throw .failed(violation) }
    }
  }

  private func perform(_ asks: [HTTPAsk]) -> HostMessage {
    guard let client, !isCancelled else { return .httpReply(status: CONN_CANCELLED, []) }
    guard bodies.count + asks.count <= Self.bodiesKept else {
      said = "it keeps more than \(Self.bodiesKept) answers at once."
      if refusedAsk == nil, let source = asks.first.map(source(of:)) {
        refusedAsk = (
          source, "\(source) was not asked for: \(job.describe.id) keeps more than \(Self.bodiesKept) answers at once."
        )
      }
      return .httpReply(status: CONN_INTERNAL, [])
    }
    let kept = bodies.values.reduce(0) { $0 + $1.buffer.count }
    guard lists.answersSincePage < ListTrack.mostAnswers else {
      endless =
        "\(asks.last.map(source(of:)) ?? "") was not asked for: \(job.describe.id) had asked for"
        + " \(lists.answersSincePage.grouped) answers and emitted no record of them, as if their list had no end. Tell the connector's"
        + " maker."
      isCancelled = true
      return .httpReply(status: CONN_CANCELLED, [])
    }
    let sources = asks.map(source(of:))
    if let asked = refusedAsk?.source, sources.contains(asked) { refusedAsk = nil }
    for (ask, source) in zip(asks, sources) {
      lists.ask(for: ListTrack.list(source), begins: ask.place.page == 1)
    }
    let requests = asks.map { ask in
      HTTPRequest(
        method: ask.method, url: ask.url, headers: ask.headers.map { .init($0.name, $0.value) }, body: ask.body,
        accept: ask.accept.map { Int($0) }, isVerbatim: links.hold(ask.url))
    }
    // Of several lists the one that is being read.
    if let total = asks.last(where: { $0.place.total > 0 })?.place.total { listTotal = total }
    let batch = client.perform(requests, kept: kept)
    httpFault = batch.failure?.fault
    faultPlace = batch.failure.map { asks[$0.request].place } ?? ListPlace()
    if let httpFault, lost == nil, httpFault.reason != .cancelled { lost = (httpFault, faultPlace) }
    let replies = zip(batch.answers, zip(asks, sources)).map { answer, asked in
      let (ask, source) = asked
      lists.answer()
      guard let answer else { return HostChannel.HTTPAnswer(status: 0, handle: 0, bodySize: 0) }
      if answer.isPart { ranges.add(answer.range, of: ListTrack.list(source), begins: ask.place.page == 1) }
      let handle = nextHandle
      nextHandle += 1
      let (looks, glimpses) = glimpses(of: answer.body)
      for glimpse in glimpses { links.saw(glimpse.bytes) }
      bodies[handle] = KeptAnswer(
        buffer: answer.body, source: source, isWholeByHead: answer.isWholeByHead, place: ask.place,
        glimpsed: looks)
      return HostChannel.HTTPAnswer(
        status: Int32(answer.status), handle: handle, bodySize: UInt64(answer.body.count),
        headers: answer.headers.map { HTTPHeader($0.name, $0.value) }, glimpses: glimpses)
    }
    return .httpReply(status: httpFault?.status ?? CONN_OK, replies)
  }

  /// Method and whole address of a request for people; the connector's placeholders stay as they are, and a secret that a
  /// vendor wrote into its link to the next page is taken out.
  private func source(of ask: HTTPAsk) -> String {
    let base = ask.url.hasPrefix("/") ? String(job.connection.endpoint.reversed().drop { $0 == "/" }.reversed()) : ""
    let source = ask.method + " " + base + ask.url
    return client?.redacted(source) ?? source
  }

  private func emitPage(_ handle: UInt64, _ pointer: String, _ glimpsed: UInt8) {
    // The host has it whole, whatever the connector could not see of it.
    refusedParts[handle] = nil
    guard var body = bodies.removeValue(forKey: handle) else {
      violation = "it emitted an answer that it does not have (any more)"
      return
    }
    settle(&body, glimpsed)
    emit(body, pointer)
  }

  private func join(_ bytes: [UInt8]) {
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

  private func emitRecords(_ bytes: [UInt8]) {
    let buffer = pool.buffer()
    do throws(JSONError) {
      try append(bytes, to: buffer)
      emit(KeptAnswer(buffer: buffer, source: "records that \(job.describe.id) built", isBuilt: true), "")
    } catch {
      violation = "it emitted more records at once than a page may have"
    }
  }

  private func append(_ bytes: [UInt8], to buffer: PageBuffer) throws(JSONError) {
    let result = bytes.withUnsafeBytes { bytes in Result { () throws(JSONError) in try buffer.append(bytes) } }
    try result.get()
  }

  private func emit(_ body: KeptAnswer, _ pointer: String) {
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

  private func emitDeleted(_ bytes: [UInt8]) -> Int32 {
    func refuse() -> Int32 {
      refusedForGood =
        refusedForGood ?? "\(job.describe.id) said of records that they are deleted, and their keys cannot be read."
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
