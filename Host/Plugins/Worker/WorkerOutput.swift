import Glibc

/// What a worker printed: the last 64 KiB of stdout and stderr, in the order of writing.
struct WorkerOutput {
  /// The reading end of the pipe, or -1 once the worker has closed its own.
  private(set) var descriptor: Int32
  private static let capacity = 64 << 10
  private var kept: [UInt8] = []
  /// Bytes that came in all.
  private var total = 0
  private var meter = RateMeter()

  init(descriptor: Int32) { self.descriptor = descriptor }

  /// Pieces that are read at once: a worker that prints as fast as it is read must not keep its host from all else.
  private static let pieces = 64

  /// Takes what is there, a megabyte at most, without waiting. Returns false if more came within a second than `limit`
  /// bytes.
  mutating func drain(limit: Int) -> Bool {
    for _ in 0..<Self.pieces where descriptor >= 0 {
      var buffer = [UInt8](repeating: 0, count: 16 << 10)
      let count = read(descriptor, &buffer, buffer.count)
      if count > 0 {
        keep(buffer[..<count])
        guard meter.add(count, limit: limit) else { return false }
      } else if count < 0 && errno == EINTR {
        continue
      } else if count < 0 && errno == EAGAIN {
        return true
      } else {
        close()
      }
    }
    return true
  }

  mutating func close() {
    guard descriptor >= 0 else { return }
    _ = Glibc.close(descriptor)
    descriptor = -1
  }

  /// Bytes that came before those that are kept.
  var lost: Int { total - min(kept.count, Self.capacity) }

  /// As text; bytes that are no UTF-8 are replaced.
  var text: String { String(decoding: kept.suffix(Self.capacity), as: UTF8.self) }

  private mutating func keep(_ bytes: ArraySlice<UInt8>) {
    total += bytes.count
    kept.append(contentsOf: bytes)
    // Cut in large steps, so that a byte is moved once and not with every line.
    if kept.count > 2 * Self.capacity { kept.removeFirst(kept.count - Self.capacity) }
  }
}

/// Counts what comes in each second.
struct RateMeter {
  private var second = -1
  private var count = 0

  /// Adds to the running second; false if that makes more than `limit`.
  mutating func add(_ amount: Int, limit: Int) -> Bool {
    let now = Int(MonotonicClock.now())
    if now != second {
      second = now
      count = 0
    }
    count += amount
    return count <= limit
  }
}

/// Seconds that only ever go forward.
enum MonotonicClock {
  static func now() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}
