import Glibc
import HostChannel

extension SandboxReport {
  /// What of the sandbox is missing on this computer, and why, as a sentence; nil if nothing is.
  package var lack: String? {
    guard !isComplete else { return nil }
    let layers = missing.map { "\($0.name) (\(String(cString: strerror(-$0.code))))" }
    return "its sandbox is not complete on this computer; missing: \(layers.joined(separator: ", "))."
  }

  /// What to do where something is missing.
  package static let cure =
    "Give the host a kernel and a container profile that have it (README, Safety), or let an administrator allow it:"
    + " 'patchbay doctor sandbox --allow-incomplete'."
}
