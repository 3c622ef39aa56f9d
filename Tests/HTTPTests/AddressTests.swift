import Testing

@testable import HostPlugins

@Suite("An endpoint is checked before anything is sent") struct EndpointTests {
  static let good = [
    ("https://api.vendor.com", "https://api.vendor.com/"),
    ("HTTPS://API.Vendor.com:443/v1/", "https://api.vendor.com/v1/"),
    ("https://api.vendor.com:8443/v1", "https://api.vendor.com:8443/v1"),
    ("http://127.0.0.1:8381/api", "http://127.0.0.1:8381/api"),
    ("http://localhost", "http://localhost/"),
    ("http://[::1]:80/x", "http://[::1]/x"),
    ("https://[2606:4700:0:0::1]/", "https://[2606:4700::1]/"),
    ("https://xn--zrich-kva.example/é", "https://xn--zrich-kva.example/%C3%A9"),
  ]

  @Test(arguments: good) func isAccepted(text: String, written: String) throws {
    #expect(try Endpoint(text).description == written)
  }

  static let bad = [
    ("", "The endpoint '' has no scheme. Write it as https://host/path."),
    ("api.vendor.com/v1", "The endpoint 'api.vendor.com/v1' has no scheme. Write it as https://host/path."),
    (
      "file:///etc/passwd",
      "The endpoint 'file:///etc/passwd' uses 'file'. Only https is possible (and http to this computer)."
    ),
    (
      "http://api.vendor.com",
      "The endpoint 'http://api.vendor.com' uses http, which would send credentials readable by others. Write https:// "
        + "instead; http is possible only to this computer."
    ),
    (
      "https://user:canary@api.vendor.com",
      "The endpoint holds a user name or password before '@'. Leave it out and set it as a credential."
    ),
    ("https://a.example/#x", "The endpoint 'https://a.example/#x' has a part after '#'. Leave it out."),
    (
      "https://a.example/?k=v",
      "The endpoint 'https://a.example/?k=v' has a part after '?'. Leave it out; the connector adds what it asks for."
    ),
    (
      "https://a.example:99999",
      "The endpoint 'https://a.example:99999' has port '99999'. A port is a number from 1 to 65535."
    ),
    ("https://a b", "The endpoint 'https://a b' holds white space or a control character. Leave it out."),
    (
      "https://127.1/",
      "The endpoint 'https://127.1/' has no valid host: '127.1'. Write a host name in its ASCII form, or a whole IP "
        + "address."
    ),
    (
      "https://0x7f000001/",
      "The endpoint 'https://0x7f000001/' has no valid host: '0x7f000001'. Write a host name in its ASCII form, or a "
        + "whole IP address."
    ),
    (
      "https://zürich.example",
      "The endpoint 'https://zürich.example' has no valid host: 'zürich.example'. Write a host name in its ASCII "
        + "form, or a whole IP address."
    ),
    (
      "https://10.1.2.3/api",
      "The endpoint 'https://10.1.2.3/api' is 10.1.2.3, a private address. If the vendor's server really stands in "
        + "your own network, an administrator can allow it with --allow-private."
    ),
  ]

  @Test(arguments: bad) func isRefused(text: String, sentence: String) {
    #expect {
      try Endpoint(text)
    } throws: { error in
      String(describing: error) == sentence
    }
  }

  @Test func mayBePrivateIfAnAdministratorSaysSo() throws {
    #expect(try Endpoint("https://10.1.2.3/", allowsPrivate: true).description == "https://10.1.2.3/")
    #expect(throws: EndpointError.self) { try Endpoint("http://10.1.2.3/", allowsPrivate: true) }
  }
}

@Suite("An address is known for what it is") struct IPAddressTests {
  static let cases: [(String, IPAddress.Reach)] = [
    ("127.0.0.1", .loopback), ("127.255.255.254", .loopback), ("::1", .loopback), ("::ffff:127.0.0.1", .loopback),
    ("64:ff9b::7f00:1", .private), ("2002:7f00:1::", .private), ("::ffff:0:127.0.0.1", .private),
    ("::ffff:0:10.0.0.1", .private), ("::ffff:0:8.8.8.8", .public), ("64:ff9b::808:808", .public),
    // A network's own NAT64, with a private and a public address in it; Teredo of a private and a public server.
    ("64:ff9b:1::a00:1", .private), ("64:ff9b:1:808:8:800::", .private), ("64:ff9b:1:fffe::1", .private),
    ("2001:0:a00:1::1", .private), ("2001:0:4136:e378:8000:63bf:3fff:fdd2", .private), ("2001::1", .private),
    ("2001:1ff:ffff::1", .private), ("2001:200::1", .public), ("64:ff9b:2::1", .public), ("3fff:fff::1", .private),
    ("5f00::1", .private),
    ("10.0.0.1", .private), ("172.16.0.1", .private), ("172.31.255.255", .private), ("192.168.1.1", .private),
    ("169.254.169.254", .private), ("100.64.0.1", .private), ("100.127.255.255", .private), ("0.0.0.0", .private),
    ("192.0.2.1", .private), ("224.0.0.1", .private), ("255.255.255.255", .private), ("::", .private),
    ("::ffff:10.0.0.1", .private), ("fe80::1", .private), ("fd00::1", .private), ("fc00::1", .private),
    ("ff02::1", .private), ("2001:db8::1", .private), ("2002:a00:1::", .private), ("64:ff9b::a00:1", .private),
    ("8.8.8.8", .public), ("172.15.0.1", .public), ("172.32.0.1", .public), ("100.63.0.1", .public),
    ("100.128.0.1", .public), ("192.169.0.1", .public), ("2606:4700::1", .public), ("2002:808:808::", .public),
  ]

  @Test(arguments: cases) func reaches(text: String, reach: IPAddress.Reach) throws {
    #expect(try #require(IPAddress(text)).reach == reach)
  }

  @Test(arguments: ["", "1.2.3", "1.2.3.4.5", "256.1.1.1", "0x7f.1", "fe80::1%eth0", "[::1]"]) func isNone(text: String)
  {
    #expect(IPAddress(text) == nil)
  }
}

@Suite("Requests go only where they may") struct AllowedHostsTests {
  static let hosts = Result {
    AllowedHosts(
      endpoint: try Endpoint("https://api.vendor.com/v1/"), hosts: ["auth.vendor.com", "files.vendor.com:8443"])
  }

  static let good = [
    ("/people?page=2", "https://api.vendor.com/v1/people?page=2"),
    ("//evil.example/x", "https://api.vendor.com/v1//evil.example/x"),
    ("https://api.vendor.com/v2/x", "https://api.vendor.com/v2/x"),
    ("https://API.vendor.com:443/v2", "https://api.vendor.com/v2"),
    ("http://api.vendor.com/v1/people?page=2", "https://api.vendor.com/v1/people?page=2"),
    ("https://auth.vendor.com/token", "https://auth.vendor.com/token"),
    ("https://files.vendor.com:8443/f", "https://files.vendor.com:8443/f"),
  ]

  @Test(arguments: good) func goes(url: String, to address: String) throws {
    #expect(try Self.hosts.get().resolve(url).description == address)
  }

  static let bad: [(String, HTTPFault.Reason)] = [
    ("https://evil.example/", .hostNotAllowed(asked: "https://evil.example", endpoint: "https://api.vendor.com")),
    (
      "https://api.vendor.com.evil.example/",
      .hostNotAllowed(asked: "https://api.vendor.com.evil.example", endpoint: "https://api.vendor.com")
    ),
    (
      "https://api.vendor.com:444/",
      .hostNotAllowed(asked: "https://api.vendor.com:444", endpoint: "https://api.vendor.com")
    ),
    (
      "https://files.vendor.com/f",
      .hostNotAllowed(asked: "https://files.vendor.com", endpoint: "https://api.vendor.com")
    ),
    ("http://auth.vendor.com/", .hostNotAllowed(asked: "http://auth.vendor.com", endpoint: "https://api.vendor.com")),
    ("http://auth.vendor.com:443/", .badRequest("which is not https")),
    ("https://api.vendor.com@evil.example/", .badRequest("whose URL is not valid")),
    ("https://evil.example\\@api.vendor.com/", .badRequest("whose URL is not valid")),
    ("https://{{secret.host}}/", .badRequest("whose URL is not valid")),
    ("https://api.vendor.com/#{{secret.token}}", .badRequest("whose URL is not valid")),
    ("people", .badRequest("whose URL is not valid")),
    ("", .badRequest("whose URL is not valid")),
    ("/a b", .badRequest("whose URL is not valid")),
    ("/a\r\nHost: evil", .badRequest("whose URL is not valid")),
    ("ftp://api.vendor.com/", .badRequest("whose URL is not valid")),
  ]

  @Test(arguments: bad) func isRefused(url: String, reason: HTTPFault.Reason) {
    #expect(throws: reason) { try Self.hosts.get().resolve(url) }
  }

  static let inner = [
    ("localhost:8080", "http://localhost:8080/"), ("localhost:8080", "https://localhost:8080/"),
    ("127.0.0.1:6379", "http://127.0.0.1:6379/"), ("[::1]:9200", "https://[::1]:9200/"),
    ("10.0.0.5", "https://10.0.0.5/"),
    ("db.localhost", "https://db.localhost/"), ("169.254.169.254:80", "https://169.254.169.254:80/"),
    ("[64:ff9b:1::a00:1]", "https://[64:ff9b:1::a00:1]/"),
  ]

  @Test(
    "A listed host that is this computer or private wants an administrator's word, like an endpoint", arguments: inner)
  func isInner(host: String, url: String) throws {
    #expect(try ListedHost(host).isInner)
    let endpoint = "https://api.vendor.com/v1"
    let shown = try ListedHost(host).description
    #expect(throws: HTTPFault.Reason.innerHost(shown)) {
      try AllowedHosts(endpoint: Endpoint(endpoint), hosts: [host]).resolve(url)
    }
    let allowed = try AllowedHosts(endpoint: Endpoint(endpoint, allowsPrivate: true), hosts: [host])
    #expect(try allowed.resolve(url).description == url)
  }

  @Test("An endpoint on this computer opens no other port of it") func beside() throws {
    let hosts = try AllowedHosts(
      endpoint: Endpoint("http://127.0.0.1:8381/api"), hosts: ["127.0.0.1:8381", "127.0.0.1:22"])
    #expect(try hosts.resolve("http://127.0.0.1:8381/x").description == "http://127.0.0.1:8381/x")
    #expect(throws: HTTPFault.Reason.innerHost("127.0.0.1:22")) { try hosts.resolve("https://127.0.0.1:22/") }
  }
}

@Suite("A redirect is followed only at home") struct RedirectRuleTests {
  static let cases: [(String, String, RedirectRule.Verdict?)] = [
    ("https://a.example/x/y?q=1", "/z", nil), ("https://a.example/x/y?q=1", "https://a.example:443/z", nil),
    ("https://a.example/x", "https://b.example/x", .elsewhere("https://b.example")),
    ("https://a.example/x", "//b.example/x", .elsewhere("https://b.example")),
    ("https://a.example/x", "http://a.example/x", .elsewhere("http://a.example")),
    ("https://a.example/x", "https://a.example:8443/x", .elsewhere("https://a.example:8443")),
    ("https://a.example/x", "https://a.example@b.example/", .unreadable), ("https://a.example/x", "", .unreadable),
    ("https://a.example/x", "javascript:alert(1)", .unreadable),
    ("http://localhost/x", "http://127.0.0.1/x", .elsewhere("http://127.0.0.1")),
  ]

  @Test(arguments: cases) func isJudged(from: String, location: String, verdict: RedirectRule.Verdict?) throws {
    let address = try WebAddress(from)
    let expected = try verdict ?? .follow(WebAddress("https://a.example/z"))
    #expect(RedirectRule.verdict(on: location, from: address) == expected)
  }

  static let relative = [
    ("z", "https://a.example/x/z"), ("?p=2", "https://a.example/x/y?p=2"), ("/z#top", "https://a.example/z"),
    ("z?u=http://b.example", "https://a.example/x/z?u=http://b.example"),
  ]

  @Test(arguments: relative) func isReadRelativeToItsPage(location: String, target: String) throws {
    let address = try WebAddress("https://a.example/x/y?q=1")
    #expect(RedirectRule.verdict(on: location, from: address) == .follow(try WebAddress(target)))
  }

  static let upgrades: [(String, String, String?)] = [
    ("http://localhost:8080/x", "https://localhost:8080/x", nil), ("http://localhost/x", "https://localhost/x", nil),
    ("http://localhost:80/x", "https://localhost:443/x", nil),
    ("http://localhost:8080/x", "https://localhost/x", "https://localhost"),
    ("http://localhost:8080/x", "https://localhost:8443/x", "https://localhost:8443"),
    ("http://localhost/x", "https://localhost:8443/x", "https://localhost:8443"),
  ]

  @Test("It may turn to https on the same server; another port is another server", arguments: upgrades)
  func toHTTPS(from: String, location: String, elsewhere: String?) throws {
    let expected = try elsewhere.map { .elsewhere($0) } ?? RedirectRule.Verdict.follow(WebAddress(location))
    #expect(RedirectRule.verdict(on: location, from: try WebAddress(from)) == expected)
  }
}

@Suite("A proxy is used where the environment says") struct ProxyRuleTests {
  static let cases: [([String: String], String, String?)] = [
    ([:], "https://a.example/", nil),
    (["https_proxy": "http://p:3128"], "https://a.example/", "http://p:3128"),
    (["HTTPS_PROXY": "http://p:3128"], "https://a.example/", "http://p:3128"),
    (["all_proxy": "socks5h://p"], "https://a.example/", "socks5h://p"),
    (["http_proxy": "http://p:3128"], "https://a.example/", nil),
    (["https_proxy": "http://p:3128"], "https://localhost/", nil),
    (["https_proxy": "http://p:3128"], "http://127.0.0.1:80/", nil),
    (["https_proxy": "http://p:3128", "no_proxy": "b.example, .a.example"], "https://a.example/", nil),
    (["https_proxy": "http://p:3128", "no_proxy": "example"], "https://a.example/", nil),
    (["https_proxy": "http://p:3128", "no_proxy": "xample"], "https://a.example/", "http://p:3128"),
    (["https_proxy": "http://p:3128", "NO_PROXY": "*"], "https://a.example/", nil),
  ]

  @Test(arguments: cases) func isChosen(environment: [String: String], url: String, proxy: String?) throws {
    #expect(ProxyRule(environment: environment).proxy(for: try WebAddress(url)) == proxy)
  }
}
