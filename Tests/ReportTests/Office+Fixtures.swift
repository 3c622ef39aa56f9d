import Foundation
import TestSupport

extension Office {
  private static let fixtures = URL(filePath: #filePath).deletingLastPathComponent().path + "/Fixtures"

  /// Has LibreOffice save a fixture.
  static func resave(fixture name: String, in folder: TemporaryFolder) throws -> String {
    let copy = "\(folder.path)/\(name)"
    try FileManager.default.copyItem(atPath: "\(fixtures)/\(name)", toPath: copy)
    let saved = try resave([copy])
    return "\(saved)/\(name.prefix { $0 != "." }).xlsx"
  }

  /// Runs a script of the fixtures under the system's Python, whose openpyxl Debian ships.
  static func openpyxl(_ script: String, _ path: String) throws -> [String] {
    let finished = try Launch.run("/usr/bin/python3", ["-B", "\(fixtures)/\(script)", path])
    guard finished.code == 0, finished.error.isEmpty else { throw StepFailed(finished: finished) }
    return finished.output.split(separator: "\n").map(String.init)
  }
}
