import CSodium
import Foundation
import HostModel
package struct CatalogEntry: Sendable, Equatable {
  package enum State: Sendable, Equatable { case installed, enabled, updateAvailable, missing, shadowed(by: String), quarantined(String), refused(String) }
  package let id: String
  package let path: String
  package let state: State
}
package struct Catalog {
  package let folders: [String]
  let program: String
  let libraries: String
  package init(listed: [String], home: String, program: String, libraries: String) {
    folders = listed + [home, program]
    self.program = program
    self.libraries = libraries
  }
  package func list(enabled: [EnabledConnector]) throws -> [CatalogEntry] {
    var out: [CatalogEntry] = []
    for folder in folders {
      for name in ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted() where name.hasSuffix(".so") && name.hasPrefix("lib") {
        let path = folder + "/" + name
        let id = String(name.dropFirst(3).dropLast(3))
        switch ConnectorFile.inspect(path) {
        case .connector:
          if let e = enabled.first(where: { $0.id == id }) {
            out.append(CatalogEntry(id: id, path: path, state: try e.quarantined.map { .quarantined($0) } ?? (hash(path) == e.digest ? .enabled : .updateAvailable)))
          } else { out.append(CatalogEntry(id: id, path: path, state: .installed)) }
        case .refused(let r): if folder != program { out.append(CatalogEntry(id: id, path: path, state: .refused(r.sentence))) }
        }
      }
    }
    return out
  }
  func hash(_ path: String) throws -> String {
    let data = [UInt8](FileManager.default.contents(atPath: path) ?? Data())
    var d = [UInt8](repeating: 0, count: 32)
    crypto_hash_sha256(&d, data, UInt64(data.count))
    return d.map { String(format: "%02x", $0) }.joined()
  }
  package func install(_ path: String, id: String) throws -> String {
    let h = try hash(path)
    let dir = libraries + "/" + h
    try FileManager.default.createDirectory(atPath: dir, withIntermediateDirectories: true)
    let t = dir + "/lib\(id).so"
    if !FileManager.default.fileExists(atPath: t) { try FileManager.default.copyItem(atPath: path, toPath: t); chmod(t, 0o500) }
    return h
  }
}
