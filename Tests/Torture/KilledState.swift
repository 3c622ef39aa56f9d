import Foundation
import TestSupport

/// All that is stored of an event and that a person could tell from something else: records with their values, what is held
/// and kept, mappings, fields, and how many runs have ended well. Times and numbers of runs are no part of it.
struct KilledState: Equatable {
  private let parts: [String: [[String]]]

  private static let looks = [
    "persons": "SELECT * FROM person ORDER BY id", "sessions": "SELECT * FROM session ORDER BY id",
    "states": "SELECT config, rid, status FROM state ORDER BY 1, 2",
    "held": "SELECT config, rid, kind FROM hold ORDER BY 1, 2",
    "kept": "SELECT config, rid, slot, offered FROM kept ORDER BY 1, 2, 3",
    "absent": "SELECT config, rid FROM absent ORDER BY 1, 2",
    "pending": "SELECT config, rid FROM pending ORDER BY 1, 2",
    "mapping": "SELECT config, target, source, transforms, mode FROM mapping ORDER BY 1, 2",
    "metadata": "SELECT fp_type, name, kind FROM metadata ORDER BY 1, 2",
    "connections": "SELECT id, name, connector, endpoint FROM connection ORDER BY 1",
    "cursors": "SELECT id, quote(cursor) FROM config ORDER BY 1",
    "erased": "SELECT config, lo, hi FROM erased ORDER BY 1, 2, 3",
    "changes": "SELECT config, rid, kind, count(*) FROM change GROUP BY 1, 2, 3 ORDER BY 1, 2, 3",
    "runs": """
    SELECT config, kind, status, count(*) FROM run WHERE status IN ('completed', 'partial', 'incomplete')
    GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
    """,
  ]

  init(of stand: Stand) throws {
    guard FileManager.default.fileExists(atPath: stand.database) else {
      parts = [:]
      return
    }
    parts = try Self.looks.mapValues { try stand.rows($0) }
  }

  /// How it differs from the two that it should be one of.
  func difference(_ old: KilledState, _ new: KilledState) -> String {
    let names = Set(parts.keys).union(old.parts.keys).union(new.parts.keys).sorted()
    let words = names.compactMap { name -> String? in
      let (isOld, isNew) = (parts[name] == old.parts[name], parts[name] == new.parts[name])
      guard !isOld || !isNew else { return nil }
      return
        "\(name): \(isOld ? "old" : isNew ? "new" : "neither, \(Self.unlike(parts[name], old.parts[name], new.parts[name]))")"
    }
    return words.joined(separator: "; ")
  }

  private static func unlike(_ rows: [[String]]?, _ old: [[String]]?, _ new: [[String]]?) -> String {
    let (here, there) = (Set(rows ?? []), Set(new ?? []))
    let counts = [rows, old, new].map { String($0?.count ?? 0) }.joined(separator: ", ")
    return
      "beside the new \(here.subtracting(there).prefix(3)), lacks \(there.subtracting(here).prefix(3)); rows here, old,"
      + " new: \(counts)"
  }
}
