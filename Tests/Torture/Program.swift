import Foundation
import Glibc
import TestSupport

/// Something that must never be, found by a trial.
struct Found: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}

/// The program under way, as a person starts it, watched while it runs: how long, and how much memory it takes.
final class Program {
  let id: pid_t
  private let files: (output: String, error: String)
  private let words: [String]
  private let begun = Torture.now()
  private var ended: Int32?
  /// The most memory it was seen with so far, in bytes; its workers' is not in it.
  private(set) var peak = 0

  /// Seconds after which a command is taken to stand still.
  static let patience = 90.0

  /// - Parameter folder: where what it prints is kept while it runs.
  init(_ words: [String], environment: [String: String], in folder: String) throws {
    self.words = words
    let name = folder + "/said-" + UUID().uuidString
    files = (name, name + "-error")
    var actions = posix_spawn_file_actions_t()
    var attributes = posix_spawnattr_t()
    posix_spawn_file_actions_init(&actions)
    posix_spawnattr_init(&attributes)
    defer {
      posix_spawn_file_actions_destroy(&actions)
      posix_spawnattr_destroy(&attributes)
    }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, files.output, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    posix_spawn_file_actions_addopen(&actions, 2, files.error, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    // Threads of Foundation block signals, and programs inherit that.
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
    let given = environment.merging(Self.inherited) { own, _ in own }.map { "\($0)=\($1)" }
    var argv = ([Products.patchbay] + words).map { strdup($0) } + [nil]
    var envp = given.map { strdup($0) } + [nil]
    defer { for text in argv + envp { free(text) } }
    var id = pid_t()
    let code = posix_spawn(&id, Products.patchbay, &actions, &attributes, &argv, &envp)
    guard code == 0 else { throw Found("'\(Products.patchbay)' cannot be started: \(String(cString: strerror(code)))") }
    self.id = id
  }

  deinit {
    if ended == nil {
      kill(id, SIGKILL)
      var status: Int32 = 0
      waitpid(id, &status, 0)
    }
    for file in [files.output, files.error] { unlink(file) }
  }

  /// What whoever started the torture wants the program to be run with: ways to look at its memory.
  private static let inherited = ProcessInfo.processInfo.environment.filter { name, _ in
    ["PATH", "LD_PRELOAD", "GLIBC_TUNABLES", "MALLOC_PERTURB_", "MALLOC_CHECK_", "TMPDIR"].contains(name)
      || name.hasSuffix("SAN_OPTIONS")
  }

  /// Asks whether it is still under way.
  var isRunning: Bool {
    guard ended == nil else { return false }
    peak = max(peak, Self.peak(of: id))
    var status: Int32 = 0
    guard waitpid(id, &status, WNOHANG) == id else { return true }
    ended = status
    return false
  }

  /// Sends it a signal; false if it has ended: its number may be another's by now.
  func signal(_ signal: Int32) -> Bool { isRunning && kill(id, signal) == 0 }

  /// Waits for its end. A program that a signal ended, and that is not `mayDie`, is a fault, as is one that never ends.
  func wait(mayDie: Bool = false) throws -> Finished {
    var pause: UInt32 = 500
    while isRunning {
      guard Torture.now() - begun < Self.patience else {
        throw Found(
          "'\(spelt)' stood still for \(Int(Self.patience)) seconds. It had said: \(said.output)\(said.error)")
      }
      usleep(pause)
      pause = min(pause * 2, 10_000)
    }
    let status = ended ?? 0
    let signal = status & 0x7F
    let finished = Finished(
      code: signal == 0 ? status >> 8 & 0xFF : 128 + signal, output: said.output, error: said.error)
    guard signal == 0 || mayDie && signal == SIGKILL else {
      throw Found("'\(spelt)' was ended by signal \(signal). It had said: \(said.output)\(said.error)")
    }
    return finished
  }

  private var spelt: String { "patchbay " + words.joined(separator: " ") }

  private var said: (output: String, error: String) {
    func text(_ path: String) -> String {
      String(decoding: (try? Data(contentsOf: URL(filePath: path))) ?? Data(), as: UTF8.self)
    }
    return (text(files.output), text(files.error))
  }

  // MARK: What the kernel tells of processes (proc(5))

  private static func peak(of process: pid_t) -> Int {
    guard let status = try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8),
      let line = status.split(separator: "\n").first(where: { $0.hasPrefix("VmHWM:") })
    else { return 0 }
    return (Int(line.filter(\.isNumber)) ?? 0) << 10
  }

  /// The processes that a process started and that still live.
  static func children(of process: pid_t) -> [pid_t] {
    let threads = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(process)/task")) ?? []
    return threads.flatMap { thread -> [pid_t] in
      let list = try? String(contentsOfFile: "/proc/\(process)/task/\(thread)/children", encoding: .utf8)
      return (list ?? "").split(separator: " ").compactMap { pid_t($0) }
    }
  }

  /// The workers that live whose connector lies in a folder, whoever is their parent by now.
  static func workers(in folder: String) -> [pid_t] {
    let all = ((try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []).compactMap { pid_t($0) }
    return all.filter { process in
      let words = (try? Data(contentsOf: URL(filePath: "/proc/\(process)/cmdline"))) ?? Data()
      return String(decoding: words, as: UTF8.self).contains("patchbay-worker\0\(folder)")
    }
  }
}
