import HostModel

// Where mail is handed over.
extension HostStore {
  /// Where mail is handed over, with its sealed password; nil if that was not set.
  package func mailServer() throws -> (server: MailServer, password: [UInt8]?)? {
    try database.rows("SELECT url, sender, user, password, allows_plain FROM mail_server") {
      (
        server: MailServer(
          url: $0.text(0), sender: $0.text(1), user: $0.isNull(2) ? nil : $0.text(2), allowsPlain: $0.integer(4) != 0),
        password: $0.isNull(3) ? nil : $0.blob(3)
      )
    }.first
  }

  package func setMailServer(_ server: MailServer, password: [UInt8]?) throws {
    try database.run(
      "INSERT OR REPLACE INTO mail_server VALUES(1,?,?,?,?,?)", .text(server.url), .text(server.sender),
      SQLValue(server.user), password.map { .blob($0) } ?? .null, .integer(server.allowsPlain ? 1 : 0))
  }
}
