import ConnectorABI
import HostChannel
import RecordJSON

// What a connector gets to see of the answers that the host keeps for it.
extension WorkerDriver {
  /// Places in an answer that are looked at before it is validated as a whole.
  private static let peeks = 32
  private static let bodyLimit = 8 << 20
  /// Bytes of a value that is sent along unasked.
  private static let glimpseLimit = 4 << 10

  /// Answers from the first place that fits, as whole pages are validated once, by whoever slices them: the page takes
  /// along where it was looked at.
  func read(_ handle: UInt64, _ pointer: String) -> HostMessage {
    guard let body = bodies[handle] else { return refuseUnknown() }
    guard let way = way(pointer, to: "read the value") else { return .bytesReply(status: CONN_INTERNAL, []) }
    do throws(JSONError) {
      let isPeek = body.asked.count < Self.peeks
      if isPeek { bodies[handle]?.asked.insert(way) }
      // Nothing at the place may be a page that is no JSON at all: that is told here, where the words are known.
      var found = isPeek ? try way.peek(in: body.buffer) : nil
      if found == nil { found = try way.find(in: body.buffer) }
      guard let value = found else { return .bytesReply(status: CONN_OK, []) }
      guard value.rawBytes.count <= Self.bodyLimit else { return refuse(body, handle) }
      if isPeek, value.rawBytes.count <= Self.glimpseLimit { bodies[handle]?.note(.init(pointer: pointer, way: way)) }
      let bytes = Array(value.rawBytes)
      links.saw(bytes)
      return .bytesReply(status: CONN_OK, bytes)
    } catch {
      said = body.sentence(error)
      return .bytesReply(status: CONN_BAD_DATA, [])
    }
  }

  /// Validates an answer that was looked at and that nobody will slice.
  func validate(_ body: KeptAnswer) {
    do throws(JSONError) {
      for way in body.asked { _ = try way.find(in: body.buffer) }
    } catch { unusable = unusable ?? body.sentence(error) }
  }

  func body(_ handle: UInt64) -> HostMessage {
    guard let body = bodies[handle] else { return refuseUnknown() }
    guard body.buffer.count <= Self.bodyLimit else { return refuse(body, handle) }
    return .bytesReply(status: CONN_OK, Array(body.buffer.bytes))
  }

  /// No worker lets such a handle pass.
  private func refuseUnknown() -> HostMessage {
    violation = "it read an answer that it does not have (any more)"
    return .bytesReply(status: CONN_INTERNAL, [])
  }

  func refuse(_ body: KeptAnswer, _ handle: UInt64) -> HostMessage {
    let words =
      "\(body.source) answered with more than \(Self.bodyLimit >> 20) MiB, which is more than a connector can work on at"
      + " once. If the connector has a setting for the page size, lower it."
    tooLarge = words
    refusals.refusePart(of: handle, words)
    return .bytesReply(status: CONN_UNSUPPORTED, [])
  }

  /// Lets go what the connector kept, which is validated first.
  func releaseAll() {
    for body in bodies.values { validate(body) }
    bodies = [:]
  }

  func release(_ handle: UInt64, _ glimpsed: UInt8) {
    refusals.released(handle)
    guard var body = bodies.removeValue(forKey: handle) else { return }
    settle(&body, glimpsed)
    validate(body)
  }

  /// The connector is done with an answer, of which it has read so much of what was sent along.
  func settle(_ body: inout KeptAnswer, _ glimpsed: UInt8) {
    body.note(glimpses: glimpsed)
    lastLooks = body.looks
  }

  /// What the connector will probably look for in an answer, as it did in the one before: to send it along saves a
  /// question each, on every page of a list.
  func glimpses(of body: PageBuffer) -> ([KeptAnswer.Look], [HostChannel.HTTPAnswer.Glimpse]) {
    var looks: [KeptAnswer.Look] = []
    var glimpses: [HostChannel.HTTPAnswer.Glimpse] = []
    for look in lastLooks where looks.count < HostChannel.HTTPAnswer.mostGlimpses {
      // Whatever is wrong with it is told when it is asked for.
      guard let value = try? look.way.peek(in: body), value.rawBytes.count <= Self.glimpseLimit else { continue }
      looks.append(look)
      glimpses.append(.init(pointer: look.pointer, bytes: Array(value.rawBytes)))
    }
    return (looks, glimpses)
  }
}
