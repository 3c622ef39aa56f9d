/// Certain's wrapping: `completeCollectionSize`, `size`, `startingIndex`, `maxResults`, then the list under its plural name
/// (seen in client code and a fixture).
struct CertainEnvelope: Envelope {
  let plural: String
  let startIndex: Int
  let settings: Settings
  /// True for the 2.0 family if it is set to send bare arrays.
  let isBare: Bool
  var hasLinks: Bool { false }

  func write(_ page: Page, into writer: inout JSONWriter) {
    if isBare { return page.writeRows(into: &writer) }
    writer.object { w in
      w.text("etag", "\"\(page.list.rows.count)-\(startIndex)\"")
      w.text("transactionId", "sandbox")
      if let total = page.total { w.number("completeCollectionSize", total) }
      w.number("size", page.rows.count)
      // Seen in client code: the index is echoed as asked for; the first page says 1.
      w.number("startingIndex", startIndex)
      w.number("maxResults", page.limit)
      w.member(plural) { w in
        if page.rows.count == 1 && !page.hasWrongShape && settings["singleton"] == "object" {
          w.tweak = page.rows[0].tweak
          page.list.write(page.rows[0].row, &w)
        } else {
          page.writeRows(into: &w)
        }
      }
    }
  }

  // Seen in client code: an empty result is 404 with a text; also a page past the end.
  func answer(without page: Page) -> Answer? {
    settings["empty"] == "404" ? .plain(404, "no \(plural) found") : nil
  }

  // Seen in client code: a wrapper strips a callback around the JSON.
  func wrap(_ body: [UInt8]) -> [UInt8] {
    let callback = settings["callback"]
    return callback.isEmpty ? body : Array((callback + "(").utf8) + body + Array(");".utf8)
  }
}
