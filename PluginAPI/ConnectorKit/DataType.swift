/// One list of the vendor's.
public struct DataType: Sendable {
  /// What its records become.
  public enum Target: String, Sendable {
    /// A participant.
    case person
    /// A session.
    case session
    /// A presenter.
    case presenter
    /// A person's place in a session.
    case registration
    /// An exhibitor or sponsor.
    case exhibitor
  }

  /// A list within each record whose elements become records of their own.
  public struct Explode: Sendable {
    let path: String
    let key: [String]
    let conditions: [Condition]

    /// The elements of the list at `path` for which all conditions hold; `key` is looked up in the element, and follows
    /// the key of the record around it.
    public init(_ path: String, key: [String], where conditions: Condition...) {
      self.path = path
      self.key = key
      self.conditions = conditions
    }
  }

  /// How many answers in a row may bring nothing new before the host takes the list for one without an end.
  public struct Patience: Sendable {
    let repeated: Int
    let empty: Int

    /// - Parameters:
    ///   - repeated: answers whose records all came earlier in the fetch; at least 50.
    ///   - empty: answers without a record; at least 1,000.
    public init(repeated: Int = 50, empty: Int = 1_000) {
      self.repeated = repeated
      self.empty = empty
    }
  }

  /// How a registration names its person or its session.
  public struct Reference: Sendable {
    let target: Target
    let dataType: String
    let key: [String]

    /// The record of another data type whose id has these parts; one that may stand in several places is written
    /// `addon_to | id`: the first that is not empty.
    public init(_ target: Target, in dataType: String, key: [String]) {
      self.target = target
      self.dataType = dataType
      self.key = key
    }
  }

  /// How it is called in code and on the command line, such as `participants`.
  public var id: String
  /// Shown to operators.
  public var name: String
  /// What its records become.
  public var target: Target
  /// API field paths of a record's key.
  public var primaryKey: [String]
  /// API field path of the time of the last change.
  public var modified: String?
  /// Whether the vendor tells how many records there are.
  public var announcesTotal: Bool
  /// Whether no record can move between pages while they are read.
  public var hasStableOrder: Bool
  /// False if the vendor's list always comes whole, in one answer.
  public var isPaged: Bool
  /// For lists that may bring nothing new for longer than the host waits.
  public var patience: Patience?
  /// Whether fetch understands a cursor.
  public var isIncremental: Bool
  /// The list within each record that is meant, if not the record itself.
  public var explode: Explode?
  /// For registrations: person and session.
  public var references: [Reference]
  /// Data types that must have had a sync that applied.
  public var requires: [String]
  /// What operators may map, and the preset mapping in the same line.
  public var fields: [Field]
  /// Preset mapping rows that no single field gives: alternatives, a second target of a field.
  public var mapping: [Mapping]
  /// The preset skip rule: a record that meets any of these is skipped.
  public var skip: [Condition]

  /// Puts a data type together.
  public init(
    _ id: String, _ name: String, as target: Target, key primaryKey: [String], modified: String? = nil,
    announcesTotal: Bool, hasStableOrder: Bool = false, isPaged: Bool = true, patience: Patience? = nil,
    isIncremental: Bool = false, explode: Explode? = nil, references: [Reference] = [], requires: [String] = [],
    fields: [Field], mapping: [Mapping] = [],
    skip: [Condition] = []
  ) {
    self.id = id
    self.name = name
    self.target = target
    self.primaryKey = primaryKey
    self.modified = modified
    self.announcesTotal = announcesTotal
    self.hasStableOrder = hasStableOrder
    self.isPaged = isPaged
    self.patience = patience
    self.isIncremental = isIncremental
    self.explode = explode
    self.references = references
    self.requires = requires
    self.fields = fields
    self.mapping = mapping
    self.skip = skip
  }

  /// The whole preset mapping, in the order of the fields.
  public var presets: [Mapping] { fields.compactMap(\.preset) + mapping }
}
