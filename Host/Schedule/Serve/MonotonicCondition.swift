import Glibc

/// A lock with a condition whose waits end by the clock that nobody can set: a wait by the wall clock would last for hours
/// after that was put back.
///
/// `@unchecked Sendable`: both objects are made for several threads, and stand at one address from first to last.
package final class MonotonicCondition: @unchecked Sendable {
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

  package init() {
    pthread_mutex_init(mutex, nil)
    var attributes = pthread_condattr_t()
    pthread_condattr_init(&attributes)
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
    pthread_cond_init(condition, &attributes)
    pthread_condattr_destroy(&attributes)
  }

  deinit {
    pthread_cond_destroy(condition)
    pthread_mutex_destroy(mutex)
    condition.deallocate()
    mutex.deallocate()
  }

  package func lock() { pthread_mutex_lock(mutex) }
  package func unlock() { pthread_mutex_unlock(mutex) }
  package func broadcast() { pthread_cond_broadcast(condition) }

  /// Waits for a broadcast, at most so many seconds; the caller holds the lock, and has it again then.
  package func wait(seconds: Double) {
    var until = timespec()
    clock_gettime(CLOCK_MONOTONIC, &until)
    let whole = seconds.rounded(.down)
    until.tv_sec += Int(whole)
    until.tv_nsec += Int((seconds - whole) * 1e9)
    if until.tv_nsec >= 1_000_000_000 {
      (until.tv_sec, until.tv_nsec) = (until.tv_sec + 1, until.tv_nsec - 1_000_000_000)
    }
    pthread_cond_timedwait(condition, mutex, &until)
  }
}
