import Foundation
import TestSupport
import Testing

@Suite("The host leaves nothing of its memory behind") struct HostCoreTests {
  @Test(
    "A serve that crashes, where dumps are without limit",
    arguments: [(11 as Int32, "Segmentation fault"), (31, "Bad system call")])
  func serve(_ signal: Int32, _ words: String) throws {
    let desk = try FaultyDesk()
    try desk.prepare()
    let folder = desk.desk.folder.path + "/cores"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
    // The shell says "(core dumped)" if the kernel made one or handed it to a program.
    let script = """
      ulimit -S -c unlimited; cd "$1" || exit 1
      "$0" serve --listen none 2> log & serve=$!
      until grep -q event=started log; do sleep 0.05; done
      kill -"$2" "$serve"
      for turn in {1..300}; do kill -0 "$serve" 2> /dev/null || break; sleep 0.1; done
      kill -KILL "$serve" 2> /dev/null; wait "$serve"
      """
    let finished = try Launch.run(
      "/bin/bash", ["-c", script, Products.patchbay, folder, String(signal)],
      environment: ["PATCHBAY_HOME": desk.desk.home])
    #expect(finished.code == 128 + signal)
    #expect(finished.error.contains(words))
    #expect(!finished.error.contains("core dumped"), "\(finished.error)")
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["log"])
    let log = try String(contentsOfFile: folder + "/log", encoding: .utf8)
    #expect(!log.contains("Registers"), "\(log)")
  }
}
