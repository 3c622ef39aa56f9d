import HostModel

/// What was given for a secret of a connection, checked; says nothing of it but what is wrong with it.
struct GivenSecret {
  let key: String
  let value: Secret
  /// What was left out of it, and how to keep that; nil if nothing was.
  let remark: String?

  /// Reads the secrets of an input, in their order.
  static func read(_ input: PatchbayHost.ConnectionInput, _ describe: Describe) throws(InputRefused) -> [GivenSecret] {
    var secrets: [GivenSecret] = []
    for (key, value) in input.secrets {
      secrets.append(try GivenSecret(key, value, describe, asGiven: input.keepsSecretsAsGiven))
    }
    return secrets
  }

  private init(_ key: String, _ given: Secret, _ describe: Describe, asGiven: Bool) throws(InputRefused) {
    let fields = describe.auth + describe.settings
    guard let field = fields.first(where: { $0.key == key }) else {
      throw InputRefused(
        "\(describe.name) has no credential '\(key)'.\(Spelling.suggestion(for: key, among: fields.map(\.key)))")
    }
    guard field.kind == .secret else {
      throw InputRefused("'\(key)' of \(describe.name) is no secret: give it with --set \(key)=….")
    }
    let whole = given.reveal { String(decoding: $0, as: UTF8.self) }
    let pasted = PastedSecret(whole)
    // What the connector's own pattern takes as it stands is meant so.
    let isKept = asGiven || (field.pattern != nil && field.accepts(whole) && !field.accepts(pasted.text))
    let text = isKept ? whole : pasted.text
    if let problem = PastedSecret.problem(with: text) {
      throw InputRefused("What was given for '\(key)' \(problem). Nothing was changed. Give it on one line.")
    }
    if !isKept, let space = PastedSecret.oddSpace(in: text) {
      throw InputRefused(
        "What was given for '\(key)' holds white space that no keyboard types (\(space)), as it comes with copying. Nothing"
          + " was changed. Type it, or add --as-is if it belongs to it.")
    }
    guard field.accepts(text) else {
      throw InputRefused(
        "What was given for '\(field.key)' does not look like '\(field.label)' of \(describe.name)\(field.form)")
    }
    self.key = key
    value = text == whole ? given : Secret(text)
    remark =
      isKept || pasted.leftOut.isEmpty
      ? nil
      : "What was given for '\(key)' had \(Self.list(pasted.leftOut)), which was left out. If it belongs to it, give it again"
        + " with --as-is."
  }

  /// `a, b and c`
  private static func list(_ words: [String]) -> String {
    guard words.count > 1, let last = words.last else { return words.joined() }
    return words.dropLast().joined(separator: ", ") + " and " + last
  }
}
