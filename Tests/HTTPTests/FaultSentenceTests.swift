import Testing

@testable import HostPlugins

@Suite("What a user is told when a request fails") struct FaultSentenceTests {
  struct Case: Sendable {
    var reason: HTTPFault.Reason
    var status: Int32
    var sentence: String
    var credentials: [String] = ["token"]
    var tries = 1
  }

  static let cases = [
    Case(reason: .cancelled, status: 1, sentence: "GET https://a.example/x was cancelled."),
    Case(
      reason: .badRequest("whose URL is not valid"), status: 11,
      sentence: "The connector asked for GET https://a.example/x, whose URL is not valid. Tell the connector's author."),
    Case(
      reason: .credentialMissing(key: "token"), status: 2,
      sentence: "GET https://a.example/x needs credential 'token', which is not set. Set it with: patchbay "
        + "connections set e1/main --secret token."),
    Case(
      reason: .settingMissing(key: "region"), status: 6,
      sentence:
        "GET https://a.example/x needs 'region', which is not set. Set it with: patchbay connections set e1/main "
        + "--set region=…."),
    Case(
      reason: .undeclaredCredential(connector: "ticketline", key: "tokn"), status: 11,
      sentence:
        "Connector 'ticketline' asked for GET https://a.example/x, with a placeholder for credential 'tokn', for "
        + "which it asks nobody. Nothing was sent. Tell the connector's author."),
    Case(
      reason: .innerHost("127.0.0.1:6379"), status: 6,
      sentence:
        "GET https://a.example/x was refused: the connector lists '127.0.0.1:6379', which is this computer or a "
        + "private address. If a server of the vendor's really stands there, an administrator can allow it: patchbay "
        + "connections set e1/main --allow-private."),
    Case(
      reason: .badEncoding(name: "zip", detail: "Unrecognized content encoding type"), status: 7,
      sentence:
        "GET https://a.example/x was answered with Content-Encoding 'zip', which cannot be unpacked (Unrecognized "
        + "content encoding type). Check the endpoint and what stands between it and this computer, and tell the vendor."
    ),
    Case(
      reason: .limited(excerpt: "API rate limit exceeded", retryAfter: 30), status: 4,
      sentence:
        "GET https://a.example/x was answered 403 (\"API rate limit exceeded\"): the vendor's limit is used up for "
        + "30 seconds. Run it again then."),
    Case(
      reason: .limited(excerpt: "", retryAfter: nil), status: 4,
      sentence: "GET https://a.example/x was answered 403 4 times: the vendor's limit is used up. Run it again later.",
      tries: 4),
    Case(
      reason: .firewall(excerpt: "Attention Required!"), status: 5,
      sentence:
        "GET https://a.example/x was answered 403 (\"Attention Required!\"), not by the vendor's API but by what "
        + "stands before it, such as a firewall. The credentials need not be wrong. Check the endpoint, and ask the vendor "
        + "to let this computer in."),
    Case(
      reason: .forbiddenPage(excerpt: "HTTP Status 403 – Forbidden"), status: 3,
      sentence:
        "GET https://a.example/x was answered 403 (\"HTTP Status 403 – Forbidden\") with a web page: either "
        + "credential 'token' may not read this, or what stands before the vendor's API, such as a firewall, does not "
        + "let this computer in. Check the event or account code, and the rights that the vendor gave this account; if "
        + "they are right, ask the vendor to let this computer in."),
    Case(
      reason: .forbiddenPage(excerpt: ""), status: 3,
      sentence:
        "GET https://a.example/x was answered 403 with a web page: either access is forbidden, or what stands before "
        + "the vendor's API, such as a firewall, does not let this computer in. Check the event or account code, and "
        + "the rights that the vendor gave this account; if they are right, ask the vendor to let this computer in.",
      credentials: []),
    Case(
      reason: .badCredential(key: "token", problem: "holds a colon"), status: 2,
      sentence: "GET https://a.example/x was not sent: credential 'token' holds a colon. Type it again: patchbay "
        + "connections set e1/main --secret token."),
    Case(
      reason: .hostNotAllowed(asked: "https://b.example", endpoint: "https://a.example"), status: 6,
      sentence: "GET https://a.example/x was refused: https://b.example is neither the endpoint (https://a.example) "
        + "nor a host that the connector lists. If the vendor moved, change the endpoint: patchbay connections set "
        + "e1/main --endpoint URL."),
    Case(
      reason: .privateAddress(host: "a.example", address: "10.0.0.5"), status: 6,
      sentence: "GET https://a.example/x was refused: 'a.example' leads to 10.0.0.5, a private address. If the "
        + "vendor's server really stands in your own network, an administrator can allow it: patchbay connections "
        + "set e1/main --allow-private."),
    Case(
      reason: .notThisComputer(host: "localhost", address: "8.8.8.8"), status: 6,
      sentence: "GET https://a.example/x was refused: 'localhost' must be this computer, but leads to 8.8.8.8. "
        + "Correct the computer's hosts file."),
    Case(
      reason: .unknownHost("a.example"), status: 5,
      sentence: "GET https://a.example/x failed 4 times: no address is known for 'a.example'. Check the endpoint's "
        + "spelling and this computer's name service.", tries: 4),
    Case(
      reason: .refused(host: "a.example", port: 443), status: 5,
      sentence: "GET https://a.example/x failed: 'a.example' refuses connections on port 443. Check the endpoint's "
        + "host and port, or try again when the vendor is back."),
    Case(
      reason: .unreachable(host: "a.example", port: 443, detail: "Network is unreachable"), status: 5,
      sentence: "GET https://a.example/x failed: no connection to 'a.example' port 443 (Network is unreachable). "
        + "Check the endpoint and this computer's network."),
    Case(
      reason: .connectTimeout(host: "a.example", port: 443, seconds: 10), status: 5,
      sentence: "GET https://a.example/x failed: no connection to 'a.example' port 443 within 10 seconds. Check the "
        + "endpoint, this computer's network and its firewall."),
    Case(
      reason: .proxy(detail: "it answered 403"), status: 5,
      sentence: "GET https://a.example/x failed: the proxy did not connect (it answered 403). Check https_proxy and "
        + "no_proxy."),
    Case(
      reason: .certificate(host: "a.example", detail: "SSL certificate problem: certificate has expired"), status: 5,
      sentence: "GET https://a.example/x was not sent: the certificate of 'a.example' is not trusted (SSL certificate "
        + "problem: certificate has expired). Check the endpoint; if the vendor has a certificate authority of its "
        + "own, name its file in PATCHBAY_CA_FILE."),
    Case(
      reason: .tls(host: "a.example", detail: "wrong version number"), status: 5,
      sentence: "GET https://a.example/x failed: no secure connection to 'a.example' (wrong version number). Check "
        + "that the endpoint speaks https."),
    Case(
      reason: .caFile(path: "/ca.pem"), status: 6,
      sentence: "GET https://a.example/x was not sent: the certificate file '/ca.pem' cannot be read. Correct "
        + "PATCHBAY_CA_FILE."),
    Case(
      reason: .stalled(seconds: 60, bytes: 1024), status: 5,
      sentence: "GET https://a.example/x failed: the vendor sent nothing for 60 seconds, after 1,024 bytes of the "
        + "answer. Try again later."),
    Case(
      reason: .tooSlow(seconds: 300, bytes: 1_234_567), status: 5,
      sentence: "GET https://a.example/x failed: the answer was not complete after 300 seconds; 1,234,567 bytes "
        + "came. Try again later."),
    Case(
      reason: .broken(bytes: 1, detail: "Recv failure: Connection reset by peer"), status: 5,
      sentence: "GET https://a.example/x failed: the connection broke after 1 byte of the answer (Recv failure: "
        + "Connection reset by peer). Try again later."),
    Case(
      reason: .tooLarge(limit: 67_108_864), status: 7,
      sentence: "GET https://a.example/x was stopped: the answer is larger than 67,108,864 bytes. If the connector "
        + "has a setting for the page size, lower it."),
    Case(
      reason: .headersTooLarge(limit: 262_144), status: 7,
      sentence: "GET https://a.example/x was stopped: the headers of the answer are larger than 262,144 bytes. Check "
        + "the endpoint."),
    Case(
      reason: .redirect(status: 302, to: "https://b.example", isHost: true), status: 6,
      sentence: "GET https://a.example/x was answered 302, a redirect to https://b.example, where no credentials are "
        + "sent. If the vendor moved, change the endpoint: patchbay connections set e1/main --endpoint URL."),
    Case(
      reason: .redirect(status: 301, to: "'/y'", isHost: false), status: 6,
      sentence: "GET https://a.example/x was answered 301, a redirect to '/y', which is not followed. Check the "
        + "endpoint's spelling."),
    Case(
      reason: .tooManyRedirects(limit: 5), status: 6,
      sentence: "GET https://a.example/x was redirected more than 5 times. Check the endpoint's spelling."),
    Case(
      reason: .answered(status: 401, excerpt: "Invalid token.", retryAfter: nil), status: 2,
      sentence: "GET https://a.example/x was answered 401 (\"Invalid token.\"): credential 'token' was refused. Set it "
        + "again: patchbay connections set e1/main --secret token."),
    Case(
      reason: .answered(status: 401, excerpt: "", retryAfter: nil), status: 2,
      sentence: "GET https://a.example/x was answered 401: credentials 'user' and 'password' were refused. Set them "
        + "again: patchbay connections set e1/main --secret user --secret password.", credentials: ["user", "password"]),
    Case(
      reason: .answered(status: 401, excerpt: "", retryAfter: nil), status: 2,
      sentence: "GET https://a.example/x was answered 401: the vendor wants credentials and the connector sent none.",
      credentials: []),
    Case(
      reason: .answered(status: 403, excerpt: "", retryAfter: nil), status: 3,
      sentence: "GET https://a.example/x was answered 403: credential 'token' may not read this. Check the event or "
        + "account code, and the rights that the vendor gave this account."),
    Case(
      reason: .answered(status: 403, excerpt: "", retryAfter: nil), status: 3,
      sentence: "GET https://a.example/x was answered 403: access is forbidden. Check the endpoint and the vendor's "
        + "account.", credentials: []),
    Case(
      reason: .answered(status: 404, excerpt: "", retryAfter: nil), status: 8,
      sentence: "GET https://a.example/x was answered 404: there is nothing at this address. Check the event or "
        + "account code, and the endpoint."),
    Case(
      reason: .answered(status: 410, excerpt: "", retryAfter: nil), status: 8,
      sentence: "GET https://a.example/x was answered 410: it is gone at the vendor. Check the event or account code."),
    Case(
      reason: .answered(status: 429, excerpt: "", retryAfter: 3600), status: 4,
      sentence: "GET https://a.example/x was answered 429: the vendor's limit is used up for 3,600 seconds. Run it "
        + "again then."),
    Case(
      reason: .answered(status: 429, excerpt: "", retryAfter: nil), status: 4,
      sentence: "GET https://a.example/x was answered 429 4 times: the vendor's limit is used up. Run it again later.",
      tries: 4),
    Case(
      reason: .answered(status: 422, excerpt: "bad page", retryAfter: nil), status: 6,
      sentence: "GET https://a.example/x was answered 422 (\"bad page\"): the vendor does not accept the request. "
        + "Check the settings of the connection."),
    Case(
      reason: .answered(status: 503, excerpt: "", retryAfter: nil), status: 5,
      sentence: "GET https://a.example/x was answered 503 4 times: the vendor has a fault. Try again later.", tries: 4),
    Case(
      reason: .answered(status: 304, excerpt: "", retryAfter: nil), status: 7,
      sentence: "GET https://a.example/x was answered 304: this is not an answer that the connector knows. Check the "
        + "endpoint."),
  ]

  @Test(arguments: cases) func reads(_ c: Case) {
    let fault = HTTPFault(
      reason: c.reason, request: "GET https://a.example/x", connection: "e1/main", credentials: c.credentials,
      tries: c.tries)
    #expect(fault.description == c.sentence)
    #expect(fault.status == c.status)
  }
}
