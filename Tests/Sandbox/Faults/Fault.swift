/// Something that goes wrong on purpose.
enum FaultKind: String, CaseIterable, Sendable {
  // The answer as a whole.
  case unauthorized = "401"
  case forbidden = "403"
  case notFound = "404"
  case throttled = "429"
  case throttledWithRetry = "429-retry"
  case broken = "500"
  case unavailable = "503"
  case html200
  case error200
  case redirectHost = "redirect-host"
  case redirectHTTP = "redirect-http"
  // The way the answer travels.
  case reset
  case close
  case stall
  case slow
  case delay
  case truncated
  case truncatedJSON = "truncated-json"
  case gzip
  // Records.
  case noID = "no-id"
  case bigNumbers = "big-numbers"
  case duplicateKeys = "duplicate-keys"
  case invalidUTF8 = "invalid-utf8"
  case depthBomb = "depth-bomb"
  case bigRecord = "big-record"
  case hugePage = "huge-page"
  case duplicateRows = "duplicate-rows"
  case conflictingRows = "conflicting-rows"
  case rekey
  // Pages.
  case repeatNext = "repeat-next"
  case rowShift = "row-shift"
  case rowShiftDelete = "row-shift-delete"
  case empty
  case wrongShape = "wrong-shape"
  case half
  case halfSilent = "half-silent"
  case totalWrong = "total-wrong"
  case missingTotal = "missing-total"

  /// What a reader of the list meets, for `--list`.
  var summary: String {
    switch self {
    case .unauthorized: "status 401"
    case .forbidden: "status 403"
    case .notFound: "status 404 with the vendor's own body"
    case .throttled: "status 429 without any header"
    case .throttledWithRetry: "status 429 with Retry-After: 1"
    case .broken: "status 500 with an HTML body"
    case .unavailable: "status 503"
    case .html200: "status 200 with an HTML page (a proxy's login)"
    case .error200: "status 200 with an error object"
    case .redirectHost: "302 to the same address on another host name"
    case .redirectHTTP: "302 to the same address over plain http"
    case .reset: "connection reset before any answer"
    case .close: "connection closed without an answer"
    case .stall: "no answer until the client gives up"
    case .slow: "the answer trickles"
    case .delay: "the answer starts late"
    case .truncated: "connection closed in the middle of the body"
    case .truncatedJSON: "a whole HTTP answer whose JSON stops in the middle"
    case .gzip: "Content-Encoding: gzip although nobody asked"
    case .noID: "the page's first record has no id"
    case .bigNumbers: "ids are numbers beyond 2^53"
    case .duplicateKeys: "the page's first record has two ids"
    case .invalidUTF8: "the page's first record has a text that is not UTF-8"
    case .depthBomb: "the page's first record has 100,000 nested arrays"
    case .bigRecord: "the page's first record has 1 MB"
    case .hugePage: "the page has 50 MB"
    case .duplicateRows: "the page's first record comes again at its end"
    case .conflictingRows: "the page's first record comes again at its end, with another content"
    case .rekey: "all ids are other ones"
    case .repeatNext: "the page after this one is this one again, for ever"
    case .rowShift: "a record was added in front after the first page: one comes twice"
    case .rowShiftDelete: "a record was deleted in front after the first page: one is missed, the total agrees"
    case .empty: "the list is empty"
    case .wrongShape: "an object where the array of records should be"
    case .half: "only the first half is delivered, the total says all"
    case .halfSilent: "only the first half is delivered, and the total says so"
    case .totalWrong: "the total is too high by 7"
    case .missingTotal: "no total"
    }
  }
}

/// A fault and the requests that meet it: `500`, `500@3`, `500@3x2`, `500x2`, `500:orders@3x2`.
struct Fault: Sendable, Equatable {
  var kind: FaultKind
  /// The only list it concerns; nil for any.
  var list: String?
  /// The first request that meets it, counted from 1 among the list requests it concerns.
  var first = 1
  /// How many requests meet it; nil for all from the first on.
  var count: Int?

  struct Unreadable: Error, Equatable { var message: String }

  init(_ text: String) throws(Unreadable) {
    var rest = Substring(text)
    if let at = rest.lastIndex(of: "@") {
      let when = rest[rest.index(after: at)...].split(separator: "x", omittingEmptySubsequences: false)
      guard when.count <= 2, let first = Int(when[0]), first > 0 else {
        throw Unreadable(message: "Fault '\(text)' has no request number after '@'. Write '500@3' or '500@3x2'.")
      }
      self.first = first
      if when.count == 2 { count = try Self.count(when[1], in: text) }
      rest = rest[..<at]
    } else if let x = rest.lastIndex(of: "x"), let times = Int(rest[rest.index(after: x)...]), times > 0 {
      count = times
      rest = rest[..<x]
    }
    if let colon = rest.firstIndex(of: ":") {
      list = String(rest[rest.index(after: colon)...])
      rest = rest[..<colon]
    }
    guard let kind = FaultKind(rawValue: String(rest)) else {
      let known = FaultKind.allCases.map(\.rawValue).joined(separator: ", ")
      throw Unreadable(message: "Unknown fault '\(rest)'. Known are \(known).")
    }
    self.kind = kind
  }

  /// Reads faults separated by commas; an empty text is none.
  static func list(_ text: String) throws(Unreadable) -> [Fault] {
    var faults: [Fault] = []
    for part in text.split(separator: ",") { faults.append(try Fault(String(part))) }
    return faults
  }

  private static func count(_ digits: Substring, in text: String) throws(Unreadable) -> Int {
    guard let count = Int(digits), count > 0 else {
      throw Unreadable(message: "Fault '\(text)' has no number of requests after 'x'. Write '500@3x2'.")
    }
    return count
  }
}
