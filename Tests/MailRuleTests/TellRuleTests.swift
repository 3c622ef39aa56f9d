import Foundation
import HostMail
import HostModel
import Testing

@Suite("Whether those on a list are told") struct TellRuleTests {
  private static func run(
    _ status: RunStatus, _ found: [Trouble] = [], held: Int = 0, forAll: Bool = true, at: Double = 0
  ) -> RunTroubles {
    RunTroubles(
      status: status, asksForAll: forAll, found: found, held: Trouble.held(deletions: held, creations: 0), at: at)
  }

  private static func trouble(_ what: String = "a", _ count: Int = 1, needsAll: Bool = true) -> Trouble {
    Trouble(.list, what, count: count, needsAll: needsAll)
  }

  private static func kind(_ told: Told?, _ run: RunTroubles) -> TellRule.Kind? {
    TellRule.judge(.error, told: told, run: run)?.kind
  }

  private static let bad: [RunStatus] = [.failed, .incomplete, .partial, .refused]
  private static let cut: [RunStatus] = [.running, .cancelled, .interrupted]

  @Test("says all to those who want all, nothing to those who want nothing") func extremes() {
    for status in RunStatus.allCases {
      for before in [nil, Told([], at: 0), Told([Self.trouble()], at: 0)] {
        #expect(TellRule.judge(.never, told: before, run: Self.run(status)) == nil)
        let any = TellRule.judge(.any, told: before, run: Self.run(status))?.kind
        #expect(any == (Self.cut.contains(status) ? nil : .report))
      }
    }
  }

  @Test("says an error when it begins, another comes, it gets worse or ends, then daily") func errors() {
    let fine = Told([], at: 0)
    let told = Told([Self.trouble("a", 4)], at: 0)
    for status in Self.bad {
      func now(_ what: String = "a", _ count: Int = 4, at: Double = 0) -> RunTroubles {
        Self.run(status, [Self.trouble(what, count)], at: at)
      }
      #expect(Self.kind(nil, now()) == .failure)
      #expect(Self.kind(fine, now()) == .failure)
      #expect(Self.kind(told, now()) == .silence)
      #expect(Self.kind(told, now("b")) == .failure)
      #expect(Self.kind(told, now("a", 5)) == .failure)
      #expect(Self.kind(told, now("a", 3)) == .silence)
      #expect(Self.kind(told, now(at: 64_799)) == .silence)
      #expect(Self.kind(told, now(at: 64_800)) == .again)
      // The clock was put back behind the last mail.
      #expect(Self.kind(Told(told.troubles, at: 9), now(at: 8)) == .again)
    }
    let changes = Self.run(.partial, [Self.trouble("a", 4)], forAll: false, at: 85_799)
    #expect(Self.kind(told, changes) == .silence)
    #expect(Self.kind(told, Self.run(.partial, [Self.trouble("a", 4)], forAll: false, at: 85_800)) == .again)
    #expect(Self.kind(told, Self.run(.completed)) == .recovery)
    #expect(Self.kind(nil, Self.run(.completed)) == nil)
    #expect(Self.kind(fine, Self.run(.completed, at: 1e9)) == nil)
    for status in Self.cut { #expect(Self.kind(told, Self.run(status, at: 1e9)) == nil) }
  }

  @Test("takes nothing for mended that a run did not look at again") func lasting() {
    let told = Told([Self.trouble("a", 4), Self.trouble("c", needsAll: false)], at: 0)
    // For changes: what everything must be asked for is as it was, the rest is over.
    let some = TellRule.judge(.error, told: told, run: Self.run(.completed, forAll: false))
    #expect(some?.kind == .silence)
    #expect(some?.told == Told([Self.trouble("a", 4)], at: 0))
    // It is no news when a full run finds it again, and none when that finds less.
    let again = TellRule.judge(.error, told: some?.told, run: Self.run(.partial, [Self.trouble("a", 2)]))
    #expect(again?.kind == .silence)
    #expect(again?.told == Told([Self.trouble("a", 4)], at: 0))
    // One that was cut has looked at nothing.
    #expect(TellRule.judge(.error, told: told, run: Self.run(.failed, [Self.trouble("b")]))?.told.troubles.count == 3)
    // What is held is known whatever a run asked for, and the end of it too.
    let held = Told(Trouble.held(deletions: 4, creations: 0), at: 0)
    #expect(Self.kind(held, Self.run(.partial, held: 4, forAll: false)) == .silence)
    #expect(Self.kind(held, Self.run(.partial, held: 5, forAll: false)) == .failure)
    #expect(Self.kind(held, Self.run(.completed, forAll: false)) == .recovery)
  }

  @Test("tells kinds of trouble apart, whatever words they have") func kinds() {
    // A problem of a list, not what is held: a run for changes does not end it.
    for words in ["held deletions", "deletions", "earlier partial", "failed: no"] {
      let told = Told([Self.trouble(words, 4)], at: 0)
      #expect(Self.kind(told, Self.run(.completed, forAll: false)) == .silence)
      #expect(Self.kind(told, Self.run(.partial, held: 4)) == .failure)
      #expect(Self.kind(told, Self.run(.failed, [Trouble(.ended, "failed: no", needsAll: true)])) == .failure)
    }
  }

  @Test("takes what an earlier version told for what a run finds, if that is no more, and never for what is held")
  func earlier() {
    let told = Told([Trouble(.earlier, "partial", count: 4, needsAll: true)], at: 0)
    #expect(Self.kind(told, Self.run(.partial, [Self.trouble("a", 3), Self.trouble("b")])) == .silence)
    #expect(Self.kind(told, Self.run(.partial, [Self.trouble("a", 3), Self.trouble("b", 2)])) == .failure)
    #expect(Self.kind(told, Self.run(.partial, held: 1)) == .failure)
    #expect(Self.kind(told, Self.run(.incomplete, [Self.trouble()])) == .failure)
    // Until a run has looked at everything it is not over.
    let changes = TellRule.judge(.error, told: told, run: Self.run(.partial, [Self.trouble()], forAll: false))
    #expect(changes?.kind == .silence)
    #expect(changes?.told.troubles == told.troubles + [Self.trouble()])
    #expect(Self.kind(changes?.told, Self.run(.partial, [Self.trouble("a", 4)])) == .silence)
    #expect(Self.kind(changes?.told, Self.run(.completed)) == .recovery)
  }

  @Test("remembers what was found last, and no more") func bounds() {
    var told = Told([Self.trouble("first")], at: 0)
    func end(_ words: String) -> Trouble { Trouble(.ended, "failed: \(words)", needsAll: true) }
    for number in 1...9 {
      let next = TellRule.judge(.error, told: told, run: Self.run(.failed, [end("\(number)")]))
      #expect(next?.kind == .failure)
      told = next?.told ?? told
    }
    #expect(told.troubles == [Self.trouble("first")] + (6...9).map { end("\($0)") })
    // What is found again is no old trouble.
    told = TellRule.judge(.error, told: told, run: Self.run(.failed, [end("6")]))?.told ?? told
    #expect(told.troubles == [Self.trouble("first")] + [7, 8, 9, 6].map { end("\($0)") })
    let many = Told((1...90).map { Self.trouble("\($0)") }, at: 0)
    let some = TellRule.judge(.any, told: many, run: Self.run(.completed, [Self.trouble("new")], forAll: false))
    #expect(some?.told.troubles == (41...90).map { Self.trouble("\($0)") } + [Self.trouble("new")])
  }

  @Test("takes another number for the same cause") func cause() {
    #expect(
      TellRule.cause("Page 37 of 40 answered 500; 1,850 of 2,000 read.")
        == TellRule.cause("Page 3 of 41 answered 503; 150 of 2,050 read."))
    #expect(TellRule.cause("The token is wrong.") != TellRule.cause("The event is gone."))
    #expect(TellRule.cause("Judged again by number 3 and the time zone: 1,037 changed.") == TellRule.cause(""))
    #expect(
      TellRule.cause("Page 3 answered 500. Judged again by kind date 2: 0 changed. It used what run 4 was made with.")
        == TellRule.cause("Page 3 answered 500. It used what run 4 was made with."))
    // Another page of a list is another address, and no other cause; another server is.
    #expect(
      TellRule.cause("GET https://x.org/a?cursor=aXf failed.")
        == TellRule.cause("GET https://x.org/b?cursor=Qop failed."))
    #expect(TellRule.cause("GET https://x.org/a failed.") != TellRule.cause("GET https://y.org/a failed."))
    #expect(
      TellRule.cause(
        "Page 3 answered 500. Before that 9 records were read; 8 of them are kept, and nothing was deleted.")
        == TellRule.cause("Page 4 answered 500."))
  }

  static let refusals: [(status: Int, words: String, command: String, wanted: SMTPRefusal?)] = [
    (550, "550 5.1.1 nobody", "RCPT", .ofMail), (554, "554 5.6.0 spam", "DATA", .ofMail),
    (550, "550 relay not permitted", "RCPT", nil), (553, "553 no such name", "RCPT", .ofMail),
    (550, "550 5.1.8 sender's domain is unknown", "RCPT", .ofSender), (503, "503 5.5.1 log in first", "RCPT", nil),
    (552, "552 mailbox full", "RCPT", nil), (552, "552 5.7.0 blocked", "DATA", nil),
    (550, "550 5.4.1 access denied", "RCPT", .ofMail), (554, "554 5.3.0 broken", "DATA", nil),
    (552, "552 too large", "DATA", .ofSize),
    (552, "552 5.3.4 too large", "MAIL", .ofSize), (552, "552 5.2.2 mailbox full", "RCPT", .ofMail),
    (554, "554 5.3.4 too large", "DATA", .ofSize), (553, "553 5.1.8 who is that", "MAIL", .ofSender),
    (550, "550 5.7.1 relaying denied", "RCPT", nil), (530, "530 5.7.0 log in first", "MAIL", .ofSender),
    (530, "530 log in first", "RCPT", nil), (554, "554 closed", "", nil), (502, "502 what", "EHLO", nil),
    (451, "451 4.3.0 later", "RCPT", nil), (535, "535 5.7.8 wrong", "AUTH", nil), (0, "", "DATA", nil),
  ]

  @Test("tells a refusal for good from one that can be mended", arguments: refusals)
  func refusal(_ c: (status: Int, words: String, command: String, wanted: SMTPRefusal?)) {
    #expect(SMTPRefusal(status: c.status, words: c.words, command: c.command) == c.wanted)
  }

  @Test("says that no good run happens after twice the frequency") func freshness() {
    func kind(_ last: Double?, _ now: Double, since: Double = 1000, over: Bool = false, alarmed: Double? = nil)
      -> FreshnessRule.Kind?
    {
      FreshnessRule.kind(every: 15, since: since, lastGood: last, isOver: over, alarmed: alarmed, now: now)
    }
    // None ran since it was switched on.
    #expect(kind(nil, 1000 + 1800) == nil)
    #expect(kind(nil, 1000 + 1801) == .alarm)
    // The last good one counts, also one before that if that is later.
    #expect(kind(5000, 6800) == nil)
    #expect(kind(5000, 6801) == .alarm)
    #expect(kind(5000, 9000, since: 8000) == nil)
    #expect(kind(5000, 6801, alarmed: 6800) == nil)
    #expect(kind(5000, 6801 + 86_400, alarmed: 6801) == .again)
    #expect(kind(5000, 7000, alarmed: 8000) == .again)
    #expect(kind(6900, 7000, alarmed: 6801) == .recovery)
    // That auto-sync was changed after the alarm makes nothing good.
    #expect(kind(5000, 6900, since: 6850, alarmed: 6801) == nil)
    #expect(kind(nil, 6900, since: 6850, alarmed: 6801) == nil)
    // When runs have ended for good, nobody is told anything any more.
    #expect(kind(5000, 1e9, over: true) == nil)
    #expect(kind(5000, 1e9, over: true, alarmed: 6801) == nil)
  }

  static let headers = [
    ("Failed: people of Summit (pretix)", "Failed: people of Summit (pretix)"),
    ("Zürich", "=?UTF-8?B?WsO8cmljaA==?="), ("=?UTF-8?Q?x?=", "=?UTF-8?B?PT9VVEYtOD9RP3g/PQ==?="),
    ("a\r\nBcc: x@y.z", "=?UTF-8?B?YSAgQmNjOiB4QHkueg==?="),
  ]

  @Test("writes headers that nothing can break", arguments: headers) func header(_ text: String, _ wanted: String) {
    #expect(MailHeaders.encoded(text) == wanted)
  }

  @Test("folds long headers between characters") func folded() {
    let text = String(repeating: "Ä🎪", count: 60)
    let words = MailHeaders.encoded(text).components(separatedBy: "\r\n ")
    #expect(words.count > 1 && words.allSatisfy { $0.utf8.count <= 76 - "Subject: ".utf8.count })
    let decoded = words.map { word in
      String(decoding: Data(base64Encoded: String(word.dropFirst(10).dropLast(2))) ?? Data(), as: UTF8.self)
    }
    #expect(decoded.joined() == text)
    #expect(MailHeaders.date(1_764_182_096) == "Wed, 26 Nov 2025 18:34:56 +0000")
  }
}
