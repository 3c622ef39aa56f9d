import Foundation
import HostChannel
import HostMapping
import HostModel
import RecordJSON

/// A fetch under way: one thread drives the worker and the network, one validates and slices pages; the caller takes
/// events. Bounded queues between them hold whoever is too fast. Opened and closed; used by one thread.
final class RunningFetch {
  /// What the driving thread hands to the slicing one.
  enum Raw: Sendable {
    /// `asked`: where the driver has looked without validating the page; `joins`: what its records get.
    case page(PageBuffer, pointer: JSONPointer, Origin, asked: Set<JSONPointer>, joins: RecordJoins)
    case tombstones([String])
    case end(FetchEnd)
  }

  /// Where a page comes from.
  struct Origin: Sendable {
    /// Of the pages that were emitted, from 1.
    let number: Int
    /// Method and address.
    let source: String
    /// Of the vendor's pages.
    let place: ListPlace
    /// Method and address of the list, and whether this is its first page.
    let list: String
    let beginsList: Bool
    /// True if the connector wrote it.
    let isBuilt: Bool
    /// The vendor's number of records, as far as it was told by then.
    let announced: UInt64?

    /// `Page 4 of 5`
    var words: String { place.words ?? "Page \(number)" }
  }

  /// Pages that may wait for the slicer, of about a megabyte each: a usual batch of answers, so that the next one can be
  /// asked for while they are sliced.
  private static let rawDepth = 4
  /// Bytes of all of them.
  private static let rawWeight = 16 << 20
  /// Sliced pages that may wait for the caller.
  private static let slicedDepth = 2

  private let raw = BoundedQueue<Raw>(capacity: RunningFetch.rawDepth, weight: RunningFetch.rawWeight) { item in
    switch item {
    case .page(let page, _, _, _, _): page.count
    // A text of more than 15 bytes lies apart, with 32 bytes of its own.
    case .tombstones(let ids): ids.reduce(0) { $0 + 48 + $1.utf8.count }
    case .end: 0
    }
  }
  private let events = BoundedQueue<FetchEvent>(capacity: RunningFetch.slicedDepth)
  private let pool = PagePool()
  private let driven = DispatchSemaphore(value: 0)
  private let sliced = DispatchSemaphore(value: 0)

  /// - Parameter heard: gets what the connector says, by the time that `stop` returns.
  init(
    job: FetchJob, dataType: String, cursor: [UInt8], limit: UInt64 = 0, paths: CompiledPaths, heard: Heard = Heard()
  ) {
    let (raw, events, pool, driven, sliced) = (raw, events, pool, driven, sliced)
    Self.start("fetch") {
      // In a function of its own, so that connections are closed before anybody hears that the fetch is over: then the program
      // may end, and with it the TLS library's memory.
      func drive() {
        let driver = WorkerDriver(job: job, pool: pool, raw: raw)
        let end = driver.fetch(dataType, cursor: cursor, limit: limit)
        heard.add(driver.output)
        _ = raw.push(.end(end))
      }
      drive()
      raw.close()
      driven.signal()
    }
    let connector = job.describe.id
    Self.start("slice") {
      PageSlicer(paths: paths, pool: pool, connector: connector).run(from: raw, into: events)
      sliced.signal()
    }
  }

  private static func start(_ name: String, _ body: @escaping @Sendable () -> Void) {
    let thread = Thread(block: body)
    thread.name = name
    // Slicing recurses to the depth limit of a document, and no further.
    thread.stackSize = 1 << 20
    thread.start()
  }

  /// The next event, waiting for it; nil after the end.
  func next() -> FetchEvent? { events.pop() }

  /// A page that the caller is done with.
  func recycle(_ page: DecodedPage) { pool.take(back: page) }

  /// Lets nothing more come, from any thread: `next` gives nil from now on.
  var cancel: @Sendable () -> Void {
    let (events, raw) = (events, raw)
    return {
      events.close(dropping: true)
      raw.close(dropping: true)
    }
  }

  /// Ends whatever still goes on, and waits until the worker is gone.
  func stop() {
    events.close(dropping: true)
    raw.close(dropping: true)
    sliced.wait()
    driven.wait()
  }

  /// The end of a fetch of a list that has none.
  func endless(_ sentence: String, with page: DecodedPage) -> FetchEnd {
    FetchEnd(
      outcome: .vendorFailed(VendorFault(kind: .data, sentence: sentence)), announced: page.announced,
      pages: page.number)
  }

  /// The end of a fetch whose page turned out to be unusable after slicing.
  func failed(_ page: DecodedPage, _ error: JSONError) -> FetchEnd {
    let sentence = "\(page.words) (\(page.source)) has not the promised shape: \(error)."
    return FetchEnd(
      outcome: .vendorFailed(VendorFault(kind: .data, sentence: sentence)), announced: page.announced,
      pages: page.number - 1)
  }
}

/// Validates pages and cuts them into records.
private struct PageSlicer {
  let paths: CompiledPaths
  let pool: PagePool
  let connector: String

  func run(from raw: BoundedQueue<RunningFetch.Raw>, into events: BoundedQueue<FetchEvent>) {
    let scanner = RecordScanner()
    var joiner = PageJoiner()
    while let item = raw.pop() {
      switch item {
      case .page(let delivered, let pointer, let origin, let asked, let joins):
        let slots = pool.recordSlots()
        var buffer = delivered
        do throws(JSONError) {
          buffer = try joined(delivered, pointer, joins, &joiner)
          try scanner.scan(buffer, records: pointer, paths: paths, into: slots)
          for way in asked { _ = try way.find(in: buffer, passingOver: slots.array) }
        } catch {
          let fault = VendorFault(kind: .data, sentence: sentence(origin, buffer, error))
          let end = FetchEnd(
            outcome: .vendorFailed(fault), announced: origin.announced, pages: origin.number - 1)
          _ = events.push(.end(end))
          events.close()
          // The driver's next push fails, and it ends the worker.
          raw.close(dropping: true)
          return
        }
        var use = FieldUse(width: paths.width)
        use.add(slots, of: buffer)
        let page = DecodedPage(
          buffer: buffer, slots: slots, number: origin.number, words: origin.words, announced: origin.announced,
          source: origin.isBuilt ? origin.list : origin.source,
          beginsList: origin.beginsList, isBuilt: origin.isBuilt, use: use)
        guard events.push(.page(page)) else { return }
      case .tombstones(let ids):
        guard events.push(.tombstones(ids)) else { return }
      case .end(let end):
        _ = events.push(.end(end))
      }
    }
    events.close()
  }

  /// The page with what its records get; the page as it came goes back if it is not that.
  private func joined(
    _ page: PageBuffer, _ pointer: JSONPointer, _ joins: RecordJoins, _ joiner: inout PageJoiner
  ) throws(JSONError) -> PageBuffer {
    guard joins.count > 0 else { return page }
    let joined = pool.buffer()
    let isJoined = try joiner.join(page, records: pointer, joins, into: joined)
    pool.take(back: isJoined ? page : joined)
    return isJoined ? joined : page
  }

  private func sentence(_ origin: RunningFetch.Origin, _ buffer: PageBuffer, _ error: JSONError) -> String {
    "\(origin.words) (\(origin.source)) is \(buffer.words(for: error)). Check the endpoint, or try again later."
  }
}
