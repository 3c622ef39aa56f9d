import HostModel
import Testing

@Suite("A secret cannot be shown") struct SecretTests {
  struct Credentials {
    let user = "anna"
    let password = Secret("canary-4711")
  }

  static let waysToShow: [@Sendable (Credentials) -> String] = [
    { "\($0.password)" },
    { String(describing: $0) },
    { String(reflecting: $0) },
    { String(reflecting: $0.password) },
    { String(describing: Optional($0.password)) },
    { String(describing: ["password": $0.password]) },
    { "\(Mirror(reflecting: $0.password).children.map { "\($0)" })" },
    { credentials in
      var text = ""
      dump(credentials, to: &text)
      return text
    },
  ]

  @Test(arguments: waysToShow.indices) func shownAs(_ way: Int) {
    #expect(!Self.waysToShow[way](Credentials()).contains("canary"))
  }

  @Test func readsAsAMarkInstead() {
    #expect("\(Secret("canary"))" == "<secret>")
    #expect(String(reflecting: Secret("canary")) == "<secret>")
    #expect(Mirror(reflecting: Secret("canary")).children.isEmpty)
  }

  @Test func givesItsBytesWhenAsked() {
    #expect(Secret("zürich").reveal { Array($0) } == Array("zürich".utf8))
    #expect(Secret("").reveal { Array($0) } == [])
  }

  @Test func isMadeInPlace() {
    let secret = Secret(count: 3) { $0.copyBytes(from: [1, 2, 3]) }
    #expect(secret.count == 3)
    #expect(secret.reveal { Array($0) } == [1, 2, 3])
  }
}
