/// An administrator's decision on connectors whose sandbox is not complete.
package struct SandboxChoice: Sendable, Equatable {
  /// Whether they may run.
  package let allowsIncomplete: Bool
  /// The user who decided, and when.
  package let user: String
  package let time: Double
  /// The layers that were missing then, as `landlock, seccomp`.
  package let missing: String

  package init(allowsIncomplete: Bool, user: String, time: Double, missing: String) {
    self.allowsIncomplete = allowsIncomplete
    self.user = user
    self.time = time
    self.missing = missing
  }
}

extension HostStore {
  /// Every decision, the last one first: that counts.
  package func sandboxChoices() throws -> [SandboxChoice] {
    try database.rows("SELECT allows_incomplete, user, at, missing FROM sandbox_choice ORDER BY id DESC") {
      SandboxChoice(allowsIncomplete: $0.integer(0) != 0, user: $0.text(1), time: $0.real(2), missing: $0.text(3))
    }
  }

  package func add(_ choice: SandboxChoice) throws {
    try database.run(
      "INSERT INTO sandbox_choice(allows_incomplete, user, at, missing) VALUES(?,?,?,?)",
      .integer(choice.allowsIncomplete ? 1 : 0), .text(choice.user), .real(choice.time), .text(choice.missing))
  }
}
