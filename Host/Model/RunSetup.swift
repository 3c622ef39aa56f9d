/// What a person decides of how a data config's records are fetched and read. Automatic runs use that of the last run that a
/// person applied (DESIGN §7).
package struct RunSetup: Sendable, Hashable {
  package var mapping: [MappingRow]
  package var skip: [Condition]
  /// Nil for the connector's preset.
  package var dedupe: DedupeRule?
  package var settings: [String: String]
  package var endpoint: String

  package init(
    mapping: [MappingRow], skip: [Condition], dedupe: DedupeRule?, settings: [String: String], endpoint: String
  ) {
    self.mapping = mapping
    self.skip = skip
    self.dedupe = dedupe
    self.settings = settings
    self.endpoint = endpoint
  }

  /// The parts that differ from those of another, as a person calls them, in the order of a config's page; what a person logs
  /// in with is none of them, for automatic runs do not begin while that is another.
  package func differences(from other: RunSetup, login: Set<String>) -> [String] {
    var names: [String] = []
    if mapping != other.mapping { names.append("mapping") }
    if skip != other.skip { names.append("skip rule") }
    if dedupe != other.dedupe { names.append("dedupe rule") }
    func decided(_ settings: [String: String]) -> [String: String] { settings.filter { !login.contains($0.key) } }
    if decided(settings) != decided(other.settings) { names.append("settings") }
    if endpoint != other.endpoint { names.append("endpoint") }
    return names
  }
}

extension Describe {
  /// Keys of what a person logs in with, the secrets included.
  package var loginKeys: Set<String> { Set(auth.map(\.key)) }
}
