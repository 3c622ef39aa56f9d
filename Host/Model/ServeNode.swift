/// A `patchbay serve` that has said that it is there.
package struct ServeNode: Sendable, Hashable {
  /// Given once, never again.
  package let id: Int64
  /// What it is called; several may have one name.
  package let node: String
  package let process: Int32
  /// The start of the machine during which it said so, and how many seconds after that.
  package let boot: String
  package let beat: Double
  /// Seconds without a word after which it is taken for gone, as it was told itself.
  package let lease: Double

  package init(id: Int64, node: String, process: Int32, boot: String, beat: Double, lease: Double) {
    self.id = id
    self.node = node
    self.process = process
    self.boot = boot
    self.beat = beat
    self.lease = lease
  }

  /// True if it has said so lately. The machine's own clock is asked, which no one sets.
  package func isThere(boot: String, uptime: Double) -> Bool {
    self.boot == boot && uptime - beat <= lease
  }

  /// Why a text cannot be the name of a node, or nil.
  package static func problem(withName name: String) -> String? {
    let fits =
      !name.isEmpty && name.utf8.count <= 64 && !name.hasControlCharacter && !name.contains(where: \.isWhitespace)
    return fits ? nil : "1 to 64 bytes, no white space"
  }
}
