import Foundation
import HostModel
import HostSchedule
import HostStorage
import HostSync
import RecordJSON

/// What a serve answers.
package enum Routes {
  /// - Parameters:
  ///   - isStopping: whether the serve is on its way out, for whoever balances load.
  ///   - metrics: the text for Prometheus.
  package static func all(
    _ host: PatchbayHost, isStopping: @escaping @Sendable () -> Bool, metrics: @escaping @Sendable () -> String
  ) -> [Route] {
    [
      Route("/health", role: nil) { _ in
        isStopping()
          ? Answer(.object([.init("status", .string("stopping"))]), status: 503)
          : Answer(.object([.init("status", .string("ok"))]))
      },
      Route("/metrics", role: .viewer) { _ in Answer(text: metrics(), type: "text/plain; version=0.0.4; charset=utf-8")
      },
      Route("/api/v1/eid/{eid}/scheduler", role: .viewer) { try scheduler(host, $0["eid"] ?? "") },
    ]
  }

  private static func scheduler(_ host: PatchbayHost, _ eid: String) throws -> Answer {
    guard let id = EventID(eid) else {
      return Answer(error: "'\(ShortText.shown(eid))' is not an event's id: 32 lower-case hex digits.", status: 404)
    }
    guard try EventStore.events(in: host.home).contains(id) else {
      return Answer(error: "There is no event \(id) on this host. See 'patchbay events list'.", status: 404)
    }
    let lines = try host.scheduler(of: id, patience: Listener.patience)
    return Answer(
      .object([.init("eid", .string(id.description)), .init("configs", .array(lines.map(\.json)))]))
  }
}
