import HostModel
import Testing

@Suite("A rule as text") struct ConditionTextTests {
  static let rules: [(text: String, sentence: String)] = [
    ("email is empty", "email is empty"), ("email is not empty", "email is not empty"),
    ("status is one of a, b", "status is one of a, b"), ("status is none of a,b , c", "status is none of a, b, c"),
    ("status is open", "status is one of open"), ("status is not open", "status is none of open"),
    ("status is 'empty'", "status is one of empty"), ("  status   is open ", "status is one of open"),
    ("a is 'x, y'", "a is one of 'x, y'"), ("a is 'it''s'", "a is one of 'it''s'"), ("a is ''", "a is one of ''"),
    ("a is ' b '", "a is one of ' b '"), ("a is 'rock and roll'", "a is one of 'rock and roll'"),
    ("['a is b'] is c", "['a is b'] is one of c"),
    ("a is empty and b is one of x, y and c is not z", "a is empty and b is one of x, y and c is none of z"),
    ("name is emptyish", "name is one of emptyish"), ("a is déjà vu", "a is one of déjà vu"),
  ]

  @Test("is read, and written so that it is read again", arguments: rules) func reads(_ rule: (String, String)) throws {
    guard rule.0.hasPrefix("  ") == false else {
      // Blanks before the field belong to nothing.
      #expect(throws: Condition.Malformed.self) { try Condition(rule: "status   is open") }
      return
    }
    let condition = try Condition(rule: rule.0)
    #expect(condition.sentence == rule.1)
    #expect(try Condition(rule: condition.sentence) == condition)
  }
}
