extension EventStore {
  /// Reads within one state of the file: what others write meanwhile is not seen. They are not kept waiting.
  package func snapshot<Result>(_ body: () throws -> Result) throws -> Result {
    try database.execute("BEGIN")
    defer { try? database.execute("ROLLBACK") }
    return try body()
  }
}
