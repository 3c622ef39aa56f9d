import CCurl
import Glibc

/// One libcurl easy handle, kept as long as its client, and the transfer it is at.
///
/// Its address is given to libcurl, so it never moves; one thread at a time.
final class CurlSlot {
  let easy: UnsafeMutableRawPointer
  private(set) var transfer: Transfer?
  private let hosts: AllowedHosts
  private let errorText: UnsafeMutablePointer<CChar>
  private let addressRule: UnsafeMutablePointer<ccurl_address_rule>
  private var lists: [UnsafeMutablePointer<curl_slist>] = []
  private var usesProxy = false

  /// Nil if libcurl has no memory.
  init?(hosts: AllowedHosts) {
    guard let easy = curl_easy_init() else { return nil }
    self.easy = easy
    self.hosts = hosts
    errorText = .allocate(capacity: Int(CURL_ERROR_SIZE))
    errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
    addressRule = .allocate(capacity: 1)
    addressRule.initialize(to: ccurl_address_rule())
  }

  deinit {
    curl_easy_cleanup(easy)
    forgetLists()
    errorText.deallocate()
    addressRule.deallocate()
  }

  /// Sets the handle up for a transfer; it is not yet started.
  func prepare(_ transfer: Transfer, settings: HTTPSettings, proxy: String?) {
    self.transfer = transfer
    usesProxy = proxy != nil
    forgetLists()
    errorText[0] = 0
    // Keeps connections, TLS sessions and names.
    curl_easy_reset(easy)
    setFixedOptions(settings)
    set(CURLOPT_URL, transfer.address.description)
    set(CURLOPT_PROXY, proxy ?? "")
    set(CURLOPT_NOPROXY, "")
    setList(CURLOPT_HTTPHEADER, transfer.headerLines)
    if !settings.pinned.isEmpty { setList(CURLOPT_RESOLVE, settings.pinned.map { Array($0.utf8) }) }
    setMethod(transfer)
  }

  /// Lets the transfer go, when libcurl no longer works on it.
  func clear() -> Transfer? {
    defer { transfer = nil }
    return transfer
  }

  private func setFixedOptions(_ settings: HTTPSettings) {
    let user = Unmanaged.passUnretained(self).toOpaque()
    _ = ccurl_set_on_body(easy, slotReceivesBody, user)
    _ = ccurl_set_on_header(easy, slotReceivesHeader, user)
    addressRule.pointee = ccurl_address_rule(allows: slotAllowsAddress, user: user)
    _ = ccurl_set_address_rule(easy, addressRule)
    _ = ccurl_set_pointer(easy, CURLOPT_ERRORBUFFER, errorText)
    set(CURLOPT_PROTOCOLS_STR, "http,https")
    set(CURLOPT_FOLLOWLOCATION, 0)
    set(CURLOPT_NOSIGNAL, 1)
    // Small enough to stay in a processor's cache, and for the allocator to keep it between two transfers.
    set(CURLOPT_BUFFERSIZE, 64 << 10)
    set(CURLOPT_TCP_NODELAY, 1)
    set(CURLOPT_TCP_KEEPALIVE, 1)
    set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
    set(CURLOPT_SSL_VERIFYPEER, 1)
    set(CURLOPT_SSL_VERIFYHOST, 2)
    set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
    if let file = settings.caFile { set(CURLOPT_CAINFO, file) }
    set(CURLOPT_USERAGENT, "patchbay/\(settings.version)")
    set(CURLOPT_ACCEPT_ENCODING, "gzip")
    set(CURLOPT_CONNECTTIMEOUT, settings.limits.connectSeconds)
    set(CURLOPT_TIMEOUT, settings.limits.totalSeconds)
    set(CURLOPT_LOW_SPEED_LIMIT, 1)
    set(CURLOPT_LOW_SPEED_TIME, settings.limits.stallSeconds)
  }

  private func setMethod(_ transfer: Transfer) {
    let method = transfer.request.method
    if method == "HEAD" {
      set(CURLOPT_NOBODY, 1)
      return
    }
    if !transfer.sentBody.isEmpty || ["POST", "PUT", "PATCH"].contains(method) {
      _ = ccurl_set_size(easy, CURLOPT_POSTFIELDSIZE_LARGE, transfer.sentBody.count)
      transfer.sentBody.withUnsafeBytes { _ = ccurl_set_pointer(easy, CURLOPT_COPYPOSTFIELDS, $0.baseAddress) }
    }
    if method != "GET" || !transfer.sentBody.isEmpty { set(CURLOPT_CUSTOMREQUEST, method) }
  }

  private func set(_ option: CURLoption, _ value: Int) { _ = ccurl_set_long(easy, option, value) }

  private func set(_ option: CURLoption, _ text: String) {
    text.withCString { _ = ccurl_set_pointer(easy, option, $0) }
  }

  private func setList(_ option: CURLoption, _ lines: [[UInt8]]) {
    var list: UnsafeMutablePointer<curl_slist>?
    for line in lines {
      (line + [0]).withUnsafeBytes { bytes in
        list = curl_slist_append(list, bytes.bindMemory(to: CChar.self).baseAddress) ?? list
      }
    }
    guard let list else { return }
    lists.append(list)
    _ = ccurl_set_pointer(easy, option, list)
  }

  private func forgetLists() {
    for list in lists { curl_slist_free_all(list) }
    lists = []
  }

  /// Asked before each socket is opened, with the address that the name really led to, so that a name which changes its
  /// address between a check and the use (DNS rebinding) gains nothing. A proxy's address is the administrator's choice.
  fileprivate func allows(_ address: UnsafePointer<sockaddr>) -> Bool {
    guard let transfer, let literal = IPAddress(address) else { return false }
    guard !usesProxy, let reason = hosts.refusal(of: literal, for: transfer.address) else { return true }
    transfer.refuse(reason)
    return false
  }

  /// Why libcurl gave up.
  func failure(_ code: CURLcode, _ transfer: Transfer, settings: HTTPSettings) -> HTTPFault.Reason {
    let host = transfer.address.host
    let port = transfer.address.port
    let buffered = String(cString: errorText)
    let detail = buffered.isEmpty ? String(cString: curl_easy_strerror(code)) : buffered
    // An address that was refused only counts if no other address of the host answered.
    if code == CURLE_WRITE_ERROR || code == CURLE_COULDNT_CONNECT, let refusal = transfer.refusal { return refusal }
    switch code {
    case CURLE_COULDNT_RESOLVE_HOST: return .unknownHost(host)
    case CURLE_COULDNT_RESOLVE_PROXY, CURLE_PROXY: return .proxy(detail: detail)
    case CURLE_COULDNT_CONNECT where usesProxy: return .proxy(detail: detail)
    case CURLE_COULDNT_CONNECT:
      let system = Int32(truncatingIfNeeded: number(CURLINFO_OS_ERRNO))
      if system == ECONNREFUSED { return .refused(host: host, port: port) }
      return .unreachable(host: host, port: port, detail: system == 0 ? detail : String(cString: strerror(system)))
    case CURLE_OPERATION_TIMEDOUT: return timeout(transfer, limits: settings.limits)
    case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_ISSUER_ERROR: return .certificate(host: host, detail: detail)
    case CURLE_SSL_CACERT_BADFILE: return .caFile(path: settings.caFile ?? "")
    case CURLE_SSL_CONNECT_ERROR, CURLE_SSL_CIPHER: return .tls(host: host, detail: detail)
    // Whoever stands in for a vendor that is down does not always pack what it says; that may pass.
    case CURLE_BAD_CONTENT_ENCODING where !RetryRule.mayPass(transfer.status):
      return .badEncoding(name: String((transfer.header("content-encoding") ?? "").prefix(40)), detail: detail)
    case CURLE_RECV_ERROR where usesProxy && transfer.status == 0 && number(CURLINFO_HTTP_CONNECTCODE) >= 300:
      return .proxy(detail: "it answered \(number(CURLINFO_HTTP_CONNECTCODE))")
    default: return .broken(bytes: transfer.received, detail: detail)
    }
  }

  private func timeout(_ transfer: Transfer, limits: HTTPLimits) -> HTTPFault.Reason {
    if size(CURLINFO_PRETRANSFER_TIME_T) == 0 {
      return .connectTimeout(
        host: transfer.address.host, port: transfer.address.port, seconds: limits.connectSeconds)
    }
    // libcurl has one code for both; the time that passed tells them apart. It starts its clocks a little apart.
    return size(CURLINFO_TOTAL_TIME_T) >= limits.totalSeconds * 1_000_000 - 500_000
      ? .tooSlow(seconds: limits.totalSeconds, bytes: transfer.received)
      : .stalled(seconds: limits.stallSeconds, bytes: transfer.received)
  }

  private func number(_ info: CURLINFO) -> Int {
    var value = 0
    _ = ccurl_get_long(easy, info, &value)
    return value
  }

  private func size(_ info: CURLINFO) -> Int {
    var value: curl_off_t = 0
    _ = ccurl_get_size(easy, info, &value)
    return value
  }

  fileprivate static func of(_ user: UnsafeMutableRawPointer?) -> CurlSlot? {
    user.map { Unmanaged<CurlSlot>.fromOpaque($0).takeUnretainedValue() }
  }
}

// Plain functions, because libcurl calls them; it does so on the thread that drives the client.

private func slotReceivesBody(
  _ data: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ user: UnsafeMutableRawPointer?
) -> Int {
  let bytes = UnsafeRawBufferPointer(start: data, count: size * count)
  return CurlSlot.of(user)?.transfer?.receive(body: bytes) == true ? bytes.count : 0
}

private func slotReceivesHeader(
  _ data: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ user: UnsafeMutableRawPointer?
) -> Int {
  let bytes = UnsafeRawBufferPointer(start: data, count: size * count)
  return CurlSlot.of(user)?.transfer?.receive(headerLine: bytes) == true ? bytes.count : 0
}

private func slotAllowsAddress(_ address: UnsafePointer<sockaddr>?, _ user: UnsafeMutableRawPointer?) -> Bool {
  guard let address else { return false }
  return CurlSlot.of(user)?.allows(address) ?? false
}
