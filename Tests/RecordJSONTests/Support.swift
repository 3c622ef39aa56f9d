import RecordJSON

/// A page with this text.
func page(_ text: String) throws -> PageBuffer { try PageBuffer(Array(text.utf8)) }

/// A path as the tests write it: `a/0/b`, numbers being indexes and `=0` the key "0"; empty is the record itself.
func path(_ text: String) -> [PathStep] {
  text.split(separator: "/").map { step in
    if step.first == "=" { return .key(String(step.dropFirst())) }
    return Int(step).map { .index($0) } ?? .key(String(step))
  }
}

/// One line per record: its own kind, then each slot as its raw text, or its kind if it has none.
func rows(_ slots: RecordSlots, of page: PageBuffer) -> [[String]] {
  (0..<slots.count).map { i in
    ["\(slots.record(i).kind)"]
      + slots.row(i).map { slot in
        slot.length == 0 ? "\(slot.kind)" : String(decoding: page.rawBytes(of: slot), as: UTF8.self)
      }
  }
}

/// The rows of a page, or its error.
func scan(_ text: String, _ pointer: String = "", _ paths: String...) throws -> [[String]] {
  let page = try page(text)
  let slots = RecordSlots()
  try RecordScanner().scan(page, records: JSONPointer(pointer), paths: CompiledPaths(paths.map(path)), into: slots)
  return rows(slots, of: page)
}

/// The only value in a page.
func value(_ bytes: [UInt8]) throws -> JSONValue? { try JSONPointer.root.find(in: PageBuffer(bytes)) }

/// The only value in a page.
func value(_ text: String) throws -> JSONValue? { try value(Array(text.utf8)) }
