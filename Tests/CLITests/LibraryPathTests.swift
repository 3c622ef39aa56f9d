import Foundation
import TestSupport
import Testing

@Suite("Folders of libraries open their libraries to a connector, and nothing else") struct LibraryPathTests {
  private func words(_ answer: String) -> Outcome {
    Outcome(
      code: 1, "failed",
      "faulty failed while fetching people: \(answer). \(ConnectorFaultTests.nothing) \(ConnectorFaultTests.report)")
  }

  @Test(
    "A home in it, beneath it, or where the program was started",
    arguments: ["HOME", "HOME/..", "/", ".", "/nowhere:", "/nowhere;."])
  func home(_ path: String) throws {
    let vendor = try PeopleVendor([.init("1", "ann@example.org")])
    let faulty = try FaultyDesk()
    try faulty.prepare()
    try faulty.connect(vendor)
    try faulty.set(fault: "read-file", path: faulty.desk.home + "/host.db")
    faulty.desk.launcher = ["/usr/bin/env", "-C", faulty.desk.home]
    faulty.desk.environment["LD_LIBRARY_PATH"] = path.replacing("HOME", with: faulty.desk.home)
    #expect(try Outcome(faulty.sync()) == words("Permission denied"))
  }

  @Test("A library in it, by its own name or with a version", arguments: ["libneeded.so", "libneeded.so.1.2"])
  func library(_ name: String) throws {
    let vendor = try PeopleVendor([.init("1", "ann@example.org")])
    let faulty = try FaultyDesk()
    try faulty.prepare()
    try faulty.connect(vendor)
    let folder = faulty.desk.folder.path + "/needed"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
    try Data().write(to: URL(filePath: "\(folder)/\(name)"))
    try faulty.set(fault: "read-file", path: "\(folder)/\(name)")
    #expect(try Outcome(faulty.sync()) == words("Permission denied"))
    faulty.desk.environment["LD_LIBRARY_PATH"] = folder
    #expect(try Outcome(faulty.sync()) == words("allowed"))
  }

  @Test("A key among the system's libraries, which every connector can read, stops every run") func keyAmongLibraries()
    throws
  {
    let vendor = try PeopleVendor([.init("1", "ann@example.org")])
    let faulty = try FaultyDesk()
    try faulty.prepare()
    try faulty.connect(vendor)
    faulty.desk.environment["PATCHBAY_KEY_FILE"] = "/usr/lib/os-release"
    let refusal =
      "The key file '/usr/lib/os-release' lies beneath '/usr/lib', where every connector can read: nothing was run. Move it"
      + " to a folder without libraries, such as '/var/lib/patchbay'."
    #expect(try Outcome(faulty.sync()) == Outcome(code: 3, "refused", refusal))
    let doctor = try faulty.desk.patchbay("doctor", "sandbox")
    #expect(doctor.code == 1)
    #expect(doctor.output.hasSuffix("BAD  sandbox        \(refusal)\n"))
  }
}
