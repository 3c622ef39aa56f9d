import CSandbox
import Glibc
import HostChannel

/// Puts every layer of the sandbox in force that the kernel has, and tells which.
///
/// Called while the process has one thread and before any code of the connector is in it.
func giveUpRights(connector: String, memory: UInt64, seconds: UInt64) -> SandboxReport {
  let readable = readablePaths(connector: connector)
  let noNewPrivileges = sandbox_no_new_privileges()
  let capabilities = sandbox_drop_capabilities()
  let limits = sandbox_limit(memory, seconds)
  let strings = readable.map { strdup($0) }
  defer { for string in strings { free(string) } }
  let landlock = strings.map { UnsafePointer($0) }.withUnsafeBufferPointer {
    sandbox_landlock($0.baseAddress, $0.count)
  }
  let version = sandbox_landlock_version()
  return SandboxReport(
    noNewPrivileges: noNewPrivileges, capabilities: capabilities, limits: limits, landlock: landlock,
    seccomp: sandbox_seccomp(), landlockVersion: version)
}

/// What loading a library and telling the time need, and nothing else: no /etc, no /proc, no home.
private func readablePaths(connector: String) -> [String] {
  var paths = [
    "/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib", "/etc/ld.so.cache", "/etc/localtime",
    "/usr/share/zoneinfo", "/sys/devices/system/cpu", "/dev/null", "/dev/urandom",
  ]
  if let runtime = swiftRuntimeFolder() { paths.append(runtime) }
  if let folders = getenv("LD_LIBRARY_PATH") {
    paths += String(cString: folders).split(separator: ":").map(String.init)
  }
  paths.append(connector)
  return paths
}

/// Where the Swift runtime of this process was loaded from: a connector needs more libraries from there.
private func swiftRuntimeFolder() -> String? {
  guard let symbol = dlsym(nil, "swift_retain"), let name = sandbox_file_holding(symbol) else { return nil }
  let file = String(cString: name)
  guard file.contains(".so"), let slash = file.lastIndex(of: "/") else { return nil }
  return String(file[..<slash])
}
