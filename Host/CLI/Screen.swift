import Glibc
import RecordJSON
import Synchronization

/// All that the program says, on a terminal, into a pipe or into a log: the one way out, which nothing passes that would steer
/// a terminal but what is ours. What `records export` writes is data and goes its own way.
enum Screen {
  /// Writes text and a line break.
  static func say(_ text: String, to descriptor: Int32) { write(Shown.text(text) + "\n", to: descriptor) }

  static func say(_ json: JSONTree) { write(Shown.json(json.text) + "\n", to: 1) }

  /// A JSON text as its author laid it out.
  static func say(document: String) { write(Shown.document(document) + "\n", to: 1) }

  /// Writes a question, behind which the answer is typed.
  static func ask(_ question: String) { write(Shown.text(question), to: 2) }

  /// Draws one line of a terminal anew; empty, it is cleared.
  static func draw(_ line: String) { write("\r\u{1B}[K" + Shown.line(line), to: 2) }

  /// Writes without a buffer, so that nothing is lost or out of order if the program is killed.
  private static func write(_ text: String, to descriptor: Int32) {
    var text = text
    text.withUTF8 { bytes in
      var sent = 0
      while sent < bytes.count {
        let count = Glibc.write(descriptor, bytes.baseAddress.map { $0 + sent }, bytes.count - sent)
        if count < 0, errno == EINTR { continue }
        guard count > 0 else {
          // A reader that closes early (`| head`) has what it wanted.
          if descriptor == 1, errno != EPIPE { lost.store(errno, ordering: .relaxed) }
          return
        }
        sent += count
      }
    }
  }

  /// Why standard output took less than everything: errno, 0 if it took all.
  private static let lost = Atomic<Int32>(0)

  /// The exit code of a program that would end with `code`: a file with half a list must not pass for a whole one.
  static func end(with code: Int32) -> Int32 {
    let problem = lost.load(ordering: .relaxed)
    guard problem != 0 else { return code }
    say(
      "The output could not be written: \(String(cString: strerror(problem))). It is not whole; what the command did stays"
        + " done.", to: 2)
    return code == 0 ? 1 : code
  }
}
