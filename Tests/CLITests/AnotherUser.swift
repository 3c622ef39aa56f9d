import Foundation
import Glibc
import TestSupport

/// A user without privileges: `nobody` if the tests run as root, otherwise whoever runs them.
struct AnotherUser {
  /// Starts a program as that user.
  let launcher: [String]

  /// Hands an operator's folder over, with a copy of the program; what else is to be in it is there already.
  init(for desk: Operator) throws {
    guard geteuid() == 0 else {
      launcher = ["/usr/bin/env"]
      return
    }
    try Products.copy(to: desk.folder.path)
    desk.program = desk.folder.path + "/patchbay"
    let given = try Launch.run("/usr/bin/env", ["chown", "-R", "65534:65534", desk.folder.path])
    guard given.code == 0 else { throw StepFailed(finished: given) }
    launcher = ["/usr/bin/setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
  }
}
