import HostModel

extension HTTPFault {
  /// One sentence of what was asked and what came, and one of what to do.
  package var description: String {
    switch reason {
    case .cancelled: "\(request) was cancelled."
    case .badRequest(let problem): "The connector asked for \(request), \(problem). Tell the connector's author."
    case .credentialMissing(let key):
      "\(request) needs credential '\(key)', which is not set. Set it with: \(setting("--secret \(key)"))."
    case .settingMissing(let key):
      "\(request) needs '\(key)', which is not set. Set it with: \(setting("--set \(key)=…"))."
    case .undeclaredCredential(let connector, let key):
      "Connector '\(connector)' asked for \(request), with a placeholder for credential '\(key)', for which it asks"
        + " nobody. Nothing was sent. Tell the connector's author."
    case .badCredential(let key, let problem):
      "\(request) was not sent: credential '\(key)' \(problem). Type it again: \(setting("--secret \(key)"))."
    case .hostNotAllowed(let asked, let endpoint):
      "\(request) was refused: \(asked) is neither the endpoint (\(endpoint)) nor a host that the connector lists. "
        + "If the vendor moved, change the endpoint: \(setting("--endpoint URL"))."
    case .innerHost(let host):
      "\(request) was refused: the connector lists '\(host)', which is this computer or a private address. If a server of"
        + " the vendor's really stands there, an administrator can allow it: \(setting("--allow-private"))."
    case .privateAddress(let host, let address):
      "\(request) was refused: '\(host)' leads to \(address), a private address. If the vendor's server really "
        + "stands in your own network, an administrator can allow it: \(setting("--allow-private"))."
    case .notThisComputer(let host, let address):
      "\(request) was refused: '\(host)' must be this computer, but leads to \(address). Correct the computer's hosts file."
    case .quota(let words, let seconds):
      "\(request) was not sent: what the vendor allows this account, \(words), is used up by all that use it. There is room"
        + " in \(seconds > 120 ? "about \(seconds / 60) minutes" : counted(seconds, "second")). Try again then."
    case .caFile(let path):
      "\(request) was not sent: the certificate file '\(path)' cannot be read. Correct PATCHBAY_CA_FILE."
    case .stalled, .tooSlow, .broken, .badEncoding, .tooLarge, .headersTooLarge, .noRoom: sentenceOfBrokenAnswer
    case .redirect, .tooManyRedirects, .part, .answered, .limited, .firewall, .forbiddenPage: sentenceOfAnswer
    case .unknownHost, .refused, .unreachable, .connectTimeout, .proxy, .certificate, .tls: sentenceOfConnection
    }
  }

  private var sentenceOfConnection: String {
    switch reason {
    case .unknownHost(let host):
      "\(request) failed\(often): no address is known for '\(host)'. Check the endpoint's spelling and this computer's"
        + " name service."
    case .refused(let host, let port):
      "\(request) failed\(often): '\(host)' refuses connections on port \(port). Check the endpoint's host and port, or"
        + " try again when the vendor is back."
    case .unreachable(let host, let port, let detail):
      "\(request) failed\(often): no connection to '\(host)' port \(port) (\(detail)). Check the endpoint and this"
        + " computer's network."
    case .connectTimeout(let host, let port, let seconds):
      "\(request) failed\(often): no connection to '\(host)' port \(port) within \(counted(seconds, "second")). "
        + "Check the endpoint, this computer's network and its firewall."
    case .proxy(let detail):
      "\(request) failed\(often): the proxy did not connect (\(detail)). Check https_proxy and no_proxy."
    case .certificate(let host, let detail):
      "\(request) was not sent: the certificate of '\(host)' is not trusted (\(detail)). Check the endpoint; if the "
        + "vendor has a certificate authority of its own, name its file in PATCHBAY_CA_FILE."
    case .tls(let host, let detail):
      "\(request) failed\(often): no secure connection to '\(host)' (\(detail)). Check that the endpoint speaks https."
    default: ""
    }
  }

  private var sentenceOfBrokenAnswer: String {
    switch reason {
    case .stalled(let seconds, let bytes):
      "\(request) failed\(often): the vendor sent nothing for \(counted(seconds, "second")), after"
        + " \(counted(bytes, "byte")) of the answer. Try again later."
    case .tooSlow(let seconds, let bytes):
      "\(request) failed\(often): the answer was not complete after \(counted(seconds, "second"));"
        + " \(counted(bytes, "byte")) came. Try again later."
    case .broken(let bytes, let detail):
      "\(request) failed\(often): the connection broke after \(counted(bytes, "byte")) of the answer (\(detail)). "
        + "Try again later."
    case .badEncoding(let name, let detail):
      "\(request) was answered with Content-Encoding '\(name)', which cannot be unpacked (\(detail)). Check the endpoint"
        + " and what stands between it and this computer, and tell the vendor."
    case .tooLarge(let limit):
      "\(request) was stopped: the answer is larger than \(counted(limit, "byte")). If the connector has a setting "
        + "for the page size, lower it."
    case .headersTooLarge(let limit):
      "\(request) was stopped: the headers of the answer are larger than \(counted(limit, "byte")). Check the endpoint."
    case .noRoom(let limit):
      "\(request) was stopped: with the other answers that the connector keeps it is larger than "
        + "\(counted(limit, "byte")). If the connector has a setting for the page size, lower it; if not, tell the "
        + "connector's author."
    default: ""
    }
  }

  private var sentenceOfAnswer: String {
    switch reason {
    case .redirect(let status, let target, true):
      "\(request) was answered \(status), a redirect to \(target), where no credentials are sent. If the vendor moved,"
        + " change the endpoint: \(setting("--endpoint URL"))."
    case .redirect(let status, let target, false):
      "\(request) was answered \(status), a redirect to \(target), which is not followed. Check the endpoint's spelling."
    case .tooManyRedirects(let limit):
      "\(request) was redirected more than \(counted(limit, "time")). Check the endpoint's spelling."
    case .part(let status, let range):
      "\(request) was answered \(status) with a part of what was asked for\(range.isEmpty ? "" : " (\(range))"), and the"
        + " connector does not put parts together. Tell the connector's author."
    case .answered(let status, let excerpt, let retryAfter):
      "\(request) was answered \(status)\(often)\(quoted(excerpt)): " + advice(on: status, retryAfter)
    case .limited(let excerpt, let retryAfter):
      "\(request) was answered 403\(often)\(quoted(excerpt)): " + advice(on: 429, retryAfter)
    case .firewall(let excerpt):
      "\(request) was answered 403\(often)\(quoted(excerpt)), not by the vendor's API but by what stands before it, such as"
        + " a firewall. The credentials need not be wrong. Check the endpoint, and ask the vendor to let this computer in."
    case .forbiddenPage(let excerpt):
      "\(request) was answered 403\(often)\(quoted(excerpt)) with a web page: either"
        + " \(credentials.isEmpty ? "access is forbidden" : "\(named) may not read this"), or what stands before the"
        + " vendor's API, such as a firewall, does not let this computer in. Check the event or account code, and the"
        + " rights that the vendor gave this account; if they are right, ask the vendor to let this computer in."
    default: ""
    }
  }

  private func advice(on status: Int, _ retryAfter: Double?) -> String {
    switch status {
    case 401 where credentials.isEmpty: "the vendor wants credentials and the connector sent none."
    case 401:
      "\(named) \(credentials.count == 1 ? "was" : "were") refused. Set"
        + " \(credentials.count == 1 ? "it" : "them") again: "
        + setting(credentials.map { "--secret \($0)" }.joined(separator: " ")) + "."
    case 403 where credentials.isEmpty: "access is forbidden. Check the endpoint and the vendor's account."
    case 403:
      "\(named) may not read this. Check the event or account code, and the rights that the vendor gave this account."
    case 404: "there is nothing at this address. Check the event or account code, and the endpoint."
    case 410: "it is gone at the vendor. Check the event or account code."
    case 429:
      retryAfter.map {
        "the vendor's limit is used up for \(counted(Int($0.rounded(.up)), "second")). Run it again then."
      } ?? "the vendor's limit is used up. Run it again later."
    case 400...499: "the vendor does not accept the request. Check the settings of the connection."
    case 500...599: "the vendor has a fault. Try again later."
    default: "this is not an answer that the connector knows. Check the endpoint."
    }
  }

  private var named: String {
    "credential\(credentials.count == 1 ? "" : "s") "
      + credentials.map { "'\($0)'" }.joined(separator: " and ")
  }

  private func quoted(_ excerpt: String) -> String { excerpt.isEmpty ? "" : " (\"\(excerpt)\")" }

  private var often: String { tries > 1 ? " \(tries) times" : "" }

  private func setting(_ options: String) -> String { "patchbay connections set \(connection) \(options)" }

  /// `1,024 bytes`.
  private func counted(_ number: Int, _ noun: String) -> String {
    "\(number.grouped) \(noun)\(number == 1 ? "" : "s")"
  }
}
