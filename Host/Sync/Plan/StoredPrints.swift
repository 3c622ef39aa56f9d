import Foundation
import HostModel
import HostStorage
import RecordJSON

/// Reads the fingerprints of a data config on a thread of its own, through a connection of its own to the event's file,
/// while the worker starts and the vendor is asked. Opened and closed; used by one thread.
///
/// The caller holds the data config's lock and knows its revision: what changes meanwhile makes its plan stale.
final class StoredPrints {
  /// What was read, and how many records of it are live and skipped.
  struct Content: ~Copyable {
    var table: PrintTable
    var live = 0
    var skipped = 0
  }

  /// What the threads share. `@unchecked Sendable`: the reader writes content and error before it signals, the caller looks
  /// at them after; the rest is used under `lock`.
  private final class Desk: @unchecked Sendable {
    var content: Content?
    var error: (any Error)?
    let read = DispatchSemaphore(value: 0)
    private let lock = NSLock()
    private var isStopped = false

    func stop() { lock.withLock { isStopped = true } }

    func checkStopped() throws {
      if lock.withLock({ isStopped }) { throw CancellationError() }
    }
  }

  private let desk = Desk()
  private var isRead = false

  /// Begins to read.
  init(of config: DataConfig, in home: Home) {
    let desk = desk
    let thread = Thread {
      do { desk.content = try Self.read(config, home, desk) } catch { desk.error = error }
      desk.read.signal()
    }
    thread.name = "prints"
    thread.start()
  }

  /// Gives what was read, once, waiting for it; throws what made it impossible.
  func take() throws -> Content {
    wait()
    if let error = desk.error { throw error }
    // A fault of the program, not of anything that came: to go on without a table would make every stored record new.
    guard let content = desk.content.take() else { preconditionFailure("taken twice") }
    return content
  }

  /// Reads no further, and waits until the event's file is closed again.
  func stop() {
    desk.stop()
    wait()
  }

  private func wait() {
    guard !isRead else { return }
    desk.read.wait()
    isRead = true
  }

  private static func read(_ config: DataConfig, _ home: Home, _ desk: Desk) throws -> Content {
    let store = try EventStore.open(config.event, in: home)
    try store.keepFewPages()
    let idHash = KeyedHash(seed: (store.seed.lo, store.seed.hi))
    var content = Content(table: PrintTable(expecting: try store.roughRecords() + store.waitingEver()))
    var rows: [Row] = []
    rows.reserveCapacity(Self.rowsAtOnce)
    try store.forEachPrint(of: config.id) { id, print, status in
      rows.append(Row(hash: idHash.hash(id).lo, print: print, status: .init(status)))
      guard rows.count == Self.rowsAtOnce else { return }
      try desk.checkStopped()
      content.add(rows)
      rows.removeAll(keepingCapacity: true)
    }
    content.add(rows)
    return content
  }

  fileprivate struct Row {
    let hash: UInt64
    let print: Fingerprint128
    let status: PrintTable.Status
  }

  /// The table is larger than a processor's cache: for rows that are added one right after the other its memory is waited
  /// for at the same time.
  private static let rowsAtOnce = 64
}

extension PrintTable.Status {
  fileprivate init(_ stored: StoredRecord.Status) {
    switch stored {
    case .live: self = .live
    case .gone: self = .gone
    case .skipped: self = .skipped
    }
  }
}

extension StoredPrints.Content {
  fileprivate mutating func add(_ rows: [StoredPrints.Row]) {
    for row in rows {
      table.set(row.print, row.status, at: table.place(of: row.hash))
      if row.status == .live { live += 1 }
      if row.status == .skipped { skipped += 1 }
    }
  }
}
