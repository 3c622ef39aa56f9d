extension PretalxEvent {
  /// The list of a name with its rows before any filter, as `records` writes them; nil if there is no such list.
  func list(_ name: String, _ records: PretalxRecords) -> DataList? {
    let current = records.slots
    let all = records.seesAll
    func numbered(_ rows: some Sequence<Int>, _ write: @escaping (Int, inout JSONWriter) -> Void) -> DataList {
      DataList(name: name, rows: Array(rows), id: { .number($0) }, write: write)
    }
    switch name {
    case "submissions":
      return DataList(
        name: name,
        rows: all ? submissionRows : caches.filtered.value("public submissions") { submissionRows.filter(isPublic) },
        id: { .text(code(submission: $0)) }, state: { state($0) }, cancelled: ["canceled", "withdrawn"],
        write: { records.submission($0, &$1) })
    case "speakers":
      return DataList(
        name: name,
        rows: all
          ? speakerRows
          : caches.filtered.value("public speakers") {
            speakerRows.filter { submissions(of: $0).contains(where: isPublic) }
          },
        id: { .text(code(speaker: $0)) }, write: { records.speaker($0, &$1) })
    case "slots":
      let rows = caches.filtered.value("slots of now") { current.rows }
      return DataList(
        name: name, rows: all ? rows : rows.filter(current.isVisible), id: { .number(current.id($0)) },
        write: { records.slot($0, in: current, &$1) })
    case "answers":
      return DataList(
        name: name, rows: answerRows, id: { .number(records.answerID($0)) }, write: { records.answer($0, &$1) })
    case "rooms": return numbered(1...roomCount) { records.room($0, &$1) }
    case "tracks": return numbered(1...8) { records.track($0, &$1) }
    case "submission-types": return numbered(1...4) { records.submissionType($0, &$1) }
    case "tags": return numbered(1...8) { records.tag($0, &$1) }
    case "questions": return numbered(PretalxQuestions.all.map(\.id)) { records.question($0, &$1) }
    case "question-options": return numbered(PretalxQuestions.optionRows) { records.option($0, &$1) }
    case "reviews": return numbered([]) { _, _ in }
    case "schedules":
      return DataList(
        name: name, rows: Array(all ? 0...round + 1 : 0...round),
        id: { .number(PretalxSlots.schedule(version: $0)) }, write: { records.schedule(version: $0, &$1) })
    default: return nil
    }
  }

  static let listNames = [
    "submissions", "speakers", "slots", "answers", "rooms", "tracks", "submission-types", "tags", "questions",
    "question-options", "reviews", "schedules",
  ]

  var lists: [DataList] {
    let records = PretalxRecords(self)
    return Self.listNames.compactMap { list($0, records) }
  }

  // MARK: Filters

  /// Applies the filters a list knows; an unknown parameter is ignored (seen on pretalx 2025.2.2).
  func filter(_ list: DataList, _ query: Query, _ records: PretalxRecords) -> FilteredList {
    switch list.name {
    case "submissions": return filterSubmissions(list, query, records)
    case "speakers":
      guard let text = query["q"]?.lowercased() else { return .list(list) }
      return .list(
        list.keeping { Person($0, edits: speakers.edits($0), dice: dice).full.lowercased().contains(text) })
    case "slots": return filterSlots(list, query, records)
    case "answers":
      var kept = list
      if let id = query["question"].flatMap({ Int($0) }) { kept = kept.keeping { $0 % 8 == id } }
      if let code = query["submission"] {
        let index = submission(code: code)
        kept = kept.keeping { $0 % 8 <= 2 && $0 / 8 == index }
      }
      if let code = query["person"] {
        let index = speaker(code: code)
        kept = kept.keeping { $0 % 8 > 2 && $0 / 8 == index }
      }
      return .list(kept)
    case "questions":
      var kept = list
      for (name, path) in [("target", \PretalxQuestions.Question.target), ("variant", \.variant)] {
        if let wanted = query[name] { kept = kept.keeping { PretalxQuestions.question($0)?[keyPath: path] == wanted } }
      }
      return .list(kept)
    default: return .list(list)
    }
  }

  enum FilteredList {
    case list(DataList)
    case refused(Answer)
  }

  private func filterSubmissions(_ list: DataList, _ query: Query, _ records: PretalxRecords) -> FilteredList {
    let states = query.all("state")
    // Seen on pretalx 2025.2.2: a bad filter value is 400 with a map of fields to messages.
    if let wrong = states.first(where: { !Self.states.contains($0) }) {
      return .refused(
        .json(400) { w in
          w.object { w in
            w.texts("state", ["Select a valid choice. \(wrong) is not one of the available choices."])
          }
        })
    }
    var tests: [(Int) -> Bool] = []
    if !states.isEmpty { tests.append { states.contains(state($0)) } }
    if let id = query["track"].flatMap({ Int($0) }) { tests.append { dice.roll($0, .track, below: 9) == id } }
    if let id = query["submission_type"].flatMap({ Int($0) }) {
      tests.append { PretalxRecords.type($0, dice: dice) == id }
    }
    if let locale = query["content_locale"] {
      tests.append { (dice.roll($0, .text) % 3 == 0 ? "de" : "en") == locale }
    }
    if let text = query["q"]?.lowercased() { tests.append { records.title($0).lowercased().contains(text) } }
    guard !tests.isEmpty else { return .list(list) }
    let key = "submissions \(records.seesAll) \(query.with("page", nil))"
    return .list(
      list.with(rows: caches.filtered.value(key) { list.rows.filter { row in tests.allSatisfy { $0(row) } } }))
  }

  private func filterSlots(_ list: DataList, _ query: Query, _ records: PretalxRecords) -> FilteredList {
    let names = ["schedule", "room", "speaker", "submission", "is_visible"]
    guard names.contains(where: { query[$0] != nil }) else { return .list(list) }
    // Seen on pretalx 2025.2.2: any filter but `schedule` switches to the slots of all versions.
    let versions: [Int]
    if let schedule = query["schedule"] {
      let wanted = (0...round + 1).filter { String(PretalxSlots.schedule(version: $0)) == schedule }
      guard !wanted.isEmpty else {
        return .refused(
          .json(400) { w in
            w.object { w in
              w.texts("schedule", ["Select a valid choice. That choice is not one of the available choices."])
            }
          })
      }
      versions = wanted
    } else {
      versions = Array(records.seesAll ? 0...round + 1 : 0...round)
    }
    let all = versions.map { PretalxSlots(event: self, version: $0) }
    let key = "slots \(records.seesAll) \(query.with("page", nil))"
    let rows = caches.filtered.value(key) {
      all.flatMap { slots in
        slots.rows.filter { row in
          let index = slots.submission(row)
          if !records.seesAll && !slots.isVisible(row) { return false }
          if let room = query["room"], slots.room(row).map(String.init) != room { return false }
          if let code = query["submission"], index.map({ self.code(submission: $0) }) != code { return false }
          if let code = query["speaker"] {
            guard let index, speakers(of: index).contains(where: { self.code(speaker: $0) == code }) else {
              return false
            }
          }
          if let visible = query["is_visible"], slots.isVisible(row) != (visible.lowercased() == "true") {
            return false
          }
          return true
        }
      }
    }
    let span = all[0].span
    func slots(_ row: Int) -> PretalxSlots { all[row / span - versions[0]] }
    return .list(
      DataList(
        name: list.name, rows: rows, id: { .number(slots($0).id($0)) },
        write: { records.slot($0, in: slots($0), &$1) }))
  }
}

extension DataList {
  func keeping(_ test: (Int) -> Bool) -> DataList { with(rows: rows.filter(test)) }

  func with(rows: [Int]) -> DataList {
    DataList(name: name, rows: rows, id: id, state: state, cancelled: cancelled, write: write)
  }
}
