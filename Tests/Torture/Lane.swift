import Foundation
import Glibc

/// A process that makes cases, and another after each that dies: every so many-th case of a kind, where several lanes share it.
final class Lane {
  let board: Board
  private(set) var faults = 0
  private(set) var stuck = 0
  private(set) var isOver = false

  private let kind: any Trial.Type
  private let torture: Torture
  private let end: Double
  private let last: UInt64
  private let boardFile: String
  private var process: Process?
  private var seen: (number: UInt64, at: Double)

  init(
    _ kind: any Trial.Type, _ number: Int, of torture: Torture, in folder: String, until end: Double
  ) throws {
    (self.kind, self.torture, self.end) = (kind, torture, end)
    boardFile = "\(folder)/\(kind.name)-\(number)"
    guard let board = Board(path: boardFile) else { throw POSIXError(.EIO) }
    self.board = board
    board.number = UInt64(number)
    last = torture.cases.map { max(UInt64(kind.lanes), $0 * UInt64(torture.share(of: kind).cases) / 1000) } ?? .max
    seen = (board.number, Torture.now())
  }

  /// Looks at the process: tells if it died or stands still, and starts the next one if there is more to do.
  func look(isEnough: Bool) throws {
    guard !isOver else { return }
    if let process {
      if board.number != seen.number { seen = (board.number, Torture.now()) }
      if process.isRunning {
        guard Torture.now() - seen.at >= kind.patience else { return }
        // With the programs that it started, which would go on: Foundation gives each process a group of its own.
        kill(-process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        stuck += 1
        tell("stood still for \(Int(kind.patience)) seconds")
      } else if board.isDone {
        isOver = true
        return
      } else {
        process.waitUntilExit()
        faults += 1
        let signalled = process.terminationReason == .uncaughtSignal
        tell("ended with \(signalled ? "signal" : "exit status") \(process.terminationStatus)")
      }
      board.number += UInt64(kind.lanes)
    }
    // The first is started however late it is: a kind that made no case would pass.
    guard !isEnough, board.number < last, process == nil || Torture.now() < end else {
      isOver = true
      return
    }
    let next = Process()
    next.executableURL = URL(filePath: CommandLine.arguments[0])
    next.arguments = ["--work", kind.name, String(torture.seed), boardFile, String(last), String(end)]
    next.environment = ProcessInfo.processInfo.environment.merging(["SWIFT_BACKTRACE": "enable=no"]) { $1 }
    try next.run()
    process = next
    seen = (board.number, Torture.now())
  }

  private func tell(_ what: String) {
    say(
      "torture: \(kind.name) \(board.number) \(what). Again: Scripts/torture --kind \(kind.name) --seed \(torture.seed)"
        + " --case \(board.number)")
  }
}
