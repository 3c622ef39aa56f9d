import Foundation
import TestSupport

/// In which way a vendor's list is not to be trusted during a run. One way at a time: two lies that agree with each other are
/// the vendor's word, and nobody can tell them from the truth.
enum Untruth: String, CaseIterable {
  case none
  /// Totals that are wrong, missing or no numbers, while everything is delivered.
  case totals
  /// Records that do not come, come twice, or pages in place of others, under the true total.
  case pages
  /// The list changes while it is read.
  case moving
  /// Records that cannot be read as they are.
  case values
  /// The list is said to be empty.
  case empty
}

/// A vendor that answers as its list's dialect says, and is hostile to a degree that a test case chooses. It keeps the truth.
///
/// `@unchecked Sendable`: every access to its state happens under `lock`, or in the trial between two runs; what a run that
/// was given up still has under way may be answered then.
final class HostileVendor: @unchecked Sendable {
  let dialect: VendorDialect
  let size: Int
  private let address: String
  private let lock = NSRecursiveLock()
  private var held: VendorTruth
  private(set) var untruth = Untruth.none
  /// Of a thousand answers, how many are spoilt on the way, and how many are tampered with.
  private var (spoilt, tampered) = (0, 0)
  private var seed: UInt64 = 0
  /// What was done in the run at hand, for whoever looks at a fault.
  private(set) var deeds: [String] = []
  /// True once a record was left out, doubled or altered.
  private(set) var hasTampered = false

  /// - Parameter address: where its links lead.
  init(_ dialect: VendorDialect, size: Int, truth: VendorTruth, at address: String) {
    self.dialect = dialect
    self.size = size
    self.address = address
    held = truth
  }

  /// What it holds. Changed between two runs, or by itself.
  var truth: VendorTruth {
    get { lock.withLock { held } }
    set { lock.withLock { held = newValue } }
  }

  /// A run begins, in which it does its worst.
  func turn(_ untruth: Untruth, spoilt: Int, tampered: Int, seed: UInt64) {
    lock.withLock {
      (self.untruth, self.spoilt, self.tampered, self.seed) = (untruth, spoilt, tampered, seed)
      (deeds, hasTampered) = ([], false)
      held.watch()
    }
  }

  /// A run begins, in which all is as it should be.
  func behave() { turn(.none, spoilt: 0, tampered: 0, seed: 0) }

  /// What it sends for a target that it is asked for so many times.
  func answer(_ target: String, _ times: Int) -> RawAnswer {
    lock.lock()
    defer { lock.unlock() }
    // What is wrong with a page may pass, or stay so however often it is asked for.
    let name = target.utf8.reduce(0xCBF2_9CE4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    var lasting = SeededGenerator(state: seed ^ name)
    var passing = SeededGenerator(state: lasting.next() &+ UInt64(times))
    let isSpoilt =
      Bool.random(using: &lasting)
      ? Int.random(in: 0..<1000, using: &lasting) < spoilt : Int.random(in: 0..<1000, using: &passing) < spoilt
    if untruth == .moving { move(&passing) }
    guard var page = dialect.page(target, of: truth, size: size, at: address) else { return RawAnswer([], status: 404) }
    // A lie that is told twice in the same words is the harder one.
    var hand = seed % 2 == 0 ? passing : SeededGenerator(state: lasting.next())
    if Int.random(in: 0..<1000, using: &hand) < tampered { tamper(with: &page, target, &hand) }
    if untruth == .moving { move(&passing) }
    guard isSpoilt else { return RawAnswer(page.encoded()) }
    let spoiling = Spoiling.allCases.randomElement(using: &lasting) ?? .status
    deeds.append("\(target) #\(times): \(spoiling)")
    return spoiling.answer(page.encoded(), &passing)
  }

  private func move(_ chance: inout SeededGenerator) {
    for _ in 0..<3 where Int.random(in: 0..<1000, using: &chance) < tampered {
      held.change(&chance, mayMove: dialect.shifts)
      deeds.append("changed (\(truth.clock))")
    }
  }

  // MARK: What an answer says

  private func tamper(with page: inout VendorDialect.Page, _ target: String, _ chance: inout SeededGenerator) {
    switch untruth {
    case .none, .moving: return
    case .totals:
      let people = truth.people.count
      let total: String? =
        switch Int.random(in: 0..<6, using: &chance) {
        case 0: nil
        case 1: "\(people + 1)"
        case 2: "\(people - 1)"
        case 3: "\"\(people)\""
        case 4: Odd.number(&chance)
        default:
          ["0", "null", "[]", "{}", "true", "1e2", "-0", "\"\"", "18446744073709551615"].randomElement(using: &chance)
        }
      page.set(page.total, total.map { $0.hasPrefix("nan") || $0.hasPrefix("inf") || $0.hasPrefix("-i") ? "null" : $0 })
      deeds.append("\(target): total \(total ?? "missing")")
    case .pages: tamper(withItemsOf: &page, target, &chance)
    case .values: spoilValue(of: &page, target, &chance)
    case .empty:
      page.items = []
      page.set("next", "null")
      page.set(page.total, ["0", nil].randomElement(using: &chance) ?? "0")
      page.set("empty", "true")
      hasTampered = true
      deeds.append("\(target): empty")
    }
  }

  private func tamper(
    withItemsOf page: inout VendorDialect.Page, _ target: String, _ chance: inout SeededGenerator
  ) {
    // Of a list that one answer is, nothing else can tell what it should be.
    guard dialect != .single else { return }
    let place = page.items.isEmpty ? 0 : Int.random(in: 0..<page.items.count, using: &chance)
    let others = target.split(separator: "?").first.map(String.init) ?? ""
    let next: [String?] = [
      nil, target, "\(others)?since=&page=1", "\(others)?since=&after=0", "\(others)?since=&page=2",
      "\(others)?since=&page=3",
      "\(others)?since=&after=\(Int.random(in: 0...30, using: &chance))", "\(others)?since=&page=99999999999999999999",
      "\(others)?since=&page=-1", "http://localhost:1\(target)", "//127.0.0.1:1\(target)", "file:///etc/passwd",
      "/nowhere",
      "/%7B%7Bsecret.token%7D%7D", "{{secret.token}}", "\(target)#x",
      "\(target)&x=\(Int.random(in: 0...1 << 40, using: &chance))",
      String(repeating: "/a", count: 4000), "../../\(target)", "?page=2", " ", "javascript:alert(1)", "\\u0000",
    ]
    switch Int.random(in: 0..<6, using: &chance) {
    case 0 where !page.items.isEmpty:
      page.items.remove(at: place)
      deeds.append("\(target): without record \(place)")
    case 1 where !page.items.isEmpty:
      page.items[place] = page.items.randomElement(using: &chance) ?? page.items[place]
      deeds.append("\(target): record \(place) is another")
    case 2 where !page.items.isEmpty:
      page.items.append(page.items[place])
      deeds.append("\(target): record \(place) twice")
    case 3:
      page.items = Array(page.items.prefix(place))
      deeds.append("\(target): \(place) records of it")
    case 4:
      if let other = dialect.page("\(others)?since=&page=1", of: truth, size: size, at: address) {
        page.items = other.items
      }
      deeds.append("\(target): the first page's records")
    default:
      let link = next.randomElement(using: &chance) ?? nil
      let there = dialect == .pretalx && link?.hasPrefix("/") == true ? address : ""
      page.set(
        "next",
        link.map { "\"\(there)\($0)\"" } ?? ["null", nil, "7", "[]", "\"\""].randomElement(using: &chance) ?? nil)
      deeds.append("\(target): next \(link?.prefix(80) ?? "missing")")
    }
    hasTampered = true
  }

  private func spoilValue(
    of page: inout VendorDialect.Page, _ target: String, _ chance: inout SeededGenerator
  ) {
    guard !page.items.isEmpty else { return }
    let place = Int.random(in: 0..<page.items.count, using: &chance)
    let inside = String(decoding: page.items[place].dropFirst().dropLast(), as: UTF8.self)
    let deep = Int.random(in: 1...200, using: &chance)
    let forms = [
      "{\(inside), \"id\": \"a1\"}", "{\"id\": \"a1\", \(inside)}", "{\(inside), \"name\": \"\\ud800\"}",
      "{\(inside), \"n\\u0061me\": \"twice\"}", "{\(inside), \"id\": \"\\udc00\\ud800\"}",
      "{\(inside), \"name\": null}",
      "{\(inside), \"deep\": \(String(repeating: "[", count: deep))\(String(repeating: "]", count: deep))}",
      "{\(inside), \"id\": null}", "{\(inside), \"id\": {}}", "{\(inside), \"id\": 1e400}", "{\(inside), \"id\": \"\"}",
      "{\(inside), \"id\": \"\\u0000\"}", "{\(inside), \"id\": \"\(String(repeating: "x", count: 1025))\"}", "null",
      "[]", "7",
      "{}", "\"a1\"", "{\(inside), \"status\": [\"cancelled\"]}", "{\(inside), \"status\": {\"cancelled\": 1}}",
      "{\(inside), \"name\": \"\(String(repeating: "y", count: 100_000))\"}",
      "{\(inside), \"name\": \"\\u0000\\u202e\"}",
    ]
    page.items[place] = Array((forms.randomElement(using: &chance) ?? "{}").utf8)
    hasTampered = true
    deeds.append("\(target): record \(place) is \(String(decoding: page.items[place].prefix(120), as: UTF8.self))")
  }
}
