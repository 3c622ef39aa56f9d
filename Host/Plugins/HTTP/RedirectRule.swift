/// Where a redirect may lead: to the same scheme, host and port, or from http to https of the same host.
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
    let isUpgrade = !address.isSecure && target.isSecure && target.host == address.host
    return isUpgrade || target.hasOrigin(of: address) ? .follow(target) : .elsewhere(target.origin)
  }

  /// The path up to its last slash, without query.
  private static func folder(of target: String) -> Substring {
    let path = target.prefix { $0 != "?" }
    return path.lastIndex(of: "/").map { path[...$0] } ?? "/"
  }
}
