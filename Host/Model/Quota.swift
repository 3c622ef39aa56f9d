import RecordJSON

/// How much one account may ask of a vendor: credits in any window of so many seconds, shared by everything that uses the
/// account. Where a vendor counts calls, each costs one.
package struct Quota: Sendable, Hashable {
  package let credits: Int
  package let seconds: Int
  /// What a call costs that no rule of `calls` names.
  package let perCall: Int
  package let calls: [Call]
  /// What the dearest call costs.
  private let dearest: Int

  /// What calls to certain paths cost.
  package struct Call: Sendable, Hashable {
    /// The last parts of the path; `*` stands for any one.
    package let path: [String]
    package let credits: Int
  }

  /// Windows of up to 31 days; credits that can be added up without end.
  package static let windows = 1...31 * 86_400
  private static let most = 1_000_000_000

  init(_ json: JSONTree) throws(DescribeError) {
    let reader = try DescribeReader(json, "limits.quota")
    guard let credits = try reader.positiveInteger("credits") else { throw reader.fail("credits", "is required") }
    guard let seconds = try reader.positiveInteger("seconds") else { throw reader.fail("seconds", "is required") }
    guard Self.windows.contains(seconds) else {
      throw reader.fail("seconds", "may be at most \(Self.windows.upperBound)")
    }
    guard credits <= Self.most else { throw reader.fail("credits", "may be at most \(Self.most)") }
    self.credits = credits
    self.seconds = seconds
    perCall = try reader.positiveInteger("perCall") ?? 1
    var calls: [Call] = []
    for (index, item) in try reader.list("calls").enumerated() {
      let call = try DescribeReader(item, "limits.quota.calls[\(index)]")
      guard let cost = try call.positiveInteger("credits") else { throw call.fail("credits", "is required") }
      calls.append(Call(path: try call.text("path").split(separator: "/").map(String.init), credits: cost))
    }
    self.calls = calls
    dearest = calls.map(\.credits).reduce(perCall, max)
    guard dearest <= credits else { throw reader.fail("credits", "are fewer than one call costs (\(dearest))") }
  }

  /// What a call to a path costs: by the first rule that fits.
  package func cost(of path: String) -> Int {
    let parts = path.prefix { $0 != "?" && $0 != "#" }.split(separator: "/")
    let rule = calls.first { call in
      call.path.count <= parts.count
        && zip(call.path.reversed(), parts.reversed()).allSatisfy { $0 == "*" || $0 == $1 }
    }
    return rule?.credits ?? perCall
  }

  /// `2,000 credits in 10 minutes`
  package var words: String {
    let isCalls = perCall == 1 && calls.isEmpty
    let time =
      switch seconds {
      case 86_400: "a day"
      case 3600: "an hour"
      case 60: "a minute"
      case let seconds where seconds % 3600 == 0: "\(seconds / 3600) hours"
      case let seconds where seconds % 60 == 0: "\(seconds / 60) minutes"
      default: "\(seconds) seconds"
      }
    return "\(credits.grouped) \(isCalls ? "calls" : "credits") in \(time)"
  }

  /// The part of it that automatic runs use: the rest is for people. Any one call has room in it.
  package var automaticCredits: Int { max(dearest, credits * 4 / 5) }
}
