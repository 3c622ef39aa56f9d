import ConnectorKit

extension CertainConnector {
  /// The v1 list of registrations; page by page as it comes.
  func participants(_ request: FetchRequest, using host: borrowing Host) throws -> IndexedList.Outcome {
    let list = IndexedList(
      request: Request(
        "/certainExternal/service/v1/Registration/\(account)/\(event)",
        // Custom answers are missing unless asked for; by creation, so that new ones come last.
        query: ["include_list": "profile_questions,registration_questions", "order_by": "dateCreated_asc"],
        auth: Self.auth),
      records: "/registrations", key: "registrationCode")
    return try list.read(host, pageSize: request.pageSize(upTo: pageSize), limit: request.limit) { page in
      // XML-born JSON: a list of one may come as its element.
      if try page.json(at: "/registrations/0") == nil {
        try host.emit(try IndexedList.records(of: page, at: "/registrations"))
      } else {
        try host.emit(page, records: "/registrations")
      }
    }
  }

  /// The 2.0 list of sessions, each with the key that registrations name it by.
  func sessions(_ request: FetchRequest, using host: borrowing Host) throws -> IndexedList.Outcome {
    try everything("sessions", at: sessionsList, request, using: host) { session, page in
      [try keyed(session, on: page)]
    }
  }

  /// The 2.0 list of registrations, one record for each session: either the list has such rows, or each registration
  /// carries a list `sessions`. What has neither is refused.
  func registrations(_ request: FetchRequest, using host: borrowing Host) throws -> IndexedList.Outcome {
    try everything("registrations", at: registrationsList, request, using: host) { row, page in
      guard let code = row["registrationCode"], code.string?.isEmpty == false || code.int != nil else {
        throw page.badShape("a registration lacks 'registrationCode'")
      }
      guard let nested = row["sessions"] else { return [try keyed(row, on: page)] }
      let rest = (row.members ?? []).filter { $0.key != "sessions" }
      return try IndexedList.elements(of: nested, on: page, at: "sessions").map { session in
        let own = (session.members ?? []).filter { $0.key != "registrationCode" && $0.key != "registration" }
        let record = own + [.init("registrationCode", code), .init("registration", .object(rest))]
        return try keyed(.object(record), on: page)
      }
    }
  }

  /// Reads a 2.0 list. Whether it comes in pages no source says: its own totals decide.
  private func everything(
    _ name: String, at pointer: String, _ request: FetchRequest, using host: borrowing Host,
    _ rebuild: (JSON, Response) throws -> [JSON]
  ) throws -> IndexedList.Outcome {
    let path: Path = "/api/standard/2.0/accounts/\(account)/events/\(event)/\(name)"
    let list = IndexedList(request: Request(path, auth: Self.auth), records: pointer, key: nil)
    let outcome = try list.read(host, pageSize: request.pageSize(upTo: pageSize), limit: request.limit) { page in
      try host.emit(try IndexedList.records(of: page, at: pointer).flatMap { try rebuild($0, page) })
      try host.release(page)
    }
    // What is emitted is not counted as Certain counts; `read` has compared the numbers already.
    if case .whole(let total?) = outcome, total > 0 { return .whole(total: nil) }
    return outcome
  }

  /// The record with a member `sessionKey`, the session's code or its instance, as the setting says.
  private func keyed(_ record: JSON, on page: Response) throws -> JSON {
    guard let key = record[sessionIdentity], key.string?.isEmpty == false || key.int != nil else {
      throw page.badShape(
        "a record lacks '\(sessionIdentity)', which the setting 'session_identity' names, or the setting "
          + "'registrations_list' leads to other records")
    }
    return .object((record.members ?? []).filter { $0.key != "sessionKey" } + [.init("sessionKey", key)])
  }
}
