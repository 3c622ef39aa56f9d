import ConnectorABI
import HostChannel
import HostModel
import HostPlugins
import RecordJSON

// How a fetch ended, in words.
extension WorkerDriver {
  func conclude(_ status: Int32, _ id: String, _ activity: WorkerActivity) {
    func failed(_ words: String?) -> FetchEnd.Outcome {
      let fault = WorkerFault.failed(words)
      return .connectorFailed(fault.sentence(connector: id, while: activity), isCrash: fault.isCrash)
    }
    if let violation { return fail(failed(violation)) }
    releaseAll()
    if let endless, status != CONN_INTERNAL { return fail(.vendorFailed(VendorFault(kind: .data, sentence: endless))) }
    if status == CONN_OK, let unusable { return fail(.vendorFailed(VendorFault(kind: .data, sentence: unusable))) }
    if status == CONN_OK, case .fetching = activity, let outcome = outcomeOfLost(id, failed) { return fail(outcome) }
    let sentence = words(for: status) ?? "\(id) ended with status \(status) and gave no reason."
    func vendor(_ kind: VendorFault.Kind) -> FetchEnd.Outcome {
      .vendorFailed(VendorFault(kind: kind, sentence: sentence))
    }
    end.outcome =
      switch status {
      case CONN_OK where isComplete || (isLimited && pages > 0): .complete
      case CONN_OK:
        .vendorFailed(
          VendorFault(
            kind: .data,
            sentence:
              "\(id) stopped without declaring that it delivered everything. Try again later; if it stays so, tell the"
              + " connector's maker."))
      case CONN_CANCELLED: isCancelled ? .cancelled : vendor(.transient)
      case CONN_STATE_INVALID: .cursorRefused
      default: VendorFault.Kind(status).map(vendor) ?? failed(words(for: status))
      }
  }

  /// What a fetch comes to that ended well although something of it did not come: a swallowed error must not delete anybody.
  private func outcomeOfLost(_ id: String, _ failed: (String?) -> FetchEnd.Outcome) -> FetchEnd.Outcome? {
    guard let lost else {
      // What the host refused is missing just as what the vendor did.
      if let refusal = refusals.words {
        let words = "\(refusal) \(id) went on without that. Tell the connector's maker."
        return .vendorFailed(VendorFault(kind: .data, sentence: client?.redacted(words) ?? words))
      }
      // One that is cut has not asked for all parts.
      return isLimited ? nil : ranges.sentence.map { .vendorFailed(VendorFault(kind: .data, sentence: $0)) }
    }
    let place = lost.place.words.map { "\($0): " } ?? ""
    let sentence = "\(place)\(lost.fault.description) \(id) went on without the answer."
    return VendorFault.Kind(lost.fault.status).map { .vendorFailed(VendorFault(kind: $0, sentence: sentence)) }
      ?? failed(lost.fault.description)
  }

  /// The best words there are: the connector's own, else the host's on the request that failed.
  private func words(for status: Int32) -> String? {
    guard let sentence = sentence(for: status) else { return nil }
    guard let httpFault, httpFault.status == status, let place = faultPlace.words else { return sentence }
    return "\(place): \(sentence)"
  }

  private func sentence(for status: Int32) -> String? {
    if !said.isEmpty {
      let words = client?.redacted(said) ?? said
      // Another sentence may follow.
      return words.last.map { ".!?…".contains($0) } == true ? words : words + "."
    }
    if let httpFault, httpFault.status == status { return httpFault.description }
    if status == CONN_UNSUPPORTED, let tooLarge { return client?.redacted(tooLarge) ?? tooLarge }
    return nil
  }
}
