import HostMapping
import HostModel
import RecordJSON
import Testing

@Suite("The id of a record") struct CompiledKeyTests {
  static let values = [
    #""p-1""#, #""1""#, "1", "-0.5e3", #""é""#, #""\u0070-1""#, #""\ud800""#, #""""#, #"" ""#, #""\t""#, #""\u00a0""#,
    #"" x ""#, #""a/b~c""#, "null", "true", "false", "[]", #"["x"]"#, "{}", #"{"id":"x"}"#,
    #""1","id":"2""#,
  ]

  /// The id that `read` gives and the one that `plain` gives.
  private func ids(_ value: String, _ paths: [String]) throws -> (read: String?, plain: String?) {
    let fields = RecordFields(judged: [], others: try paths.map { try FieldPath($0) }, explode: nil)
    let key = CompiledKey(try paths.map { try FieldPath($0) }, fields)
    var (read, plain): (String?, String?) = (nil, nil)
    try withRow(of: "{\"id\":\(value),\"more\":\"m\"}", fields) { row in
      var bytes: [UInt8] = []
      read = key.read(row, into: &bytes) ? String(decoding: bytes, as: UTF8.self) : nil
      plain = key.plain(row.slots, of: row.page).map { String(decoding: $0, as: UTF8.self) }
    }
    return (read, plain)
  }

  @Test("is read the short way as it is the long way, or not at all", arguments: values) func plain(_ value: String)
    throws
  {
    let (read, plain) = try ids(value, ["id"])
    if let plain { #expect(plain == read) }
    #expect((plain != nil) == [#""p-1""#, #""1""#, "1", "-0.5e3", #""é""#, #"" x ""#, #""a/b~c""#].contains(value))
  }

  @Test("of several parts, or behind a list, has no short way") func others() throws {
    #expect(try ids(#""p""#, ["id", "more"]) == (read: "p/m", plain: nil))
    #expect(try ids(#"[{"k":"1","v":"p"}]"#, ["id[k=1].v"]) == (read: "p", plain: nil))
  }
}
