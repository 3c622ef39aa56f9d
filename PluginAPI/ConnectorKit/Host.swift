import ConnectorABI
import RecordJSON

/// What the host lends to a connector for one call: HTTP, and places to put what came. Cannot be kept.
///
/// Everything blocks until it is done, and throws a ``ConnectorError`` with the host's own status if it fails; let it
/// pass, so that the host sees it unchanged.
public struct Host: ~Copyable {
  let services: Services

  /// Half of what emit_records takes, so that one large record more still fits.
  private static let pageBytes = 4 << 20
  private static let keysAtOnce = 1000

  init(services: Services) { self.services = services }

  /// Emits the array at `pointer` in the answer as a page of records. The host slices it; an answer of another shape
  /// ends the run, it is never an empty page.
  public borrowing func emit(_ response: Response, records pointer: String) throws {
    guard let emit = services.api.pointee.emit_page else { throw services.missing("emit_page") }
    try require(withBytes(pointer) { emit(services.host, response.handle, $0) })
  }

  /// Emits records that the connector built itself, in as many pages as they need.
  public borrowing func emit(_ records: [JSON]) throws {
    guard let emit = services.api.pointee.emit_records else { throw services.missing("emit_records") }
    var page: [UInt8] = [UInt8(ascii: "[")]
    for record in records {
      if page.count > 1 { page.append(UInt8(ascii: ",")) }
      page += record.encoded()
      if page.count > Self.pageBytes {
        page.append(UInt8(ascii: "]"))
        try require(withBytes(page) { emit(services.host, $0) })
        page = [UInt8(ascii: "[")]
      }
    }
    page.append(UInt8(ascii: "]"))
    if page.count > 2 { try require(withBytes(page) { emit(services.host, $0) }) }
  }

  /// Puts what another list says into the records of the pages that are emitted from now on, which stay in the host:
  /// each object in the list `list` of each record (each record itself without one) gets a member `name`, which is what
  /// `table` has for the text of its member `key`. One whose key is not in the table stays as it is.
  ///
  /// - Parameters:
  ///   - children: If given, an object gets what `table` has not for itself but for the first of its children in `list`
  ///     that is in the table.
  ///   - table: by the key's text, each once; together at most 8 MiB.
  public borrowing func join(
    _ name: String, by key: String, in list: String = "", of children: JoinedChildren? = nil, _ table: [JSON.Member]
  ) throws {
    let found = services.api.pointee.get_extension.flatMap { get in
      withBytes(CONN_JOIN_1) { get(services.host, $0) }
    }
    guard let join = found?.assumingMemoryBound(to: conn_join_1.self).pointee.join else {
      throw ConnectorError(
        .unsupported, "This host cannot put two lists together (conn.join/1). Use a newer version of the host.")
    }
    let document = JSON.object(
      [.init("list", .string(list)), .init("key", .string(key)), .init("as", .string(name))]
        + (children.map { [.init("children", $0.json)] } ?? []) + [.init("table", .object(table))]
    ).encoded()
    try require(withBytes(document) { join(services.host, $0) })
  }

  /// Emits the keys of records that the vendor says are gone, each the parts of its primary key as text; at most a million
  /// in a fetch.
  public borrowing func emitDeleted(_ keys: [[String]]) throws {
    guard let emit = services.api.pointee.emit_deleted else { throw services.missing("emit_deleted") }
    var rest = keys[...]
    while !rest.isEmpty {
      // A key has 1,024 bytes at most, or it names nothing; so many of them fit into one call.
      let document = JSON.array(rest.prefix(Self.keysAtOnce).map { .array($0.map(JSON.string)) }).encoded()
      try require(withBytes(document) { emit(services.host, $0) })
      rest = rest.dropFirst(Self.keysAtOnce)
    }
  }

  /// Gives the host what ``FetchRequest/cursor`` shall be next time; at most 64 KiB. Stored only if the run applies.
  public borrowing func checkpoint(_ state: String) throws {
    guard let checkpoint = services.api.pointee.checkpoint else { throw services.missing("checkpoint") }
    try require(withBytes(state) { checkpoint(services.host, $0) })
  }

  /// Declares that everything was emitted; called once, last.
  ///
  /// - Parameters:
  ///   - total: How many records the vendor announced, counted as it counts them; nil if it does not.
  ///   - fullRights: Whether an answer of this fetch proved that nothing is hidden from these credentials. Without it
  ///     the host deletes nothing by absence.
  ///   - confirmedEmpty: Whether the vendor itself said that there are no records.
  ///   - isShort: Whether the vendor delivered fewer than `total`, as it counts them; for connectors that make other records
  ///     of the vendor's, so that the host cannot tell. It then fetches once more, and deletes nothing if it stays so.
  public borrowing func complete(
    total: Int?, fullRights: Bool, confirmedEmpty: Bool = false, isShort: Bool = false
  ) throws {
    guard let complete = services.api.pointee.complete else { throw services.missing("complete") }
    let announced = total.flatMap(UInt64.init(exactly:)) ?? UInt64.max
    let flags =
      (fullRights ? CONN_COMPLETE_FULL_RIGHTS : 0) | (confirmedEmpty ? CONN_COMPLETE_EMPTY : 0)
      | (isShort ? CONN_COMPLETE_SHORT : 0)
    try require(complete(services.host, announced, flags))
  }

  /// Tells the host that a body is not needed any more; an emitted one goes by itself.
  public borrowing func release(_ response: Response) throws {
    guard let release = services.api.pointee.release else { throw services.missing("release") }
    try require(release(services.host, response.handle))
  }

  /// How much a line for the host's log matters.
  public enum LogLevel: UInt32, Sendable {
    /// For the connector's author.
    case debug = 0
    /// For whoever wonders what a run did.
    case info = 1
    /// Something an operator should look at.
    case warning = 2
  }

  /// Writes a line to the log of the run, which an operator sees; at most 4 KiB, the rest is cut off. Nothing of what records
  /// say of people belongs there.
  public borrowing func log(_ level: LogLevel, _ line: String) {
    guard let log = services.api.pointee.log else { return }
    withBytes(sentence(line)) { log(services.host, level.rawValue, $0) }
  }
}
