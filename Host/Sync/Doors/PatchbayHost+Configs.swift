import HostModel
import HostStorage

extension PatchbayHost {
  /// Sets the limits above which the deletions of a data config are held; nil leaves one as it is. Gives the config as it
  /// is then.
  package func setLimits(of name: String, many: Int?, some: Int?, percent: Int?) throws -> DataConfig {
    guard many != nil || some != nil || percent != nil else {
      throw InputRefused("Nothing to set: give --skip, --dedupe, --hold-above, --hold-some or --hold-percent.")
    }
    try Self.checkLimits(many: many, some: some, percent: percent)
    let (store, found) = try config(name)
    var config = found
    if let many { config.limits.many = many }
    if let some { config.limits.some = some }
    if let percent { config.limits.percent = percent }
    try store.setLimits(config.limits, of: config.id)
    return config
  }

  /// Refuses limits that are out of bounds.
  package static func checkLimits(many: Int?, some: Int?, percent: Int?) throws(InputRefused) {
    for (option, value) in [("--hold-above", many), ("--hold-some", some)] {
      if let value, !GuardLimits.counts.contains(value) {
        throw InputRefused("\(option) \(value) is not a number from 0 to 1000000. Nothing was changed.")
      }
    }
    if let percent, !GuardLimits.percents.contains(percent) {
      throw InputRefused("--hold-percent \(percent) is not a number from 0 to 100. Nothing was changed.")
    }
  }
}
