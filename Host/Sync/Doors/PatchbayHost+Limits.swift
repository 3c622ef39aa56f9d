import HostPlugins

extension PatchbayHost {
  /// What a worker of this host may use up: the usual, but for what the environment says otherwise, in whole seconds from
  /// 1 to 86,400. `PATCHBAY_WORKER_SILENCE` is how long a connector may give no sign of life, `PATCHBAY_WORKER_CPU` how
  /// much processor time it may use. Refuses a value that is no such number. Whether its sandbox may be incomplete is the
  /// administrator's decision.
  func workerLimits() throws -> WorkerLimits {
    try checkOutOfReach()
    var limits = WorkerLimits()
    if let seconds = try seconds("PATCHBAY_WORKER_SILENCE") { limits.silence = Double(seconds) }
    if let seconds = try seconds("PATCHBAY_WORKER_CPU") { limits.processorSeconds = UInt64(seconds) }
    limits.mayBeIncomplete = try allowsIncompleteSandbox()
    return limits
  }

  /// Seconds that a second run of one data config waits for the first: 30, or what `PATCHBAY_LOCK_WAIT` says, in whole
  /// seconds from 0 to 86,400. Refuses a value that is no such number.
  func lockPatience() throws(InputRefused) -> Int { try seconds("PATCHBAY_LOCK_WAIT", from: 0) ?? 30 }

  /// Seconds without a word after which a serve is taken for gone: 30, or what `PATCHBAY_LEASE` says, in whole seconds from
  /// 2 to 86,400. Refuses a value that is no such number.
  package func lease() throws(InputRefused) -> Double { Double(try seconds("PATCHBAY_LEASE", from: 2) ?? 30) }

  private func seconds(_ name: String, from least: Int = 1) throws(InputRefused) -> Int? {
    guard let text = environment[name], !text.isEmpty else { return nil }
    guard let seconds = Int(text), (least...86_400).contains(seconds) else {
      throw InputRefused(
        "\(name) is '\(text)', which is no whole number of seconds from \(least) to 86400. Correct or unset it.")
    }
    return seconds
  }
}
