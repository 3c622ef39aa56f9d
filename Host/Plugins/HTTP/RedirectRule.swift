/// Where a redirect may lead: to the same scheme, host and port, or from http to https of the same server.
enum RedirectRule {
  enum Verdict: Equatable {
    case follow(WebAddress)
    /// Another host, port or scheme; its origin.
    case elsewhere(String)
    case unreadable
  }

  static func verdict(on location: String, from address: WebAddress) -> Verdict {
    let location = String(location.prefix { $0 != "#" })
    let text =
      if location.hasPrefix("//") {
        (address.isSecure ? "https:" : "http:") + location
      } else if location.hasPrefix("/") {
        address.origin + location
      } else if location.hasPrefix("?") {
        address.origin + address.target.prefix { $0 != "?" } + location
      } else if location.prefix(while: { $0 != "/" && $0 != "?" }).contains(":") {
        location
      } else {
        address.origin + folder(of: address.target) + location
      }
    guard !location.isEmpty, let target = try? WebAddress(text) else { return .unreadable }
    return isUpgrade(from: address, to: target) || target.hasOrigin(of: address)
      ? .follow(target) : .elsewhere(target.origin)
  }

  /// Another port is another server, which anybody on a shared computer may have started; only the two ports that belong to
  /// http and https are one.
  private static func isUpgrade(from address: WebAddress, to target: WebAddress) -> Bool {
    guard !address.isSecure, target.isSecure, target.host == address.host else { return false }
    return target.port == address.port || (address.port == 80 && target.port == 443)
  }

  /// The path up to its last slash, without query.
  private static func folder(of target: String) -> Substring {
    let path = target.prefix { $0 != "?" }
    return path.lastIndex(of: "/").map { path[...$0] } ?? "/"
  }
}
