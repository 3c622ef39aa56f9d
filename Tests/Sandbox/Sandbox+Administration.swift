extension Sandbox {
  /// The addresses below /_sandbox/, which no vendor has; they need no credentials and meet no fault.
  func administer(_ request: Request) -> Answer {
    switch (request.method, request.segments.dropFirst().first ?? "") {
    case ("GET", "expected"): return .json(200) { w in expected(request, &w) }
    case ("GET", "log"): return .json(200) { w in log.write(into: &w) }
    case ("POST", "log"):
      log.clear()
      return state
    case ("GET", "state"), ("GET", ""): return state
    case ("POST", "round"):
      // Without a number, the next one.
      let wanted = request.query["n"].map { Int($0) ?? -1 } ?? round + 1
      guard 0...1000 ~= wanted else { return .plain(400, "POST /_sandbox/round?n=N needs a number from 0 to 1000.") }
      go(toRound: wanted)
      return state
    case ("POST", "faults"):
      do { faults.replace(with: try Fault.list(request.query["spec"] ?? "")) } catch {
        return .plain(400, error.message)
      }
      return state
    default:
      return .plain(404, "There are GET expected, log, state and POST round?n=, faults?spec=, log (clears it).")
    }
  }

  private var state: Answer {
    .json(200) { w in
      w.object { w in
        w.text("connector", options.connector.rawValue)
        w.number("people", options.people)
        w.number("seed", Int(options.seed))
        w.number("round", round)
        w.text("now", Calendar.now(round: round).zulu)
      }
    }
  }

  /// What a complete sync should find, counted in the generator and not in any page.
  private func expected(_ request: Request, _ writer: inout JSONWriter) {
    writer.object { w in
      w.text("connector", options.connector.rawValue)
      w.number("round", round)
      w.object("lists") { w in
        for list in event.lists where request.query["list"].map({ $0 == list.name }) ?? true {
          w.member(list.name) { w in expected(list, withIDs: request.query["ids"] == "1", &w) }
        }
      }
    }
  }

  private func expected(_ list: DataList, withIDs: Bool, _ writer: inout JSONWriter) {
    var ids: [String] = []
    ids.reserveCapacity(list.rows.count)
    var states: [String: Int] = [:]
    for row in list.rows {
      ids.append(list.id(row).description)
      if let state = list.state { states[state(row), default: 0] += 1 }
    }
    let distinct = Set(ids).count
    writer.object { w in
      w.number("total", ids.count)
      w.number("distinct", distinct)
      w.number("duplicates", ids.count - distinct)
      w.number("cancelled", states.filter { list.cancelled.contains($0.key) }.reduce(0) { $0 + $1.value })
      w.object("states") { w in
        for (state, count) in states.sorted(by: { $0.key < $1.key }) { w.member(state) { w in w.number(count) } }
      }
      if withIDs { w.texts("ids", ids) }
    }
  }
}
