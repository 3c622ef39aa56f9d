import Foundation
import Glibc

/// What the kernel tells of a process under way (proc(5)).
struct FaultProcess {
  let id: Int32

  init(_ id: Int32) { self.id = id }

  private func file(_ name: String) -> [UInt8] {
    // Files of /proc say that they have no bytes, so they are read to their end.
    let file = open("/proc/\(id)/\(name)", O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return [] }
    defer { close(file) }
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 1 << 16)
    while case let count = read(file, &piece, piece.count), count > 0 { bytes += piece[..<count] }
    return bytes
  }

  var environment: [UInt8] { file("environ") }
  var arguments: [UInt8] { file("cmdline") }

  /// The processes that it started and that still live.
  var children: [FaultProcess] {
    let all = ((try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []).compactMap { Int32($0) }
    return all.map { FaultProcess($0) }.filter {
      String(decoding: $0.file("status"), as: UTF8.self).contains("\nPPid:\t\(id)\n")
    }
  }

  /// True if its readable memory holds these bytes; nil if this user may not look.
  func memoryHolds(_ bytes: [UInt8]) -> Bool? {
    let memory = open("/proc/\(id)/mem", O_RDONLY | O_CLOEXEC)
    guard memory >= 0 else { return nil }
    defer { close(memory) }
    for line in String(decoding: file("maps"), as: UTF8.self).split(separator: "\n") {
      let words = line.split(separator: " ")
      let ends = words.first?.split(separator: "-").compactMap { Int($0, radix: 16) } ?? []
      guard ends.count == 2, words.count > 1, words[1].hasPrefix("r"), ends[1] - ends[0] <= 256 << 20 else { continue }
      var piece = [UInt8](repeating: 0, count: ends[1] - ends[0])
      let count = pread(memory, &piece, piece.count, off_t(ends[0]))
      if count > 0, Data(piece[..<count]).range(of: Data(bytes)) != nil { return true }
    }
    return false
  }
}
