import Foundation
import Glibc
import TestSupport

/// A mail server on loopback, as `Tests/Mail/smtp.py` is one.
final class PostOffice {
  let folder: TemporaryFolder
  let port: String
  private let server: Running

  init(_ options: [String] = []) throws {
    folder = try TemporaryFolder()
    let script = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Mail/smtp.py").path
    server = try Launch.start("/usr/bin/python3", ["-u", script, folder.path] + options)
    var port = ""
    for _ in 0..<1200 where port.isEmpty {
      if let found = server.outputSoFar.firstMatch(of: /port (\d+)\n/) {
        port = String(found.1)
      } else {
        usleep(50_000)
      }
    }
    guard !port.isEmpty else { throw StepFailed(finished: Finished(code: 1, output: "", error: server.errorSoFar)) }
    self.port = port
  }

  deinit { server.signal(SIGKILL) }

  var certificate: String { folder.path + "/cert.pem" }

  /// A mail that came, as Python's own library reads it.
  struct Letter: Equatable {
    let from: String
    let to: String
    let isEncrypted: Bool
    let subject: String
    let text: String
    let html: String
    /// What is attached: name and the rows of each sheet of the workbook.
    let file: String
    let sheets: [String]
    let defects: Int
  }

  /// What has come, in that order.
  func letters() throws -> [Letter] {
    let script = """
      import email, email.policy, io, json, os, sys
      sys.path.append("/usr/lib/python3/dist-packages")
      import openpyxl
      out = []
      number = 1
      while os.path.exists(f"{sys.argv[1]}/{number}.eml"):
          mail = email.message_from_binary_file(open(f"{sys.argv[1]}/{number}.eml", "rb"), policy=email.policy.default)
          files = list(mail.iter_attachments())
          sheets = []
          for file in files[:1]:
              book = openpyxl.load_workbook(io.BytesIO(file.get_content()))
              for sheet in book:
                  sheets += [sheet.title + ": " + " | ".join("" if c is None else str(c) for c in row)
                             for row in sheet.iter_rows(values_only=True)]
          body = lambda kind: (mail.get_body((kind,)).get_content() if mail.get_body((kind,)) else "")
          out.append({"from": mail["X-From"] + " " + mail["From"], "to": mail["X-To"] + " " + mail["To"],
                      "tls": mail["X-TLS"], "subject": mail["Subject"], "text": body("plain"), "html": body("html"),
                      "file": files[0].get_filename() if files else "", "sheets": sheets,
                      "defects": len(mail.defects) + sum(len(p.defects) for p in mail.walk())
                                 + sum("=0A" in p.get_payload() for p in mail.walk() if p.get_content_maintype() == "text")
                                 + (0 if mail["Date"].datetime and mail["Message-ID"] else 1)})
          number += 1
      print(json.dumps(out))
      """
    let read = try Launch.run("/usr/bin/python3", ["-c", script, folder.path])
    guard read.code == 0 else { throw StepFailed(finished: read) }
    let list = try JSONSerialization.jsonObject(with: Data(read.output.utf8)) as? [[String: Any]] ?? []
    return list.map { mail in
      func text(_ name: String) -> String { (mail[name] as? String ?? "").replacing("\r\n", with: "\n") }
      return Letter(
        from: text("from"), to: text("to"), isEncrypted: text("tls") == "yes", subject: text("subject"),
        text: text("text"), html: text("html"), file: text("file"), sheets: mail["sheets"] as? [String] ?? [],
        defects: mail["defects"] as? Int ?? -1)
    }
  }
}
