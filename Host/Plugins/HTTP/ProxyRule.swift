/// The proxy that the usual environment variables name for a host.
///
/// Read here and not by libcurl, because the client must know whether an address is the vendor's or the proxy's.
struct ProxyRule: Sendable {
  private let proxy: String?
  private let exceptions: [String]

  /// `https_proxy`, else `all_proxy`, and `no_proxy`, in small or capital letters; `http_proxy` is never needed, since
  /// plain http goes to this computer alone.
  init(environment: [String: String]) {
    func value(_ names: String...) -> String? {
      names.lazy.compactMap { environment[$0] }.first { !$0.isEmpty }
    }
    proxy = value("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY")
    exceptions = (value("no_proxy", "NO_PROXY") ?? "").lowercased().split { $0 == "," || $0 == " " }.map {
      String($0.hasPrefix(".") ? $0.dropFirst() : $0)
    }
  }

  /// The proxy for this address, nil for a direct connection; this computer is always reached directly.
  func proxy(for address: WebAddress) -> String? {
    guard let proxy, !address.namesThisComputer else { return nil }
    let isExcepted = exceptions.contains { $0 == "*" || $0 == address.host || address.host.hasSuffix("." + $0) }
    return isExcepted ? nil : proxy
  }
}
