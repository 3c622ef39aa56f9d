import ConnectorDriver
import Foundation
import RecordJSON
import Testing

/// A connector under test with its recorded vendor.
struct Subject: Sendable, CustomTestStringConvertible {
  let id: String
  let fixture: String
  /// What each data type should come to with the fixture.
  let expected: [Expected]

  struct Expected: Sendable {
    let dataType: String
    let key: String
    let keys: [String]
    let completion: Observation.Completion
  }

  /// One data type of a subject.
  struct Fetch: Sendable, CustomTestStringConvertible {
    let subject: Subject
    let expected: Expected
    var testDescription: String { "\(subject.id) \(expected.dataType)" }

    func run(_ change: (inout RecordedVendor) -> Void = { _ in }, cursor: String = "", limit: UInt64 = 0) throws
      -> Observation
    {
      var vendor = try subject.vendor()
      change(&vendor)
      return try subject.library().fetch(expected.dataType, vendor, cursor: cursor, limit: limit)
    }
  }

  var testDescription: String { id }

  static let all: [Subject] = [
    Subject(
      id: "pretalx", fixture: "Connectors/Pretalx/Fixtures/event.json",
      expected: [
        Expected(
          dataType: "sessions", key: "code", keys: ["AAA111", "BBB222", "CCC333"],
          completion: .init(total: 3, fullRights: true)),
        Expected(
          dataType: "presenters", key: "code", keys: ["SPK001", "SPK002", "SPK003"],
          completion: .init(total: 3, fullRights: true)),
      ]),
    Subject(
      id: "certain", fixture: "Connectors/Certain/Fixtures/event.json",
      expected: [
        Expected(
          dataType: "participants", key: "registrationCode", keys: ["R-1", "R-2", "R-3", "R-4", "R-5"],
          completion: .init(total: 5, fullRights: true)),
        Expected(
          dataType: "sessions", key: "sessionKey", keys: ["S-10", "S-11"],
          completion: .init(total: nil, fullRights: true)),
        Expected(
          dataType: "registrations", key: "sessionKey", keys: ["S-10", "S-11", "S-11"],
          completion: .init(total: nil, fullRights: true)),
      ]),
    Subject(
      id: "pretix", fixture: "Connectors/Pretix/Fixtures/event.json",
      expected: [
        Expected(
          dataType: "participants", key: "code", keys: ["ORD01", "ORD02", "ORD03"],
          completion: .init(total: 3, fullRights: true)),
        Expected(
          dataType: "sessions", key: "id", keys: ["1", "2"], completion: .init(total: 2, fullRights: true)),
        Expected(
          dataType: "registrations", key: "code", keys: ["ORD01", "ORD02", "ORD03"],
          completion: .init(total: 3, fullRights: true)),
        Expected(
          dataType: "workshops", key: "id", keys: ["3", "8", "9", "6"], completion: .init(total: 4, fullRights: true)),
        Expected(
          dataType: "workshop-registrations", key: "code", keys: ["ORD01", "ORD02", "ORD03"],
          completion: .init(total: 3, fullRights: true)),
      ]),
  ]

  static let fetches: [Fetch] = all.flatMap { subject in
    subject.expected.map { Fetch(subject: subject, expected: $0) }
  }

  static func named(_ id: String) throws -> Subject {
    guard let subject = all.first(where: { $0.id == id }) else { throw CocoaError(.fileNoSuchFile) }
    return subject
  }

  func library() throws -> ConnectorLibrary { try ConnectorLibrary(path: ConnectorLibrary.path(of: id)) }

  func describe() throws -> JSONTree { try JSONTree.parse(try library().describe()) }

  func vendor() throws -> RecordedVendor {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    return try RecordedVendor(fixture: Array(try Data(contentsOf: root.appending(path: fixture))))
  }
}

/// The statuses of the header that tests name.
enum Code {
  static let ok: Int32 = 0
  static let cancelled: Int32 = 1
  static let auth: Int32 = 2
  static let forbidden: Int32 = 3
  static let rateLimited: Int32 = 4
  static let transient: Int32 = 5
  static let badConfig: Int32 = 6
  static let badData: Int32 = 7
  static let notFound: Int32 = 8
  static let stateInvalid: Int32 = 9
  static let unsupported: Int32 = 10
}
