extension Transform.Step {
  /// The step in its shortest form.
  package var text: String {
    switch self {
    case .trim: "trim"
    case .lower: "lower"
    case .upper: "upper"
    case .language: "language"
    case .stripHTML: "strip-html"
    case .decodeEntities: "decode-entities"
    case .join(let text): "join(\(TextReader.escaped(text, quotes: false)))"
    case .split(let text): "split(\(TextReader.escaped(text, quotes: false)))"
    case .each(let path): "each(\(path.shortest))"
    case .find(let key, let value, let field):
      "find(\(key.shortest)=\(TextReader.item(value, ends: ",")), \(field.shortest))"
    case .day: "date"
    case .date(let format, nil): "date(\(format.argument))"
    case .date(let format, let zone?): "date(\(format.argument), \(zone))"
    case .firstName: "first-name"
    case .lastName: "last-name"
    case .lookup(let table): "lookup(\(table.text))"
    case .standard(let text): "default(\(TextReader.escaped(text, quotes: false)))"
    case .template(let template): "template(\(template.text))"
    case .number(.plain): "number"
    case .number(let style): "number(\(style.rawValue))"
    case .boolean(.standard): "boolean"
    case .boolean(let words): "boolean(\(words.text))"
    case .phone: "phone"
    case .country: "country"
    }
  }
}
