/// What the kernel granted when the worker gave up its rights. Each code is 0 if the layer is in force, otherwise the
/// negative errno with which the kernel refused it.
package struct SandboxReport: Equatable, Sendable {
  /// `PR_SET_NO_NEW_PRIVS`.
  package var noNewPrivileges: Int32
  /// Capabilities dropped; -EPERM cannot happen to a process that has none.
  package var capabilities: Int32
  /// Limits of memory, processor time, files and core dumps; and that the process ends with its host.
  package var limits: Int32
  /// No file but the system's libraries, the connector and the time zones.
  package var landlock: Int32
  /// No socket, process, trace or signal to others, and no system call that is not known to stay within the process.
  package var seccomp: Int32
  /// The Landlock version of the kernel, or a negative errno: -ENOSYS not built in, -EOPNOTSUPP off at boot, -EPERM
  /// refused by an outer profile.
  package var landlockVersion: Int32

  package init(
    noNewPrivileges: Int32, capabilities: Int32, limits: Int32, landlock: Int32, seccomp: Int32, landlockVersion: Int32
  ) {
    self.noNewPrivileges = noNewPrivileges
    self.capabilities = capabilities
    self.limits = limits
    self.landlock = landlock
    self.seccomp = seccomp
    self.landlockVersion = landlockVersion
  }

  /// Every layer by name with its code, in the order in which they were put in force.
  package var layers: [(name: String, code: Int32)] {
    [
      ("no_new_privs", noNewPrivileges), ("capabilities", capabilities), ("limits", limits), ("landlock", landlock),
      ("seccomp", seccomp),
    ]
  }

  /// The layers that are not in force.
  package var missing: [(name: String, code: Int32)] { layers.filter { $0.code != 0 } }

  /// Whether every layer is in force.
  package var isComplete: Bool { missing.isEmpty }
}

extension SandboxReport {
  init(from reader: inout ByteReader) throws(ChannelError) {
    self.init(
      noNewPrivileges: try reader.i32("no_new_privs"), capabilities: try reader.i32("capabilities"),
      limits: try reader.i32("limits"), landlock: try reader.i32("landlock"), seccomp: try reader.i32("seccomp"),
      landlockVersion: try reader.i32("landlock version"))
  }

  func write(to writer: inout ByteWriter) {
    for (_, code) in layers { writer.i32(code) }
    writer.i32(landlockVersion)
  }
}

extension SandboxReport {
  /// Before a worker has reported: nothing is in force.
  package static let unknown = SandboxReport(
    noNewPrivileges: -1, capabilities: -1, limits: -1, landlock: -1, seccomp: -1, landlockVersion: -1)
}
