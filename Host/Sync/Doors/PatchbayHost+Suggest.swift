import HostMapping
import HostModel
import HostStorage

extension PatchbayHost {
  /// For each target field of the event that nothing of a data config is mapped to, the API fields that could feed it: of
  /// those that the connector lists and those that the last preview saw.
  package func suggestMapping(of name: String) throws -> [MappingSuggestion] {
    let (store, config) = try config(name)
    let rows = try store.mapping(of: config.id)
    let listed = try describe(config.connector).describe.dataType(config.dataType)?.fields ?? []
    var candidates = listed.map {
      MappingSuggestion.Candidate(path: $0.path, label: $0.label, kind: $0.kind, example: $0.example)
    }
    for path in try store.seenFields(of: config.id) ?? [] where !listed.contains(where: { $0.path == path }) {
      candidates.append(.init(path: path, label: path, kind: .text, example: ""))
    }
    let used = Set(rows.flatMap(\.from.alternatives).map(\.description))
    let targets = Set(rows.map(\.target))
    return try store.metadata(of: config.fpType).filter { !targets.contains($0.name) }.map {
      MappingSuggestion(for: $0, among: candidates, used: used)
    }
  }
}
