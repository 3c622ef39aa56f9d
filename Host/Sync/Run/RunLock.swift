import Foundation
import Glibc
import HostModel

/// The right to run one data config, held by at most one process of this machine: a lock the kernel gives back when its
/// holder ends, however it ends.
struct RunLock: ~Copyable {
  private let descriptor: Int32

  /// Waits up to `patience` seconds for the lock in `folder`; writes into it who holds it.
  init(config: DataConfig, folder: String, patience: Int, holder: String) throws {
    let path = Self.path(of: config, in: folder)
    var descriptor = try Self.open(path)
    let deadline = Date().addingTimeInterval(Double(patience))
    while true {
      if flock(descriptor, LOCK_EX | LOCK_NB) == 0 {
        if Self.isFile(descriptor, at: path) { break }
        // Its holder removed the data config, and this file with it.
        close(descriptor)
        descriptor = try Self.open(path)
        continue
      }
      guard errno == EWOULDBLOCK || errno == EINTR, Date() < deadline else {
        let who = Self.read(descriptor)
        close(descriptor)
        throw RunRefused(
          "\(config.name) is being run by \(who.isEmpty ? "another process" : who), which did not end within"
            + " \(patience) second\(patience == 1 ? "" : "s"). Run the command again when it has ended.", .busy)
      }
      usleep(100_000)
    }
    ftruncate(descriptor, 0)
    _ = holder.withCString { pwrite(descriptor, $0, strlen($0), 0) }
    self.descriptor = descriptor
  }

  deinit { close(descriptor) }

  /// The lock's file, which goes with the data config.
  static func path(of config: DataConfig, in folder: String) -> String { "\(folder)/\(config.event)-\(config.id).lock" }

  private static func open(_ path: String) throws -> Int32 {
    let descriptor = Glibc.open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw RunRefused("'\(path)' cannot be opened: \(String(cString: strerror(errno))).") }
    return descriptor
  }

  private static func isFile(_ descriptor: Int32, at path: String) -> Bool {
    var (mine, named) = (stat(), stat())
    guard fstat(descriptor, &mine) == 0, stat(path, &named) == 0 else { return false }
    return mine.st_ino == named.st_ino && mine.st_dev == named.st_dev
  }

  private static func read(_ descriptor: Int32) -> String {
    var bytes = [UInt8](repeating: 0, count: 200)
    let count = pread(descriptor, &bytes, bytes.count, 0)
    return count > 0 ? String(decoding: bytes.prefix(count), as: UTF8.self) : ""
  }
}

/// A run that must not start, and why.
package struct RunRefused: Error, Equatable, CustomStringConvertible {
  package let description: String
  package let cause: Cause

  package enum Cause: Sendable, Equatable {
    /// Another run of the same data config goes on.
    case busy
    /// The last sync is less than an hour old; what it stored is good.
    case early
    case other
  }

  package init(_ sentence: String, _ cause: Cause = .other) {
    description = sentence
    self.cause = cause
  }
}
