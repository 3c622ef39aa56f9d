import HostPlugins

extension PatchbayHost {
  /// What a worker of this host may use up: the usual, but for what the environment says otherwise, in whole seconds from
  /// 1 to 86,400. `PATCHBAY_WORKER_SILENCE` is how long a connector may give no sign of life, `PATCHBAY_WORKER_CPU` how
  /// much processor time it may use. Refuses a value that is no such number.
  func workerLimits() throws(InputRefused) -> WorkerLimits {
    var limits = WorkerLimits()
    if let seconds = try seconds("PATCHBAY_WORKER_SILENCE") { limits.silence = Double(seconds) }
    if let seconds = try seconds("PATCHBAY_WORKER_CPU") { limits.processorSeconds = UInt64(seconds) }
    return limits
  }

  private func seconds(_ name: String) throws(InputRefused) -> Int? {
    guard let text = environment[name], !text.isEmpty else { return nil }
    guard let seconds = Int(text), (1...86_400).contains(seconds) else {
      throw InputRefused(
        "\(name) is '\(text)', which is no whole number of seconds from 1 to 86400. Correct or unset it.")
    }
    return seconds
  }
}
