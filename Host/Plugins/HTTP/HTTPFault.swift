import ConnectorABI

/// Why a request gave no answer, for the program and, as its description, for people.
///
/// Every text in it is redacted when it is made.
package struct HTTPFault: Error, Sendable, Equatable, CustomStringConvertible {
  package enum Reason: Error, Sendable, Equatable {
    case cancelled
    /// A request that no operator can repair; `problem` continues "…, asked for something ".
    case badRequest(String)
    case credentialMissing(key: String)
    /// A field that is no secret and has no value.
    case settingMissing(key: String)
    /// A placeholder for what the connector does not ask people for.
    case undeclaredCredential(connector: String, key: String)
    /// `problem` continues "credential 'x' ".
    case badCredential(key: String, problem: String)
    case hostNotAllowed(asked: String, endpoint: String)
    /// A host that the connector lists and that no vendor has: this computer, or a private address.
    case innerHost(String)
    case privateAddress(host: String, address: String)
    case notThisComputer(host: String, address: String)
    case unknownHost(String)
    case refused(host: String, port: Int)
    /// No connection for another reason, in libcurl's words.
    case unreachable(host: String, port: Int, detail: String)
    case connectTimeout(host: String, port: Int, seconds: Int)
    case proxy(detail: String)
    /// The certificate is not trusted or names another host.
    case certificate(host: String, detail: String)
    case tls(host: String, detail: String)
    case caFile(path: String)
    case stalled(seconds: Int, bytes: Int)
    case tooSlow(seconds: Int, bytes: Int)
    case broken(bytes: Int, detail: String)
    /// An answer packed in a way that cannot be unpacked; `name` is what its `Content-Encoding` says.
    case badEncoding(name: String, detail: String)
    case tooLarge(limit: Int)
    case headersTooLarge(limit: Int)
    /// With what is kept of other answers it would be more than the job may keep.
    case noRoom(limit: Int)
    case redirect(status: Int, to: String, isHost: Bool)
    case tooManyRedirects(limit: Int)
    /// A part of what was asked for; `range` is empty if the vendor did not say which.
    case part(status: Int, range: String)
    /// The budget that the account's users share has no room for so many seconds.
    case quota(words: String, seconds: Int)
    /// `excerpt` is the start of a text answer; `retryAfter` the seconds that the vendor asked to wait.
    case answered(status: Int, excerpt: String, retryAfter: Double?)
    /// A 403 that speaks of a limit, and not of rights.
    case limited(excerpt: String, retryAfter: Double?)
    /// A 403 of what stands before the vendor's API.
    case firewall(excerpt: String)
    /// A 403 in a web page, which may be the vendor's or of what stands before its API.
    case forbiddenPage(excerpt: String)
  }

  package let reason: Reason
  /// Method and URL without secrets: `GET https://…`.
  package let request: String
  /// `EID/CONNECTION`, for the command that helps.
  package let connection: String
  /// Keys of the credentials that went out with the request.
  package let credentials: [String]
  /// How often it was tried.
  package let tries: Int

  /// The `conn_status` of the C header.
  package var status: Int32 {
    switch reason {
    case .cancelled: CONN_CANCELLED
    case .badRequest, .undeclaredCredential: CONN_INTERNAL
    case .credentialMissing, .badCredential: CONN_AUTH
    case .settingMissing, .hostNotAllowed, .innerHost, .privateAddress, .notThisComputer, .caFile, .redirect,
      .tooManyRedirects:
      CONN_BAD_CONFIG
    case .unknownHost, .refused, .unreachable, .connectTimeout, .proxy, .certificate, .tls, .stalled, .tooSlow, .broken,
      .firewall:
      CONN_TRANSIENT
    case .badEncoding, .tooLarge, .headersTooLarge, .noRoom, .part: CONN_BAD_DATA
    case .quota, .limited: CONN_RATE_LIMITED
    case .answered(let status, _, _): Self.status(of: status)
    case .forbiddenPage: CONN_FORBIDDEN
    }
  }

  /// The status of the answer, if there was one.
  package var httpStatus: Int? {
    switch reason {
    case .answered(let status, _, _), .redirect(let status, _, _), .part(let status, _): status
    case .limited, .firewall, .forbiddenPage: 403
    default: nil
    }
  }

  /// True if another try may do better.
  var mayPass: Bool {
    switch reason {
    case .unknownHost, .refused, .unreachable, .connectTimeout, .proxy, .tls, .stalled, .broken, .limited: true
    case .answered(let status, _, _): RetryRule.mayPass(status)
    default: false
    }
  }

  private static func status(of answer: Int) -> Int32 {
    switch answer {
    case 401: CONN_AUTH
    case 403: CONN_FORBIDDEN
    case 404, 410: CONN_NOT_FOUND
    case 429: CONN_RATE_LIMITED
    case 400...499: CONN_BAD_CONFIG
    case 500...599: CONN_TRANSIENT
    default: CONN_BAD_DATA
    }
  }
}

extension HTTPFault.Reason {
  /// The reason with texts that came from outside passed through `redact`.
  func redacted(_ redact: (String) -> String) -> Self {
    switch self {
    case .unreachable(let host, let port, let detail): .unreachable(host: host, port: port, detail: redact(detail))
    case .proxy(let detail): .proxy(detail: redact(detail))
    case .certificate(let host, let detail): .certificate(host: host, detail: redact(detail))
    case .tls(let host, let detail): .tls(host: host, detail: redact(detail))
    case .broken(let bytes, let detail): .broken(bytes: bytes, detail: redact(detail))
    case .badEncoding(let name, let detail): .badEncoding(name: redact(name), detail: redact(detail))
    default: self
    }
  }
}
