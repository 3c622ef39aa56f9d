import ConnectorKit

/// Certain: participants from the v1 API, sessions and session registrations from the 2.0 family beside it.
///
/// Facts that no source confirms are settings or alternatives in the mapping. Nothing is incremental: Certain does not
/// say in which zone it reads `dateModified_after`.
struct CertainConnector: Connector {
  static let describe = Describe(
    id: "certain", name: "Certain", vendor: "Certain", version: "1.0.0",
    endpoint: .editable(
      "https://app.certain.com", help: "Your Certain address without a path; for Europe https://appeu.certain.com."),
    auth: [
      .text(
        "account", "Account code", help: "As it stands in Certain's own web address after you sign in.",
        isIdentity: true),
      .text("user", "User name", help: "A user with rights to the API."),
      .secret("password", "Password"),
    ],
    settings: [
      .text("event", "Event code", help: "Certain: Plan, Event Details.", isIdentity: true),
      .text("page_size", "Records a page", help: "From 3 to 5000.", pattern: "[1-9][0-9]{0,3}", standard: "500"),
      .choice(
        "session_identity", "A session is known by", ["sessionCode", "sessionInstanceId"],
        help: "Choose the instance if a session is held several times and people book one of them."),
      .text(
        "sessions_list", "Advanced: where sessions stand", help: "A JSON Pointer into the answer.",
        pattern: "(/.*)?", standard: "/sessions"),
      .text(
        "registrations_list", "Advanced: where session registrations stand", help: "A JSON Pointer into the answer.",
        pattern: "(/.*)?", standard: "/registrations"),
    ],
    concurrency: 4,
    dataTypes: [participants, sessions, registrations])

  let account: String
  let event: String
  let pageSize: Int
  let sessionIdentity: String
  let sessionsList: String
  let registrationsList: String

  init(_ configuration: Configuration) throws {
    account = try configuration.text("account")
    event = try configuration.text("event")
    pageSize = try configuration.integer("page_size", standard: 500, in: 3...5000)
    sessionIdentity = configuration.optionalText("session_identity") ?? "sessionCode"
    sessionsList = configuration.optionalText("sessions_list") ?? "/sessions"
    registrationsList = configuration.optionalText("registrations_list") ?? "/registrations"
  }

  static let auth = Auth.basic(user: "user", password: "password")

  func check(_ host: borrowing Host) throws { try answersForEvent(host) }

  func fetch(_ request: FetchRequest, using host: borrowing Host) throws {
    let outcome =
      switch request.dataType {
      case "participants": try participants(request, using: host)
      case "sessions": try sessions(request, using: host)
      default: try registrations(request, using: host)
      }
    switch outcome {
    case .cut: return
    // Certain knows no reduced list: whoever may not read one is answered 401 or 403.
    case .whole(let total): try host.complete(total: total, fullRights: true, confirmedEmpty: total == 0)
    case .short(let total): try host.complete(total: total, fullRights: true, isShort: true)
    case .nothing:
      // 404 is how Certain says "none", and also "no such event": only the event itself tells which.
      try answersForEvent(host)
      try host.complete(total: 0, fullRights: true, confirmedEmpty: true)
    }
  }

  /// Throws unless the event itself answers.
  private func answersForEvent(_ host: borrowing Host) throws {
    let answer = try host.get(
      "/certainExternal/service/v1/Event/\(account)/\(event)", auth: Self.auth, accepting: [401, 403, 404])
    switch answer.status {
    case 401:
      throw ConnectorError(
        .auth, "Certain does not accept user name and password for account '\(account)' (401). Enter them again.")
    case 403:
      throw ConnectorError(
        .forbidden,
        "Certain lets this user sign in but not read event '\(event)' of account '\(account)' (403). Ask for the right."
      )
    case 404:
      throw ConnectorError(
        .notFound,
        "Certain has no event '\(event)' in account '\(account)' (404). Compare both codes with Certain's web address.")
    default:
      guard try answer.value(at: "")?.members != nil else { throw answer.badShape("it is no JSON object") }
    }
  }
}
