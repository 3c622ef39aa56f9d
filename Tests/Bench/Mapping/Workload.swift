import HostModel

/// Mapping rows to measure, and the records that they read.
struct Workload {
  struct Row {
    var from: String
    var target: String
    var kind = FieldKind.text
    var transforms: [String] = []
  }

  var name: String
  /// 25 of them.
  var rows: [Row]

  static let all = [
    Workload(name: "25 rows", rows: plain),
    Workload(name: "25 rows and 5 transforms", rows: Array(plain.prefix(20)) + transformed),
    Workload(name: "25 rows, 5 with [key=value]", rows: Array(plain.prefix(20)) + selected),
  ]

  private static let plain =
    [
      Row(from: "id", target: "code"), Row(from: "updated", target: "updated", kind: .dateTime),
      Row(from: "email", target: "email", kind: .email, transforms: ["trim", "lower"]),
      Row(from: "seats", target: "seats", kind: .number), Row(from: "vip", target: "vip", kind: .boolean),
      Row(from: "profile.first", target: "fname", transforms: ["trim"]),
      Row(from: "profile.last", target: "lname", transforms: ["trim"]),
    ] + (0..<18).map { Row(from: "field\($0)", target: "f\($0)", transforms: $0 % 2 == 0 ? ["trim"] : []) }

  private static let transformed = [
    Row(from: "born", target: "born", kind: .date, transforms: ["date(DD.MM.YYYY)"]),
    Row(from: "fee", target: "fee", kind: .number, transforms: ["number(de)"]),
    Row(from: "country", target: "country", transforms: ["country"]),
    Row(from: "size", target: "size", transforms: ["lookup(s=Small; m=Medium; l=Large)"]),
    Row(from: "id", target: "name", transforms: ["template({title} {profile.first} {profile.last})"]),
  ]

  private static let selected = (0..<5).map { n in
    Row(from: "answers[question.code=Q\(n)].answer", target: "a\(n)", transforms: ["trim"])
  }

  static func page(records: Int) -> String {
    let items = (0..<records).map { n in
      let fields = (0..<18).map { "\"field\($0)\": \"Value \($0) of record \(n)\"" }.joined(separator: ", ")
      let answers = (0..<5).map { "{\"question\": {\"code\": \"Q\($0)\", \"id\": \($0)}, \"answer\": \"Answer \(n)\"}" }
      return """
        {"id": "R-\(n)", "email": "Person\(n)@Example.org", "updated": "2026-03-\(10 + n % 20)T17:\(10 + n % 50):11",
         "seats": \(n), "vip": \(n % 2 == 0), "profile": {"first": "Ana", "last": "Müller"},
         "born": "\(10 + n % 20).03.1990", "fee": "1.\(100 + n % 900),50",
         "country": "\(["Germany", "Österreich", "FRA"][n % 3])", "size": "\(["S", "M", "L"][n % 3])", "title": "Dr.",
         "answers": [\(answers.joined(separator: ", "))], \(fields)}
        """
    }
    return "{\"items\": [\(items.joined(separator: ","))]}"
  }
}
