@testable import HostStorage
import Testing

@Suite("The digests of today's tables") struct SchemaDigestTests {
  private static func migrations(_ file: String) -> Migrations { file == "event" ? .event : .host }

  @Test("are those that their steps make: after a new step, write down what this says", arguments: ["event", "host"])
  func digests(_ file: String) throws {
    let (now, made) = (Self.migrations(file).digest, try SchemaCheck.digest(of: Self.migrations(file)))
    #expect(now == made)
  }

  @Test("are of every table and view that there is", arguments: ["event", "host"])
  func names(_ file: String) throws {
    let migrations = Self.migrations(file)
    let database = try Database(path: ":memory:", create: true)
    for (number, step) in migrations.steps.enumerated() {
      try database.execute(step)
      let made = try database.rows(
        "SELECT name FROM sqlite_schema WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite_%' ORDER BY name"
      ) { $0.text(0) }
      #expect(migrations.names(at: number + 1).sorted() == made)
    }
  }
}
