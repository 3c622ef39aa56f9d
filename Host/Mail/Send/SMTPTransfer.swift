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
    /// It will never be taken: a 5xx.
    case never(String)
  }

  let server: MailServer
  let password: Secret?
  /// Certificates that are trusted instead of the system's.
  let caFile: String?

  /// Seconds until a connection stands, and for the whole of it.
  private static let patience = (connect: 15, whole: 120)

  private static let isReady = curl_global_init(Int(CURL_GLOBAL_ALL)) == CURLE_OK

  func send(_ mail: QueuedMail, at now: Double) -> Outcome {
    guard Self.isReady, let easy = curl_easy_init() else { return .later("libcurl could not be started") }
    defer { curl_easy_cleanup(easy) }
    let log = ServerWords()
    var headers: UnsafeMutablePointer<curl_slist>?
    var recipients: UnsafeMutablePointer<curl_slist>?
    defer {
      curl_slist_free_all(headers)
      curl_slist_free_all(recipients)
    }
    let domain = server.sender.split(separator: "@").last.map(String.init) ?? "localhost"
    for line in MailHeaders.lines(
      from: server.sender, to: mail.recipient, subject: mail.subject,
      id: "patchbay.\(mail.id).\(UInt64.random(in: .min ... .max))@\(domain)",
      at: now)
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
    ccurl_set_on_header(easy, takeServerWords, Unmanaged.passUnretained(log).toOpaque())
    let code = withExtendedLifetime(log) { curl_easy_perform(easy) }
    var status = 0
    ccurl_get_long(easy, CURLINFO_RESPONSE_CODE, &status)
    return outcome(code, status, log.last)
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
      curl_mime_filename(part, attachment.name)
      curl_mime_encoder(part, "base64")
    }
    return whole
  }

  private func outcome(_ code: CURLcode, _ status: Int, _ said: String) -> Outcome {
    guard code != CURLE_OK else { return .sent }
    let problem = String(cString: curl_easy_strerror(code))
    let words = Self.sentence(said.isEmpty ? problem : said)
    // Only what it says of this mail is its last word; that it does not greet or encrypt is not.
    let isOfThisMail = [CURLE_SEND_ERROR, CURLE_WEIRD_SERVER_REPLY, CURLE_RECV_ERROR, CURLE_REMOTE_ACCESS_DENIED]
      .contains(code)
    if isOfThisMail, (500..<600).contains(status) {
      return .never("\(server.url) does not take it: \(words) Check the address, and who the mail is from.")
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
    let host = url.split(separator: "/").dropFirst().first ?? ""
    return ["localhost", "[::1]"].contains { host == $0 || host.hasPrefix($0 + ":") } || host.hasPrefix("127.")
  }
}

/// The last answer of a server that is not 2xx or 3xx.
private final class ServerWords {
  var last = ""
}

/// A C function, as libcurl wants one: takes one line of the server's.
private func takeServerWords(
  _ data: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ user: UnsafeMutableRawPointer?
) -> Int {
  guard let data, let user else { return 0 }
  let line = String(decoding: UnsafeRawBufferPointer(start: data, count: size * count), as: UTF8.self)
  if let first = line.utf8.first, first == UInt8(ascii: "4") || first == UInt8(ascii: "5") {
    Unmanaged<ServerWords>.fromOpaque(user).takeUnretainedValue().last =
      String(line.trimmingCharacters(in: .whitespacesAndNewlines).prefix(300))
  }
  return size * count
}
