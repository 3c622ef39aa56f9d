import CCurl
import Foundation
import HostModel

/// Hands one mail over to a server (RFC 5321), with libcurl. On one thread, from beginning to end.
struct SMTPTransfer {
  /// How it ended.
  enum Outcome: Sendable, Equatable {
    case sent
    /// It may be taken later: no connection, a 4xx, credentials that are refused and can be set anew.
    case later(String)
    /// It will never be taken: the server says so of its recipient or of what it holds.
    case never(String)
    /// It may be taken if it is smaller.
    case tooLarge(String)
  }

  let server: MailServer
  let password: Secret?
  /// Certificates that are trusted instead of the system's.
  let caFile: String?

  /// Seconds until a connection stands, and for the whole of it.
  private static let patience = (connect: 15, whole: 120)

  private static let isReady = curl_global_init(Int(CURL_GLOBAL_ALL)) == CURLE_OK

  func send(_ mail: QueuedMail, at now: Double) -> Outcome {
    // Whoever writes to the files with a tool of their own must not write header lines.
    guard Mailbox(mail.recipient)?.address == mail.recipient else {
      return .never(
        "'\(ShortText.shown(mail.recipient).onOneLine)' cannot be a mail address here: \(Mailbox.rule). Take it off its list with"
          + " 'patchbay subscribers set'.")
    }
    guard Mailbox(server.sender)?.address == server.sender else {
      return .later(
        "'\(ShortText.shown(server.sender).onOneLine)' cannot be a sender: \(Mailbox.rule). Give another one with 'patchbay mail"
          + " set --from'.")
    }
    guard Self.isReady, let easy = curl_easy_init() else { return .later("libcurl could not be started") }
    defer { curl_easy_cleanup(easy) }
    let talk = SMTPTalk()
    var headers: UnsafeMutablePointer<curl_slist>?
    var recipients: UnsafeMutablePointer<curl_slist>?
    defer {
      curl_slist_free_all(headers)
      curl_slist_free_all(recipients)
    }
    let domain = server.sender.split(separator: "@").last.map(String.init) ?? "localhost"
    for line in MailHeaders.lines(
      from: server.sender, to: mail.recipient, subject: mail.subject,
      id: "patchbay.\(Self.identity(of: mail))@\(domain)", at: now)
    { headers = curl_slist_append(headers, line) }
    recipients = curl_slist_append(recipients, "<\(mail.recipient)>")
    guard let mime = body(of: mail, easy) else { return .later("libcurl has no room for the mail") }
    defer { curl_mime_free(mime) }
    func set(_ option: CURLoption, _ value: Int) { ccurl_set_long(easy, option, value) }
    func set(_ option: CURLoption, _ value: String) { _ = value.withCString { ccurl_set_pointer(easy, option, $0) } }
    set(CURLOPT_URL, server.url)
    set(CURLOPT_PROTOCOLS_STR, "smtp,smtps")
    set(CURLOPT_NOSIGNAL, 1)
    set(CURLOPT_CONNECTTIMEOUT, Self.patience.connect)
    set(CURLOPT_TIMEOUT, Self.patience.whole)
    set(CURLOPT_USE_SSL, Int((server.needsTLS ? CURLUSESSL_ALL : CURLUSESSL_TRY).rawValue))
    if let caFile { set(CURLOPT_CAINFO, caFile) }
    if let user = server.user, let password {
      set(CURLOPT_USERNAME, user)
      password.reveal { bytes in
        // libcurl copies it; with a final zero of our own, as a secret has none.
        var text = bytes.map { CChar(bitPattern: $0) } + [0]
        ccurl_set_pointer(easy, CURLOPT_PASSWORD, &text)
        text.withUnsafeMutableBytes { _ = $0.initializeMemory(as: UInt8.self, repeating: 0) }
      }
    }
    set(CURLOPT_MAIL_FROM, "<\(server.sender)>")
    ccurl_set_pointer(easy, CURLOPT_MAIL_RCPT, recipients)
    ccurl_set_pointer(easy, CURLOPT_HTTPHEADER, headers)
    ccurl_set_pointer(easy, CURLOPT_MIMEPOST, UnsafeRawPointer(mime))
    ccurl_set_on_trace(easy, takeSMTPTalk, Unmanaged.passUnretained(talk).toOpaque())
    let code = withExtendedLifetime(talk) { curl_easy_perform(easy) }
    var status = 0
    ccurl_get_long(easy, CURLINFO_RESPONSE_CODE, &status)
    return outcome(code, status, talk)
  }

  /// The same at each try of the same mail, so that whoever gets it twice can tell (RFC 5322, section 3.6.4).
  private static func identity(of mail: QueuedMail) -> String {
    let parts = mail.parts.isEmpty ? "\(mail.id)" : "\(mail.id)-\(mail.parts.max() ?? 0)-\(mail.parts.count)"
    return "\(parts).\(UInt64(abs(mail.made) * 1e6))"
  }

  /// Text and HTML beside each other, then what is attached.
  private func body(of mail: QueuedMail, _ easy: UnsafeMutableRawPointer) -> OpaquePointer? {
    guard let whole = curl_mime_init(easy), let words = curl_mime_init(easy) else { return nil }
    for (text, type) in [(mail.text, "text/plain; charset=utf-8"), (mail.html, "text/html; charset=utf-8")] {
      let part = curl_mime_addpart(words)
      // Lines end with CR and LF (RFC 2045, section 6.7): a lone LF would go out as a byte within one line.
      let lines = text.replacing("\n", with: "\r\n")
      curl_mime_data(part, lines, lines.utf8.count)
      curl_mime_type(part, type)
      curl_mime_encoder(part, "quoted-printable")
    }
    let first = curl_mime_addpart(whole)
    // From here on the whole owns the words.
    curl_mime_subparts(first, words)
    curl_mime_type(first, "multipart/alternative")
    if let attachment = mail.attachment {
      let part = curl_mime_addpart(whole)
      attachment.bytes.withUnsafeBytes {
        _ = curl_mime_data(part, $0.bindMemory(to: CChar.self).baseAddress, $0.count)
      }
      curl_mime_type(part, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
      curl_mime_filename(part, attachment.name.onOneLine)
      curl_mime_encoder(part, "base64")
    }
    return whole
  }

  private func outcome(_ code: CURLcode, _ status: Int, _ talk: SMTPTalk) -> Outcome {
    guard code != CURLE_OK else { return .sent }
    let problem = String(cString: curl_easy_strerror(code))
    let words = Self.sentence(talk.refusal.isEmpty ? problem : talk.refusal)
    switch SMTPRefusal(status: status, words: talk.refusal, command: talk.refused) {
    case .ofSize: return .tooLarge("\(server.url) does not take it: \(words) It is too large.")
    case .ofMail:
      return .never("\(server.url) does not take it: \(words) Check the address, and who the mail is from.")
    case .ofSender:
      return .later(
        "\(server.url) does not take mail from '\(server.sender)': \(words) Give another sender with 'patchbay mail set"
          + " --from', or a login with --user NAME --password.")
    case nil: break
    }
    switch code {
    case CURLE_LOGIN_DENIED:
      return .later(
        "\(server.url) refused the login of user '\(server.user ?? "")': \(words) Give it anew with 'patchbay mail set --user"
          + " NAME --password'.")
    case CURLE_USE_SSL_FAILED:
      return .later(
        "\(server.url) offers no encryption (STARTTLS): \(words) Give another server or port with 'patchbay mail set"
          + " --server'; without a login, --allow-plain does without.")
    case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE:
      let file = caFile.map { " ('\($0)')" } ?? ""
      return .later(
        "\(server.url) could not be proved to be itself: \(words) Name a readable file with its authority's certificate in"
          + " PATCHBAY_CA_FILE\(file).")
    default:
      return .later(
        "Handing it to \(server.url) failed: \(words) If that stays so, look at 'patchbay mail show' and give it anew with"
          + " 'patchbay mail set'.")
    }
  }

  /// With its full stop.
  private static func sentence(_ words: String) -> String {
    words.last.map { ".!?".contains($0) } ?? true ? words : words + "."
  }
}

extension MailServer {
  /// True unless it may do without encryption. A login goes over an encrypted connection, to another computer in any case.
  package var needsTLS: Bool { !isLoopback && (!allowsPlain || user != nil) }

  /// True if mail does not leave this computer on its way to the server.
  package var isLoopback: Bool {
    let place = url.split(separator: "/").dropFirst().first ?? ""
    if ["localhost", "[::1]"].contains(where: { place == $0 || place.hasPrefix($0 + ":") }) { return true }
    // As numbers alone: 127.mail.example.org is anywhere.
    let parts = place.prefix { $0 != ":" }.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
  }
}
