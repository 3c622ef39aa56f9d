import Foundation
import Glibc
import HostModel
import RecordJSON

/// Every problem of a preview, however many, a line of JSON each: the store keeps the first thousand only.
///
/// Opened and closed; used by one thread at a time.
final class ProblemLog {
  private static let chunk = 1 << 16

  let path: String
  private let descriptor: Int32
  private var buffer: [UInt8] = []

  init(path: String) throws(SpoolError) {
    self.path = path
    descriptor = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else { throw SpoolError(path: path, code: errno) }
  }

  deinit { close(descriptor) }

  func append(_ problem: Problem) throws(SpoolError) {
    try line(
      .object([
        .init("record", .string(problem.record)), .init("field", .string(problem.field)),
        .init("reason", .string(problem.reason)), .init("duplicate", .bool(problem.isDuplicate)),
      ]))
  }

  /// What was said of a record so far does not hold any more, but that it came twice.
  func forget(_ record: [UInt8]) throws(SpoolError) {
    try line(.object([.init("forget", .string(String(decoding: record, as: UTF8.self)))]))
  }

  /// Forgets everything, to start over.
  func removeAll() throws(SpoolError) {
    buffer.removeAll(keepingCapacity: true)
    guard ftruncate(descriptor, 0) == 0, lseek(descriptor, 0, SEEK_SET) == 0 else {
      throw SpoolError(path: path, code: errno)
    }
  }

  /// Makes everything durable.
  func keep() throws(SpoolError) {
    try flush()
    guard fsync(descriptor) == 0 else { throw SpoolError(path: path, code: errno) }
  }

  private func line(_ json: JSONTree) throws(SpoolError) {
    buffer += json.encoded()
    buffer.append(0x0A)
    if buffer.count >= Self.chunk { try flush() }
  }

  private func flush() throws(SpoolError) {
    var sent = 0
    while sent < buffer.count {
      let count = buffer.withUnsafeBytes { write(descriptor, $0.baseAddress.map { $0 + sent }, $0.count - sent) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw SpoolError(path: path, code: count == 0 ? ENOSPC : errno) }
      sent += count
    }
    buffer.removeAll(keepingCapacity: true)
  }

  /// Reads a kept log in order, without what was forgotten.
  static func forEach(in path: String, _ body: (Problem) throws -> Void) throws {
    var forgotten: [[UInt8]: Int] = [:]
    try lines(in: path) { number, json in
      if let record = json["forget"]?.string { forgotten[Array(record.utf8)] = number }
    }
    try lines(in: path) { number, json in
      guard let reason = json["reason"]?.string else { return }
      let record = json["record"]?.string ?? ""
      let problem = Problem(
        record: record, field: json["field"]?.string ?? "", reason: reason,
        isDuplicate: json["duplicate"]?.bool ?? false)
      if !problem.isDuplicate, let end = forgotten[Array(record.utf8)], number < end { return }
      try body(problem)
    }
  }

  private static func lines(in path: String, _ body: (Int, JSONTree) throws -> Void) throws {
    guard let file = fopen(path, "re") else { throw SpoolError(path: path, code: errno) }
    defer { fclose(file) }
    var line: UnsafeMutablePointer<CChar>?
    var capacity = 0
    defer { free(line) }
    var number = 0
    while true {
      let count = getline(&line, &capacity, file)
      guard count > 0, let line else { return }
      let json = try JSONTree.parse(Array(UnsafeRawBufferPointer(start: line, count: count)))
      try body(number, json)
      number += 1
    }
  }
}
