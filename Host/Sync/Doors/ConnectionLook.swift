import HostModel
import HostPlugins

/// What was seen of a connection: of its address and credentials, and of each list that was looked at.
struct ConnectionLook {
  /// `pretix at https://pretix.eu`
  let place: String
  /// What the connector's own check found; nil: all is right.
  let check: VendorRefusal?
  /// How the credentials are typed again, as a sentence.
  let cure: String
  /// Empty if the check leaves no hope to see any.
  let lists: [List]

  struct List {
    let dataType: String
    let refusal: VendorRefusal?
  }

  var outcome: PatchbayHost.TestOutcome {
    let refusals = lists.compactMap(\.refusal)
    if let check, refusals.isEmpty || refusals.count == lists.count {
      let isCure = check.kind == .credentials && !check.sentence.contains("patchbay connections set")
      return .failed(check.sentence.onOneLine + (isCure ? " \(cure)" : ""), isCredentials: check.isCredentials)
    }
    guard !refusals.isEmpty else {
      return .fine(
        "\(place) answers, and the credentials see what a sync needs: \(lists.map(\.dataType).joined(separator: ", "))."
      )
    }
    let lines = lists.map { "  \($0.dataType): \($0.refusal?.sentence.onOneLine ?? "can be seen")" }
    return .failed(
      "\(place) answers, but not all that a sync needs can be seen:\n" + lines.joined(separator: "\n"),
      isCredentials: refusals.contains(where: \.isCredentials))
  }

  /// True if the vendor takes the credentials, and not for nothing: a list that they do not show keeps no other from being
  /// synced, and whatever else is wrong is for a run to tell.
  var takesCredentials: Bool {
    guard check.map({ $0.kind == .rights }) ?? true else { return false }
    return lists.isEmpty
      ? check == nil
      : lists.contains { list in
        // A look that was stopped, or a connector that crashed, says nothing of credentials.
        list.refusal.map { $0.kind != nil && !$0.isCredentials } ?? true
      }
  }
}

/// Why a look at a vendor failed.
struct VendorRefusal {
  /// What went wrong at the vendor; nil: the connector itself failed.
  let kind: VendorFault.Kind?
  let sentence: String
  /// True if the connector was not begun.
  let wasNotRun: Bool

  var isCredentials: Bool { kind == .credentials || kind == .rights }

  /// Nil if nothing did.
  init?(_ end: FetchEnd, _ describe: Describe) {
    switch end.outcome {
    case .complete: return nil
    case .vendorFailed(let fault): (kind, sentence) = (fault.kind, fault.sentence)
    case .connectorFailed(let words, _), .refused(let words): (kind, sentence) = (nil, words)
    case .cursorRefused, .cancelled: (kind, sentence) = (nil, "\(describe.name) gave no verdict on the connection.")
    }
    wasNotRun = if case .refused = end.outcome { true } else { false }
  }
}
