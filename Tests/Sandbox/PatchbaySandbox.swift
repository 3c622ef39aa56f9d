import Foundation
import Glibc

/// The command `patchbay-sandbox`.
@main
struct PatchbaySandbox {
  static func main() {
    do {
      switch try Options.read(Array(CommandLine.arguments.dropFirst())) {
      case .list: print(Options.catalog, terminator: "")
      case .help: print(Options.usage)
      case .serve(let options): try serve(options)
      }
    } catch let error as Options.Misused {
      fail(error.message + "\n\n" + Options.usage, code: 2)
    } catch let error as Listener.Refused {
      fail(error.message, code: 1)
    } catch {
      fail("\(error)", code: 1)
    }
  }

  private static func serve(_ options: Options) throws {
    signal(SIGPIPE, SIG_IGN)
    // Only _exit is safe in a signal handler; nothing is left to be saved.
    signal(SIGTERM) { _ in _exit(0) }
    signal(SIGINT) { _ in _exit(0) }
    let sandbox = Sandbox(options)
    let listener = try Listener(port: options.port)
    FileHandle.standardOutput.write(Data("listening on http://127.0.0.1:\(listener.port)\n".utf8))
    if options.untilEOF {
      Thread.detachNewThread {
        var byte: UInt8 = 0
        while read(STDIN_FILENO, &byte, 1) > 0 {}
        _exit(0)
      }
    }
    listener.serve({ sandbox.answer($0) }, date: { sandbox.date })
  }

  private static func fail(_ message: String, code: Int32) -> Never {
    FileHandle.standardError.write(Data((message + "\n").utf8))
    exit(code)
  }
}
