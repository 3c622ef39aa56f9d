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
  let pool: PagePool
  let raw: BoundedQueue<RunningFetch.Raw>
  let client: HTTPClient?
  private let setupFault: String?
  var bodies: [UInt64: KeptAnswer] = [:]
  /// What is put into the records of pages that are emitted from now on.
  var joins = RecordJoins()
  /// Where the connector looked in the answer that it was done with last.
  var lastLooks: [KeptAnswer.Look] = []
  /// What of vendors' texts the connector saw that could be taken for a placeholder.
  var links = VendorLinks()
  private var nextHandle: UInt64 = 1
  var pages = 0
  /// Whether the vendor's list is known to come in one answer, and whether the first that was emitted is such a one.
  private(set) var isUnpaged = false
  var isFirstPageWholeList = false
  var lists = ListTrack()
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
  /// What the host refused and the connector has not made up for.
  var refusals = HostRefusals()
  /// The parts of lists that came instead of whole ones.
  var ranges = RangeCover()
  /// The host's own words on an answer that it would not hand over, for a connector that passes the refusal on.
  var tooLarge: String?
  /// The connector's words.
  var said = ""
  var end = FetchEnd(outcome: .cancelled)
  private(set) var isComplete = false
  private(set) var isLimited = false
  var isCancelled = false
  /// Why an answer that the connector had read in parts turned out to be no good.
  var unusable: String?
  /// What the connector did that it must not, so that nothing of the run may apply.
  var violation: String?
  /// What it logged and printed.
  var output = ConnectorOutput()
  /// Records that it said are gone.
  var goneCount = 0

  /// Answers that a connector may keep at once.
  private static let bodiesKept = 64

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
      if let source = asks.first.map(source(of:)) {
        refusals.refuseAsk(
          source, "\(source) was not asked for: \(job.describe.id) keeps more than \(Self.bodiesKept) answers at once.")
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
    refusals.asked(sources)
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
}
