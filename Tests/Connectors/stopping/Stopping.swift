import ConnectorABI
import ConnectorKit
import Glibc

/// A connector in Swift that stops itself in the way that its setting `fault` names, as mistakes in Swift and in C do.
struct StoppingConnector: Connector {
  static let describe = Describe(
    id: "stopping", name: "Stopping", vendor: "Example", version: "1.0.0",
    endpoint: .editable("https://api.example", help: ""), auth: [], settings: [.text("fault", "Fault")],
    dataTypes: [
      DataType(
        "people", "People", as: .person, key: ["id"], announcesTotal: true,
        fields: [Field("id", "Id", "1"), Field("name", "Name", "Ana", to: "name")])
    ])

  let fault: String

  init(_ configuration: Configuration) throws { fault = try configuration.text("fault") }

  func check(_ host: borrowing Host) throws {}

  func fetch(_ request: FetchRequest, using host: borrowing Host) throws {
    // None of these values is known to the compiler.
    let count = fault.utf8.count
    switch fault {
    case "fatal": fatalError("the list of \(request.dataType) has no end")
    case "nil":
      // swift-format-ignore: NeverForceUnwrap
      print(Int(fault)!)
    case "index": print(Array(fault.utf8)[count])
    case "overflow": print(Int8(truncatingIfNeeded: 127 * (count / 8)) + Int8(count / 8))
    case "unfinished":
      print("the last words", terminator: "")
      abort()
    default: try host.complete(total: 0, fullRights: true, confirmedEmpty: true)
    }
  }
}

/// What the worker calls.
@c(connector_entry_v1) @implementation
public func connectorEntry(_ host: UnsafePointer<conn_host_info>?) -> UnsafePointer<conn_api>? {
  ConnectorEntry.table(for: StoppingConnector.self, host)
}
