import Foundation
import HostModel
import HostPlugins
import HostStorage
import RecordJSON

extension PatchbayHost {
  /// What a connection test found.
  package enum TestOutcome: Sendable, Equatable {
    case fine(String)
    /// `isCredentials`: what an operator can repair by typing credentials again, or by getting more rights.
    case failed(String, isCredentials: Bool)
  }

  /// Asks the vendor whether address, credentials, rights and event are right: first through the connector's own check,
  /// then by looking at each list that the connection's data types are read from. Stores nothing.
  package func testConnection(_ text: String) throws -> TestOutcome {
    let (store, connection) = try connection(text)
    let types = try store.configs().filter { $0.connection == connection.id }.map(\.dataType)
    let look: ConnectionLook
    do { look = try self.look(at: connection, of: store, types) } catch let stopped as Stopped {
      return .failed(stopped.description, isCredentials: false)
    }
    if let check = look.check, check.wasNotRun { throw RunRefused(check.sentence) }
    return look.outcome
  }

  /// Looks at the lists of some data types of a connection with the credentials that it has now. Throws ``Stopped`` if it was
  /// told to stop, which says nothing of the connection.
  func look(at connection: Connection, of store: EventStore, _ types: [String]) throws -> ConnectionLook {
    let (enabled, describe) = try describe(connection.connector)
    try checkCopy(of: enabled)
    let job = try job(for: connection, of: store, enabled, describe)
    interruption.begin()
    defer { interruption.end() }
    let place = "\(describe.name) at \(connection.endpoint)"
    func goOn() throws {
      guard !interruption.isRequested else {
        throw Stopped(
          description:
            "The command was told to stop before \(place) had shown all that is looked at. Nothing was changed. Run it"
            + " again when it may end.")
      }
    }
    let check = VendorRefusal(self.check(job), describe)
    try goOn()
    // Where rights are missing the lists tell which; nothing else lets one expect to see any.
    let isHopeless = check.map { $0.kind != .rights } ?? false
    var looks: [ConnectionLook.List] = []
    for id in isHopeless ? [] : types {
      looks.append(.init(dataType: id, refusal: VendorRefusal(look(at: id, describe.dataType(id), job), describe)))
      try goOn()
    }
    let options = describe.auth.map { $0.kind == .secret ? "--secret \($0.key)" : "--set \($0.key)=…" }
    let cure =
      "Set it with 'patchbay connections set \(store.event)/\(connection.name) \(options.joined(separator: " "))'."
    return ConnectionLook(
      place: place, check: check, cure: cure, lists: looks)
  }

  /// Lets the connector itself look.
  private func check(_ job: FetchJob) -> FetchEnd {
    let raw = BoundedQueue<RunningFetch.Raw>(capacity: 1)
    interruption.whileFetching { raw.close(dropping: true) }
    defer { interruption.whileFetching(nil) }
    return WorkerDriver(job: job, pool: PagePool(), raw: raw).check()
  }

  /// Fetches one record of a data type as a sync would, and forgets it.
  private func look(at id: String, _ dataType: DataType?, _ job: FetchJob) -> FetchEnd {
    var ids = dataType.map { SourceIDs($0) }
    let fetch = RunningFetch(
      job: job, dataType: id, cursor: [], limit: 1, paths: ids?.fields.source ?? CompiledPaths([]))
    defer { fetch.stop() }
    interruption.whileFetching(fetch.cancel)
    defer { interruption.whileFetching(nil) }
    while let event = fetch.next() {
      switch event {
      case .page(let page):
        let endless = ids?.take(page)
        fetch.recycle(page)
        if let endless { return fetch.endless(endless, with: page) }
      case .tombstones: break
      case .end(let end): return end
      }
    }
    return FetchEnd(outcome: .cancelled)
  }
}
