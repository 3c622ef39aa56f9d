import Foundation
import HostModel
import HostReports
import HostSync

/// A run's report as a workbook, as far as it goes with a mail. That it does not go keeps nobody from being told.
struct AttachedReport {
  let file: (name: String, bytes: [UInt8])?
  /// Why it is not there, and how to get it, as a sentence; empty if there is none to be had.
  let note: String

  /// Bytes of a workbook that is attached: in base64 it stays below the 10,240,000 bytes that mail servers take as they
  /// come (Postfix, `message_size_limit`).
  private static let limit = 7 << 20

  init(of run: Run, withPeople: Bool, _ host: PatchbayHost) {
    guard [.completed, .partial, .incomplete].contains(run.status) else {
      (file, note) = (nil, "")
      return
    }
    // Where nobody else may look, and where what a killed program leaves goes after a day.
    let path = "\(host.home.plans)/report-\(UUID().uuidString).xlsx"
    defer { unlink(path) }
    do {
      try SyncWorkbook(host.runReader(run), withPeople: withPeople).write(to: path)
      let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: path)))
      guard bytes.count <= Self.limit else {
        (file, note) = (nil, Self.note("is too large for a mail (\(bytes.count.grouped) bytes)", run))
        return
      }
      (file, note) = ((name: "sync-\(run.id).xlsx", bytes: bytes), "")
    } catch {
      (file, note) = (nil, Self.note("could not be made (\(error))", run))
    }
  }

  private static func note(_ why: String, _ run: Run) -> String {
    "The report \(why). It can be had with 'patchbay runs report \(run.id) --event \(run.config.prefix { $0 != "/" }) -o"
      + " report.xlsx'."
  }
}
