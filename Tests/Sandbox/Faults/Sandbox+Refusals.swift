extension Sandbox {
  /// The answer a fault gives instead of a page; nil for faults that spoil the page itself.
  func refusal(_ fault: FaultKind, _ request: Request) -> Answer? {
    switch fault {
    case .unauthorized: return error(401, "Invalid token.")
    case .forbidden: return error(403, "You do not have permission to perform this action.")
    case .notFound: return error(404, options.connector == .certain ? "no records found" : "Not found.")
    case .throttled: return error(429, "Request was throttled.")
    case .throttledWithRetry: return error(429, "Request was throttled.", headers: [("Retry-After", "1")])
    case .broken: return .html(500, "Internal Server Error")
    case .unavailable: return .html(503, "Service Unavailable")
    case .html200: return .html(200, "Please sign in")
    case .error200:
      return .json(200) { w in
        w.object { w in
          w.text("status", "error")
          w.text("message", "Something went wrong.")
        }
      }
    case .redirectHost: return redirect(request, scheme: scheme(request), host: options.settings["redirect-host"])
    case .redirectHTTP: return redirect(request, scheme: "http", host: "127.0.0.1")
    case .reset: return travelling(.reset)
    case .close: return travelling(.close)
    case .stall: return travelling(.stall)
    default: return nil
    }
  }

  private func scheme(_ request: Request) -> String { request.headers["x-forwarded-proto"] ?? "http" }

  /// An error in the vendor's form: Certain writes plain text, the others an object with `detail`.
  private func error(_ status: Int, _ text: String, headers: [(name: String, value: String)] = []) -> Answer {
    options.connector == .certain ? .plain(status, text, headers: headers) : .detail(status, text, headers: headers)
  }

  private func redirect(_ request: Request, scheme: String, host: String) -> Answer {
    let port = (request.headers["host"] ?? "").split(separator: ":").dropFirst().first.map { ":" + $0 } ?? ""
    let query = request.query.with(Self.redirectMark, "1")
    return .redirect(302, to: "\(scheme)://\(host)\(port)\(request.path)?\(query)")
  }

  private func travelling(_ delivery: Answer.Delivery) -> Answer {
    var answer = Answer.plain(200, "")
    answer.delivery = delivery
    return answer
  }
}
