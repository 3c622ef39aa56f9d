import ConnectorKit

/// pretalx, the agenda of many community conferences: sessions and presenters of one event.
///
/// There is no incremental list and no field of last change, so each fetch reads everything; deleted records vanish.
struct PretalxConnector: Connector {
  static let describe = Describe(
    id: "pretalx", name: "pretalx", vendor: "pretalx", version: "1.0.0",
    endpoint: .editable(
      "https://pretalx.com/api", help: "For a server of your own: its address followed by /api."),
    auth: [
      .secret("token", "API token", help: "In pretalx: your user menu, API tokens. It needs submissions and speakers.")
    ],
    settings: [
      .text(
        "event", "Event", help: "The short name in the event's address: pretalx.com/EVENT/.",
        pattern: "[A-Za-z0-9._-]+", isIdentity: true),
      .text("language", "Language", help: "For names of rooms and tracks, such as en or de.", standard: "en"),
    ],
    concurrency: 2,
    dataTypes: [sessions, presenters])

  private let event: String
  private let endpoint: String

  init(_ configuration: Configuration) throws {
    event = try configuration.text("event")
    endpoint = configuration.endpoint
  }

  func check(_ host: borrowing Host) throws { _ = try access(host) }

  func fetch(_ request: FetchRequest, using host: borrowing Host) throws {
    let seesAll = try access(host)
    let outcome =
      request.dataType == "presenters"
      ? try presenters(request, using: host)
      : try host.forEachPage(of: list("submissions", request, expand: Self.expansion), limit: request.limit) { page in
        try host.emit(page, records: "/results")
      }
    guard outcome.isWhole else { return }
    try host.complete(total: outcome.total, fullRights: seesAll, confirmedEmpty: outcome.total == 0 && seesAll)
  }

  /// Slots, rooms, tracks and types come out right when expanded here, and need no right to lists of their own.
  /// Speakers would come with an empty list of their submissions, so they are fetched as a list.
  private static let expansion = "slots.room,track,submission_type,tags"

  /// Speakers are everybody who ever submitted something, so each is given the sessions that may take place: those not
  /// known to be in another state than accepted or confirmed. A submission that slipped between two pages counts, and so
  /// does one beyond the limit of a fetch that has one.
  private func presenters(_ request: FetchRequest, using host: borrowing Host) throws -> PageList.Outcome {
    var refused: Set<String> = []
    let sample = FetchRequest(dataType: "sessions", limit: request.limit)
    _ = try host.forEachPage(of: list("submissions", sample), limit: sample.limit) { page in
      for submission in try page.records(at: "/results") {
        guard let code = submission["code"]?.string, let state = submission["state"]?.string else {
          throw page.badShape("a submission lacks 'code' or 'state'")
        }
        if !Self.liveStates.contains(state) { refused.insert(code) }
      }
      try host.release(page)
    }
    return try host.forEachPage(of: list("speakers", request), limit: request.limit) { page in
      let speakers = try page.records(at: "/results").map { speaker in
        guard let submissions = speaker["submissions"]?.elements else {
          throw page.badShape("a speaker lacks the list 'submissions'")
        }
        let live = submissions.filter { $0.string.map { !refused.contains($0) } ?? false }
        let own = (speaker.members ?? []).filter { $0.key != "live_sessions" }
        return JSON.object(own + [JSON.Member("live_sessions", .array(live))])
      }
      try host.emit(speakers)
      try host.release(page)
    }
  }

  private func list(_ name: String, _ request: FetchRequest, expand: String? = nil) -> PageList {
    let size = request.pageSize(upTo: 250)
    var query: Query = ["page_size": String(size)]
    query["expand"] = expand
    let path: Path = name == "speakers" ? "/events/\(event)/speakers/" : "/events/\(event)/submissions/"
    return PageList(Request(path, query: query, auth: .token("token")), pageSize: size, atOnce: 2)
  }
}

extension PretalxConnector {
  /// Proves that the token is accepted for the event, and tells whether it sees everything.
  ///
  /// To whoever has no valid token pretalx shows the public part with 200, as if it were all. Answers are never public:
  /// 401 without a valid token, 403 for one that may not read them. Such a limited token is good for the rest, and is
  /// known to see everything if a submission carries `pending_state`, which the public form does not have.
  private func access(_ host: borrowing Host) throws -> Bool {
    let answers = try host.get(
      "/events/\(event)/answers/", query: ["page_size": "1"], auth: .token("token"), accepting: [401, 403, 404])
    try refuse(answers, isForbidden: false)
    if answers.status == 200 {
      _ = try answers.records(at: "/results")
      return true
    }
    let submissions = try host.get(
      "/events/\(event)/submissions/", query: ["page_size": "1"], auth: .token("token"), accepting: [401, 403, 404])
    try refuse(submissions, isForbidden: true)
    if try submissions.count(at: "/count") == 0 { return false }
    guard try submissions.json(at: "/results/0/pending_state") != nil else {
      throw ConnectorError(
        .forbidden,
        "\(endpoint) shows only the public part of event '\(event)' to this API token. Give it the organiser's view of "
          + "submissions and speakers.")
    }
    return true
  }

  private func refuse(_ response: Response, isForbidden: Bool) throws {
    switch response.status {
    case 401:
      throw ConnectorError(
        .auth, "\(endpoint) does not accept the API token (401 for event '\(event)'). Copy it again, or make a new one."
      )
    case 403 where isForbidden:
      throw ConnectorError(
        .forbidden,
        "The API token is valid at \(endpoint) but may not read all of event '\(event)' (403). Add the event to the "
          + "token, with the right to read submissions and speakers.")
    case 404:
      throw ConnectorError(
        .notFound,
        "There is no event '\(event)' at \(endpoint) (404). Compare both with the event's web address; the endpoint of "
          + "most servers ends in /api.")
    default: break
    }
  }
}
