import Foundation
import Glibc

/// A clock that nobody can set: seconds since the machine started, the same in all its processes. It stands still while the
/// machine sleeps (clock_gettime(2), CLOCK_MONOTONIC).
package enum MachineClock {
  package static var uptime: Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  /// Which start of the machine this is (random(4), boot_id).
  package static let boot: String = {
    let text = try? String(contentsOfFile: "/proc/sys/kernel/random/boot_id", encoding: .utf8)
    return text?.trimmingCharacters(in: .whitespacesAndNewlines) ?? ""
  }()
}
