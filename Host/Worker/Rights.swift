import CSandbox
import Glibc
import HostChannel

/// Puts every layer of the sandbox in force that the kernel has, and tells which.
///
/// Called while the process has one thread and before any code of the connector is in it.
func giveUpRights(connector: String, memory: UInt64, seconds: UInt64) -> SandboxReport {
  let paths = systemPaths + (connector.isEmpty ? [] : [connector])
  let folders = libraryFolders()
  let noNewPrivileges = sandbox_no_new_privileges()
  let capabilities = sandbox_drop_capabilities()
  var limits = sandbox_limit(memory, seconds)
  let bound = sandbox_end_with_host(HostLink.descriptor)
  if limits == 0 { limits = bound }
  let landlock = withCStrings(paths) { paths, count in
    withCStrings(folders) { sandbox_landlock(paths, count, $0, $1) }
  }
  let version = sandbox_landlock_version()
  return SandboxReport(
    noNewPrivileges: noNewPrivileges, capabilities: capabilities, limits: limits, landlock: landlock,
    seccomp: sandbox_seccomp(), landlockVersion: version)
}

/// Puts the name of the computer's time zone into the environment. Foundation, for one, learns it from where the link
/// /etc/localtime leads, which nobody can ask once the rights are given up, and takes GMT then.
func nameTimeZone() {
  guard getenv("TZ") == nil else { return }
  var target = [CChar](repeating: 0, count: 1024)
  let count = readlink("/etc/localtime", &target, target.count)
  guard count > 0 else { return }
  let folders = String(decoding: target[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self).split(separator: "/")
  guard let start = folders.lastIndex(of: "zoneinfo") else { return }
  let name = folders[(start + 1)...].joined(separator: "/")
  // A name that the C library does not find would be UTC to it, where the link works.
  guard !name.isEmpty, access("/usr/share/zoneinfo/" + name, R_OK) == 0 else { return }
  setenv("TZ", name, 0)
}

/// What loading a library and telling the time need, and nothing else: no /etc, no /proc, no home.
private let systemPaths = [
  "/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib", "/etc/ld.so.cache", "/etc/localtime",
  "/usr/share/zoneinfo", "/sys/devices/system/cpu", "/dev/null", "/dev/urandom",
]

/// Where else libraries lie. A home may lie there too, or beneath: the libraries alone may be opened.
private func libraryFolders() -> [String] {
  var folders: [String] = []
  if let runtime = swiftRuntimeFolder() { folders.append(runtime) }
  if let named = getenv("LD_LIBRARY_PATH") {
    // An empty part is the working folder to the loader.
    folders += String(cString: named).split(omittingEmptySubsequences: false) { $0 == ":" || $0 == ";" }
      .map { $0.isEmpty ? "." : String($0) }
  }
  return folders
}

/// Where the Swift runtime of this process was loaded from: a connector needs more libraries from there.
private func swiftRuntimeFolder() -> String? {
  guard let symbol = dlsym(nil, "swift_retain"), let name = sandbox_file_holding(symbol) else { return nil }
  let file = String(cString: name)
  guard file.contains(".so"), let slash = file.lastIndex(of: "/") else { return nil }
  return String(file[..<slash])
}

/// Hands out `strings` as a vector for the duration of `body`.
private func withCStrings<R>(_ strings: [String], _ body: (UnsafePointer<UnsafePointer<CChar>?>?, Int) -> R) -> R {
  let copies = strings.map { strdup($0) }
  defer { for copy in copies { free(copy) } }
  return copies.map { UnsafePointer($0) }.withUnsafeBufferPointer { body($0.baseAddress, $0.count) }
}
