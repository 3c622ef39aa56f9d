import Foundation
import HostReports
import TestSupport

/// The programs of others that open what we write, and write what we read.
enum Office {
  private static let fixtures = URL(filePath: #filePath).deletingLastPathComponent().path + "/Fixtures"

  /// Has LibreOffice open files and save each as .xlsx in a folder `saved` beside the first; gives that folder.
  static func resave(_ paths: [String]) throws -> String {
    let folder = URL(filePath: paths[0]).deletingLastPathComponent().path
    let finished = try Launch.run(
      "/usr/bin/env",
      [
        "soffice", "-env:UserInstallation=file://\(folder)/profile", "--headless", "--convert-to", "xlsx", "--outdir",
        "\(folder)/saved",
      ] + paths,
      environment: ["HOME": folder])
    guard finished.code == 0 else { throw StepFailed(finished: finished) }
    return folder + "/saved"
  }

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
