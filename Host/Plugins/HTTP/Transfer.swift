import RecordJSON

/// One request on its way: what is sent, with credentials, and what has come.
///
/// Changed by its client and, during libcurl's calls on the same thread, by the callbacks of its slot.
final class Transfer {
  static let headerLimit = 256 << 10
  /// Bytes of an answer with an error that its sentence is made of.
  static let excerptLimit = 16 << 10

  /// Most bytes that are made ready because a header says so; the rest must really come.
  private static let reserveLimit = 8 << 20

  let index: Int
  let request: HTTPRequest
  /// `Name: value` lines with credentials.
  let headerLines: [[UInt8]]
  let sentBody: [UInt8]
  /// Keys of the credentials that are in it.
  let credentials: [String]
  /// With credentials.
  private(set) var address: WebAddress
  /// Method and URL for people.
  private(set) var shown: String

  var tries = 0
  var redirects = 0
  var waited = 0.0
  /// When the next try may start, by the client's clock.
  var notBefore = 0.0
  /// When its turn is, by the client's clock, once it has one that is not taken.
  var turn: Double?

  private(set) var status = 0
  private(set) var headers: [HTTPRequest.Header] = []
  private(set) var excerpt: [UInt8] = []
  /// Bytes of the body so far.
  private(set) var received = 0
  /// Why a callback ended the transfer.
  private(set) var refusal: HTTPFault.Reason?
  let page: PageBuffer
  private let answerLimit: Int
  /// Bytes of an answer with an error that are kept: as many as tell whether a secret begins in its excerpt.
  private let keptLimit: Int
  /// What all answers that are kept or on their way share.
  private let room: AnswerRoom
  private var taken = 0
  private var headerBytes = 0

  init(
    index: Int, request: HTTPRequest, address: WebAddress, shown: String, headerLines: [[UInt8]], sentBody: [UInt8],
    credentials: [String], page: PageBuffer, answerLimit: Int, room: AnswerRoom, secretReach: Int
  ) {
    self.index = index
    self.request = request
    self.address = address
    self.shown = shown
    self.headerLines = headerLines
    self.sentBody = sentBody
    self.credentials = credentials
    self.page = page
    self.answerLimit = min(answerLimit, page.limit)
    keptLimit = Self.excerptLimit + secretReach
    self.room = room
  }

  /// Forgets what has come, for another try.
  func restart() {
    page.removeAll()
    room.give(back: taken)
    taken = 0
    (status, headers, headerBytes, excerpt, received, refusal) = (0, [], 0, [], 0, nil)
  }

  func redirect(to address: WebAddress, shown: String) {
    self.address = address
    self.shown = shown
    redirects += 1
  }

  /// True if the connector takes this as an answer.
  var isAccepted: Bool {
    if isPart { return request.accept.contains(206) }
    if isBarred { return false }
    return (200...299).contains(status) || request.accept.contains(status)
  }

  /// True for a part of what was asked for, which nobody may take for the whole.
  var isPart: Bool {
    guard status == 200 else { return status == 206 }
    return header("content-range").map { ContentRange($0)?.isWhole != true } ?? false
  }

  /// True for a 403 that is no matter of rights: it speaks of a limit, or comes from a firewall. A connector that accepts 403
  /// would take it for one.
  var isBarred: Bool { status == 403 && (RetryRule.isLimit(header) || isOfFirewall) }

  /// A web page alone is no mark, for many servers tell of a lack of rights in one; nor is that a firewall passed an
  /// answer on.
  private var isOfFirewall: Bool {
    Self.firewallMarks.contains { header($0) != nil }
      || isWebPage
        && (Self.passageMarks.contains { header($0) != nil }
          || Self.firewallServers.contains(header("server")?.lowercased() ?? ""))
  }

  /// Headers that firewalls of Cloudflare, Amazon and Sucuri put into what they answer themselves.
  private static let firewallMarks = ["cf-mitigated", "x-amzn-waf-action", "x-sucuri-block"]

  /// Headers that those of Cloudflare, Imperva and Sucuri put into what the vendor's server answers too.
  private static let passageMarks = ["cf-ray", "x-iinfo", "x-sucuri-id"]

  private static let firewallServers: Set<String> = ["cloudflare", "akamaighost"]

  /// True for an answer that is made for a browser.
  var isWebPage: Bool { header("content-type")?.lowercased().hasPrefix("text/html") ?? false }

  func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }

  func refuse(_ reason: HTTPFault.Reason) { refusal = reason }

  /// One header line as it came; false ends the transfer.
  func receive(headerLine: UnsafeRawBufferPointer) -> Bool {
    headerBytes += headerLine.count
    guard headerBytes <= Self.headerLimit else {
      refusal = .headersTooLarge(limit: Self.headerLimit)
      return false
    }
    let line = String(decoding: headerLine, as: UTF8.self)
    if line.hasPrefix("HTTP/") {
      // A new status line also follows an interim answer (1xx), whose headers do not count.
      headers = []
      status = line.split(separator: " ").dropFirst().first.flatMap { Int($0.prefix(3)) } ?? 0
    } else if let colon = line.firstIndex(of: ":") {
      let value = line[line.index(after: colon)...].drop { $0.isWhitespace }
      let end = value.lastIndex { !$0.isWhitespace }.map(value.index(after:)) ?? value.startIndex
      headers.append(.init(line[..<colon].lowercased(), String(value[..<end])))
    } else if isAccepted, header("content-encoding") == nil, let size = header("content-length").flatMap({ Int($0) }) {
      page.reserve(min(size, answerLimit, Self.reserveLimit))
    }
    return true
  }

  /// A piece of the body, decompressed; false ends the transfer.
  func receive(body: UnsafeRawBufferPointer) -> Bool {
    guard body.count <= answerLimit - received else {
      refusal = .tooLarge(limit: answerLimit)
      return false
    }
    received += body.count
    if !isAccepted {
      excerpt += body.prefix(max(0, keptLimit - excerpt.count))
      return true
    }
    guard room.take(body.count) else {
      refusal = .noRoom(limit: room.limit)
      return false
    }
    taken += body.count
    do {
      try page.append(body)
      return true
    } catch {
      refusal = .tooLarge(limit: page.limit)
      return false
    }
  }
}
