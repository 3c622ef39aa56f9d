import Foundation
import TestSupport

/// A TLS server in front of a vendor on loopback, with a certificate of its own: `https://127.0.0.1:PORT`.
final class FaultTLS {
  let folder: TemporaryFolder
  let address: String
  /// The certificate, which is its own authority.
  var certificate: String { folder.path + "/certificate.pem" }
  private let running: Running

  struct NotReady: Error { let printed: String }

  /// - Parameter names: what the certificate is for, in openssl's form.
  init(before vendor: Vendor, names: String = "IP:127.0.0.1,DNS:localhost") throws {
    folder = try TemporaryFolder()
    let made = try Launch.run(
      "/usr/bin/openssl",
      [
        "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", folder.path + "/key.pem", "-out",
        folder.path + "/certificate.pem", "-days", "2", "-subj", "/CN=test", "-addext", "subjectAltName=" + names,
      ])
    guard made.code == 0 else { throw NotReady(printed: made.error) }
    let port = vendor.address.split(separator: ":").last.map(String.init) ?? ""
    running = try Launch.start("/usr/bin/env", ["python3", "-u", "-c", Self.program, folder.path, port])
    var line = ""
    // Waits for a condition, not for time: the server prints its port once it listens.
    for _ in 0..<4000 where !line.contains("\n") {
      line = running.outputSoFar
      usleep(5000)
    }
    guard let own = Int(line.trimmingCharacters(in: .newlines)) else { throw NotReady(printed: line) }
    address = "https://127.0.0.1:\(own)"
  }

  deinit { running.signal(SIGKILL) }

  /// Ends TLS and hands the bytes through.
  private static let program = """
    import socket, ssl, sys, threading
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(sys.argv[1] + "/certificate.pem", sys.argv[1] + "/key.pem")
    server = socket.create_server(("127.0.0.1", 0))
    print(server.getsockname()[1])
    def pump(source, sink):
        try:
            while data := source.recv(65536): sink.sendall(data)
            sink.shutdown(socket.SHUT_WR)
        except OSError: pass
    def serve(client):
        try: client = context.wrap_socket(client, server_side=True)
        except OSError: return
        vendor = socket.create_connection(("127.0.0.1", int(sys.argv[2])))
        threading.Thread(target=pump, args=(vendor, client), daemon=True).start()
        pump(client, vendor)
    while True:
        threading.Thread(target=serve, args=(server.accept()[0],), daemon=True).start()
    """
}
