import HostMail
import HostModel
import HostSync
import RecordJSON

/// `patchbay mail …`
enum MailCommands {
  static let all: [Command] = [
    Command(
      "mail", "set",
      options: [
        .value("server", "URL", "smtp://HOST:587, encrypted by STARTTLS, or smtps://HOST:465."),
        .value("from", "ADDRESS", "Who the mails come from."),
        .value("user", "NAME", "The login; empty for none."),
        .flag("password", "Ask for its password, or read it from standard input."),
        .flag(
          "allow-plain", "Without a login: do with a server that knows no encryption. One on this computer may always."),
        .flag("require-tls", "Take --allow-plain back."),
      ], "Say where mail is handed over.",
      example: "patchbay mail set --server smtp://mail.example.org:587 --from patchbay@example.org --user p --password",
      run: set),
    Command(
      "mail", "show", options: [.flag("json", "Print JSON.")], "Show where mail is handed over.",
      example: "patchbay mail show", run: show),
    Command(
      "mail", "list", options: [.flag("json", "Print JSON.")], "List mail that waits, and mail that was given up.",
      example: "patchbay mail list", run: list),
    Command(
      "mail", "retry", ["[ID]"], options: [.flag("all", "All that is there.")],
      "Let a mail be tried again at once, also one that was given up.", example: "patchbay mail retry 12", run: retry),
    Command(
      "mail", "drop", ["[ID]"],
      options: [.flag("left-out", "Forget what was left out, as more waited than is kept: nobody is told of it.")],
      "Remove a mail unsent.", example: "patchbay mail drop 12", run: drop),
    Command(
      "mail", "send", options: [], "Send what is due now; 'patchbay serve' does so by itself.",
      example: "patchbay mail send",
      run: { try send($1) }),
  ]

  @Sendable private static func set(_ arguments: Arguments, _ session: Session) throws -> Int32 {
    guard !(arguments.has("allow-plain") && arguments.has("require-tls")) else {
      throw UsageError("--allow-plain and --require-tls exclude each other.")
    }
    let given = ["server", "from", "user", "password", "allow-plain", "require-tls"].filter { arguments.has($0) }
    guard !given.isEmpty else {
      throw UsageError("There is nothing to change. Give --server, --from, --user, --password or --allow-plain.")
    }
    let password = arguments.has("password") ? try SecretInput.line(for: "password", of: "mail") : nil
    let server = try session.host.setMailServer(
      url: arguments["server"], sender: arguments["from"], user: arguments["user"], password: password,
      allowsPlain: arguments.has("allow-plain") ? true : arguments.has("require-tls") ? false : nil)
    session.print("Mail from \(server.sender) goes to \(words(server)).")
    return 0
  }

  private static func words(_ server: MailServer) -> String {
    let login = server.user.map { "as '\($0)'" } ?? "without a login"
    let isOptional = !server.needsTLS && !server.url.hasPrefix("smtps://")
    let place = server.isLoopback ? ", as it is on this computer" : ""
    return "\(server.url) \(login), \(isOptional ? "encrypted if the server can\(place)" : "encrypted")"
  }

  @Sendable private static func show(_ arguments: Arguments, _ session: Session) throws -> Int32 {
    let server = try session.host.mailServer()
    if arguments.has("json") {
      session.print(
        server.map {
          JSONTree.object([
            .init("server", .string($0.url)), .init("from", .string($0.sender)),
            .init("user", $0.user.map { .string($0) } ?? .null), .init("allowsPlain", .bool($0.allowsPlain)),
          ])
        } ?? .null)
    } else if let server {
      session.print("Mail from \(server.sender) goes to \(words(server)).")
    } else {
      session.print("No mail can be sent yet. Say where with 'patchbay mail set'.")
    }
    return 0
  }

  @Sendable private static func list(_ arguments: Arguments, _ session: Session) throws -> Int32 {
    let (mails, count, leftOut) = try session.host.queuedMail()
    if arguments.has("json") {
      session.print(
        JSONTree.array(
          mails.map {
            .object([
              .init("id", .number(String($0.id))), .init("event", .string($0.event.description)),
              .init("to", .string($0.recipient)), .init("subject", .string($0.subject)),
              .init("made", .string(Report.time($0.made))), .init("tries", .number(String($0.tries))),
              .init("next", $0.isDead ? .null : .string(Report.time($0.next))), .init("givenUp", .bool($0.isDead)),
              .init("answer", .string($0.answer)),
            ])
          }))
    } else if mails.isEmpty {
      session.print("No mail waits.")
    } else {
      session.print(
        table: ["ID", "TO", "SUBJECT", "TRIES", "NEXT", "ANSWER"],
        mails.map {
          [
            String($0.id), $0.recipient, $0.subject, String($0.tries), $0.isDead ? "given up" : Report.time($0.next),
            $0.answer,
          ]
        })
      if count > mails.count {
        session.print("These are the oldest \(Report.grouped(mails.count)) of \(Report.grouped(count)).")
      }
    }
    if let leftOut { session.tell(leftOut.sentence, asJSON: arguments.has("json")) }
    return 0
  }

  @Sendable private static func retry(_ arguments: Arguments, _ session: Session) throws -> Int32 {
    guard arguments.has("all") != (arguments.operand(0) != nil) else {
      throw UsageError("Give the number of a mail, or --all.")
    }
    let (waiting, sending) = try session.host.retryMail(try arguments.operand(0).map(number))
    if sending > 0 {
      session.print("\(Report.counted(sending, "mail")) \(sending == 1 ? "is" : "are") being sent now.")
    }
    if waiting + sending == 0 { session.print("No mail waits.") }
    if waiting > 0 {
      session.print(
        "\(Report.counted(waiting, "mail")) will be tried at once: by 'patchbay serve', or with 'patchbay mail send'.")
    }
    return 0
  }

  @Sendable private static func drop(_ arguments: Arguments, _ session: Session) throws -> Int32 {
    guard arguments.has("left-out") != (arguments.operand(0) != nil) else {
      throw UsageError("Give the number of a mail, or --left-out.")
    }
    guard let operand = arguments.operand(0) else {
      let leftOut = try session.host.dropMailLeftOut()
      session.print(leftOut.map { "Nobody is told any more of \($0.words) left out." } ?? "Nothing was left out.")
      return 0
    }
    let id = try number(operand)
    try session.host.dropMail(id)
    session.print("Mail \(id) is removed.")
    return 0
  }

  private static func number(_ text: String) throws -> Int64 {
    guard let id = Int64(text) else { throw UsageError("'\(text)' is not the number of a mail.") }
    return id
  }

  /// Sends what is due, of these alone if `only` says so, and says what became of each; the exit code is 1 if any was not
  /// sent.
  static func send(_ session: Session, only: [Int64]? = nil) throws -> Int32 {
    guard try session.host.mailServer() != nil else {
      throw RunRefused("No mail can be sent yet. Say where with 'patchbay mail set'. Nothing was sent.")
    }
    var code: Int32 = 0
    var count = 0
    while let delivery = try session.host.deliverNext(only: only) {
      count += 1
      switch delivery.outcome {
      case .sent: session.print("Sent to \(delivery.recipient): \(delivery.subject)")
      case .later(let answer, let next):
        code = 1
        session.warn("Not sent to \(delivery.recipient): \(answer) It is tried again at \(Report.time(next)).")
      case .never(let answer):
        code = 1
        session.warn("Given up to \(delivery.recipient): \(answer) See 'patchbay mail list'.")
      }
    }
    // A serve may have been faster.
    if count == 0 { session.print(only == nil ? "No mail is due." : "A serve sends it.") }
    return code
  }
}
