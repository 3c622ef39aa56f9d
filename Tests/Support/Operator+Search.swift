import Foundation

extension Operator {
  /// The files below the home that hold these bytes, in order; also as base64, in which plans keep a cursor.
  package func files(holding bytes: Data) throws -> [String] {
    let coded = Data(bytes.base64EncodedString().utf8)
    return try FileManager.default.subpathsOfDirectory(atPath: home).filter { name in
      guard let content = FileManager.default.contents(atPath: "\(home)/\(name)") else { return false }
      return content.range(of: bytes) != nil || content.range(of: coded) != nil
    }.sorted()
  }

  /// The files below the home that hold any of these texts.
  package func files(holding texts: [String]) throws -> [String] {
    try Set(texts.flatMap { try files(holding: Data($0.utf8)) }).sorted()
  }

  /// The files of the home that are an event's: its own, plans, locks.
  package func eventFiles() throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: home).filter { $0.contains(Self.eid) }.sorted()
  }
}
