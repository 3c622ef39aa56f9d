import HostModel

/// API fields that could feed a target field, the likeliest first.
package struct MappingSuggestion: Sendable, Equatable {
  /// An API field as the connector lists it, or as it came.
  package struct Candidate: Sendable, Hashable {
    package let path: String
    package let label: String
    package let kind: FieldKind
    /// One value, from the connector's list or as it came last; empty if none is known.
    package let example: String

    package init(path: String, label: String, kind: FieldKind, example: String) {
      self.path = path
      self.label = label
      self.kind = kind
      self.example = example
    }
  }

  package let target: String
  package let candidates: [Candidate]

  /// Ranks candidates for a target field by what name, label, kind and example have in common with it; those with nothing
  /// in common are left out.
  ///
  /// - Parameters:
  ///   - used: paths that are mapped to something already: they rank lower, as most fields are mapped once.
  ///   - most: how many are given.
  package init(for target: MetadataField, among candidates: [Candidate], used: Set<String>, most: Int = 3) {
    self.target = target.name
    let words = FieldWords.split(target.name)
    let ranked = candidates.map { ($0, Self.likeness(target, words, $0) - (used.contains($0.path) ? 0.25 : 0)) }
      .filter { $0.1 > 0.3 }
      .sorted { ($1.1, $0.0.path) < ($0.1, $1.0.path) }
    self.candidates = ranked.prefix(most).map(\.0)
  }

  /// 0 for nothing in common; above 1 for a good fit.
  private static func likeness(_ target: MetadataField, _ words: [String], _ candidate: Candidate) -> Double {
    let parts = candidate.path.split { ".[]^'|".contains($0) }.map(String.init)
    let own = FieldWords.split(parts.last { Int($0) == nil } ?? "")
    let around = parts.dropLast().flatMap { FieldWords.split($0) }
    let byName = max(overlap(words, own), overlap(words, own + around) * 0.95)
    let byLabel = overlap(words, FieldWords.split(candidate.label)) * 0.9
    let joined = words.joined()
    let bySpelling = joined.count > 3 && own.joined() == joined ? 1.2 : 0
    // `fname` is found in a full name too, where there is nothing nearer.
    let partOfName =
      !["first", "last"].filter { wanted in words.contains { FieldWords.meanings(of: $0).contains(wanted) } }.isEmpty
        && own.contains("name") ? 0.5 : 0
    let name = max(byName, byLabel, bySpelling, partOfName)
    return name + (name > 0 ? fit(target.kind, candidate) : max(0, fit(target.kind, candidate)))
  }

  /// The share of words whose meanings both names have, 0 to 1.
  private static func overlap(_ a: [String], _ b: [String]) -> Double {
    guard !a.isEmpty, !b.isEmpty else { return 0 }
    let common = a.filter { word in
      b.contains { !FieldWords.meanings(of: word).isDisjoint(with: FieldWords.meanings(of: $0)) }
    }
    return 2 * Double(common.count) / Double(a.count + max(b.count, common.count))
  }

  /// How well kind and example go with a kind of target field.
  private static func fit(_ kind: FieldKind, _ candidate: Candidate) -> Double {
    let special: Set<FieldKind> = [.email, .url, .phone, .dateTime, .date, .boolean, .number]
    if candidate.kind == kind { return special.contains(kind) ? 0.35 : 0.05 }
    switch kind {
    case .email: return candidate.example.contains("@") ? 0.35 : -0.3
    case .url: return candidate.example.hasPrefix("http") ? 0.35 : -0.2
    case .date, .dateTime:
      let isDate = candidate.example.count >= 10 && CalendarDate(candidate.example.prefix(10)) != nil
      return isDate ? 0.3 : -0.2
    case .number: return Double(candidate.example) != nil ? 0.1 : -0.1
    case .boolean: return ["true", "false"].contains(candidate.example.lowercased()) ? 0.3 : -0.2
    case .text, .longText, .choice, .list, .phone: return [.boolean, .dateTime].contains(candidate.kind) ? -0.15 : 0
    }
  }
}
