extension EventStore {
  /// Reads within one state of the file: what others write meanwhile is not seen. They are not kept waiting.
  package func snapshot<Result>(_ body: () throws -> Result) throws -> Result {
    try database.execute("BEGIN")
    defer { try? database.execute("ROLLBACK") }
    return try body()
  }

  /// Sees to it that nothing is written by this connection any more, and that all that it reads is of one moment: for a
  /// report, which only reads.
  package func holdStill() throws { try database.execute("PRAGMA query_only=ON; BEGIN") }
}
