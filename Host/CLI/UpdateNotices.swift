import HostModel
import HostStorage
import Synchronization

/// When a serve looks whether another file of a connector is there than the one that its runs use: at most once an hour for
/// each connector, for it is read whole if it looks another than last time.
final class UpdateNotices: Sendable {
  private static let pause = 3600.0
  private let looked = Mutex<[String: Double]>([:])

  /// What `look` says, if this connector was not looked at within the last hour.
  func due(_ connector: String, _ look: () -> String?) -> String? {
    let now = MachineClock.uptime
    let isDue = looked.withLock { looked in
      if let last = looked[connector], now - last < Self.pause { return false }
      looked[connector] = now
      return true
    }
    return isDue ? look() : nil
  }
}
