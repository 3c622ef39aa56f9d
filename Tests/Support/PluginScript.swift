import Foundation

/// The scripts that authors of connectors have.
package enum PluginScript {
  package static let crashedAt =
    URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path + "/PluginAPI/Scripts/crashed-at"
}
