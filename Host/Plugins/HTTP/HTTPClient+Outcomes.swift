import RecordJSON

// What a finished try means.
extension HTTPClient {
  /// Keeps an answer, or gives the transfer that must start again.
  func outcome(
    of transfer: Transfer, _ failure: HTTPFault.Reason?, in batch: inout HTTPBatch
  ) throws(HTTPFault) -> Transfer? {
    transfer.tries += 1
    log.bytes += transfer.received
    if let failure {
      log.failures += 1
      return try again(transfer, after: fault(failure, transfer), asked: nil)
    }
    log.answers[transfer.status, default: 0] += 1
    if transfer.isAccepted {
      // What may pass is asked again, whether the connector would take it or not.
      if RetryRule.mayPass(transfer.status), let again = waiting(transfer, asked: asked(by: transfer)) { return again }
      let headers = transfer.headers.map { HTTPRequest.Header($0.name, redactor.redact($0.value)) }
      batch.answers[transfer.index] = HTTPAnswer(status: transfer.status, headers: headers, body: transfer.page)
      return nil
    }
    if transfer.isPart {
      let range = redactor.redact(transfer.header("content-range") ?? "")
      throw fault(.part(status: transfer.status, range: String(range.prefix(100))), transfer)
    }
    if [301, 302, 303, 307, 308].contains(transfer.status), let location = transfer.header("location") {
      return try follow(location, transfer)
    }
    let asked = asked(by: transfer)
    return try again(transfer, after: fault(reason(of: transfer, asked: asked), transfer), asked: asked)
  }

  /// What an answer that is none means. A 403 is a matter of rights only if nothing speaks of a limit or a firewall,
  /// and may be none if it is a web page where an API should answer.
  private func reason(of transfer: Transfer, asked: Double?) -> HTTPFault.Reason {
    let words = excerpt(of: transfer)
    guard transfer.status == 403 else { return .answered(status: transfer.status, excerpt: words, retryAfter: asked) }
    if RetryRule.isLimit(transfer.header) { return .limited(excerpt: words, retryAfter: asked) }
    if transfer.isBarred { return .firewall(excerpt: words) }
    return transfer.isWebPage
      ? .forbiddenPage(excerpt: words) : .answered(status: 403, excerpt: words, retryAfter: nil)
  }

  private func again(_ transfer: Transfer, after fault: HTTPFault, asked: Double?) throws(HTTPFault) -> Transfer {
    guard fault.mayPass else { throw fault }
    // A stall has waited already: four of them would be four minutes of a person's time.
    if case .stalled(let seconds, _) = fault.reason { transfer.waited += Double(seconds) }
    guard let again = waiting(transfer, asked: asked) else { throw fault }
    return again
  }

  /// The transfer with the time of its next try; nil if there is none.
  private func waiting(_ transfer: Transfer, asked: Double?) -> Transfer? {
    guard transfer.request.isRepeatable,
      let wait = retries.wait(
        after: transfer.tries, waited: transfer.waited, asked: asked, random: clock.random())
    else { return nil }
    transfer.waited += wait
    transfer.notBefore = clock.now() + wait
    // The vendor's limit is for the connection, not for one request.
    if transfer.status == 429 || transfer.status == 403 { pausedUntil = max(pausedUntil, transfer.notBefore) }
    log.retries += 1
    return transfer
  }

  private func asked(by transfer: Transfer) -> Double? {
    RetryRule.askedWait(transfer.header, wall: clock.wall())
  }

  private func follow(_ location: String, _ transfer: Transfer) throws(HTTPFault) -> Transfer {
    switch RedirectRule.verdict(on: location, from: transfer.address) {
    case .follow(let address) where transfer.request.isRepeatable:
      guard transfer.redirects < settings.limits.redirects else {
        throw fault(.tooManyRedirects(limit: settings.limits.redirects), transfer)
      }
      transfer.tries -= 1
      transfer.redirect(to: address, shown: writer.readable("\(transfer.request.method) \(address)"))
      return transfer
    case .elsewhere(let origin):
      throw fault(.redirect(status: transfer.status, to: writer.readable(origin), isHost: true), transfer)
    default:
      throw fault(.redirect(status: transfer.status, to: "'\(writer.readable(location))'", isHost: false), transfer)
    }
  }

  func fault(_ reason: HTTPFault.Reason, _ transfer: Transfer) -> HTTPFault {
    HTTPFault(
      reason: reason.redacted(redactor.redact), request: transfer.shown, connection: settings.connection,
      credentials: transfer.credentials, tries: transfer.tries)
  }

  /// The first words of an answer in text or JSON, and of a web page that forbids; redacted before it is cut, so that no part
  /// of a secret stays.
  private func excerpt(of transfer: Transfer) -> String {
    let type = transfer.header("content-type")?.lowercased() ?? ""
    let isPage = transfer.status == 403 && transfer.isWebPage
    guard isPage || type.contains("json") || type.hasPrefix("text/plain") else { return "" }
    var text = redactor.redact(transfer.excerpt, upTo: Transfer.excerptLimit)
    // Without its tags it may spell what it did not spell before.
    if isPage { text = redactor.redact(PageWords.of(text)) }
    let words = text.split { $0.isWhitespace || ($0.unicodeScalars.first?.value ?? 0) < 0x20 }.joined(separator: " ")
    return words.count <= 200 ? words : words.prefix(199) + "…"
  }
}
