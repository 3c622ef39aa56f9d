import Foundation

/// The programs of others that open what we write, and write what we read.
package enum Office {
  /// Has LibreOffice open files and save each as .xlsx in a folder `saved` beside the first; gives that folder.
  package static func resave(_ paths: [String]) throws -> String {
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
}
