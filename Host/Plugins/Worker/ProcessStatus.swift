import Glibc

/// What /proc says about a process; nil if the process has ended or /proc is not there.
enum ProcessStatus {
  /// The most resident memory so far, in bytes.
  static func peakResident(of pid: pid_t) -> Int? { number("VmHWM:", of: pid).map { $0 << 10 } }

  /// How many threads it has.
  static func threads(of pid: pid_t) -> Int? { number("Threads:", of: pid) }

  private static func number(_ name: String, of pid: pid_t) -> Int? {
    let descriptor = open("/proc/\(pid)/status", O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var buffer = [UInt8](repeating: 0, count: 4096)
    let count = read(descriptor, &buffer, buffer.count)
    guard count > 0 else { return nil }
    let text = String(decoding: buffer[..<count], as: UTF8.self)
    guard let line = text.split(separator: "\n").first(where: { $0.hasPrefix(name) }) else { return nil }
    return line.split(whereSeparator: { $0 == " " || $0 == "\t" }).dropFirst().first.flatMap { Int($0) }
  }
}
