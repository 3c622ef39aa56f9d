import HostChannel
import TestSupport

/// What a worker or a host could find on the channel: messages of every type with odd contents, most of them damaged.
struct FrameTrial: Trial {
  static let name = "frames"
  static let share = (cases: 850, seconds: 50)

  init(in folder: String) {}

  mutating func attempt(_ chance: inout SeededGenerator) throws -> Bool {
    let isFromWorker = Bool.random(using: &chance)
    var bytes =
      isFromWorker
      ? try Self.fromWorker(&chance).frame(sequence: 7) : try Self.fromHost(&chance).frame(sequence: 7)
    Odd.damage(&bytes, &chance)
    do {
      let header = try Frame.header(of: bytes, sequence: 7)
      let payload = Array(bytes.dropFirst(Frame.headerSize).prefix(header.length))
      if isFromWorker {
        // What was taken must be the same when it is said again.
        let message = try WorkerMessage(type: header.type, payload: payload)
        guard try message.frame(sequence: 0).dropFirst(Frame.headerSize).elementsEqual(payload) else {
          throw NotTheSame(what: "\(message)")
        }
      } else {
        let message = try HostMessage(type: header.type, payload: payload)
        guard try message.frame(sequence: 0).dropFirst(Frame.headerSize).elementsEqual(payload) else {
          throw NotTheSame(what: "\(message)")
        }
      }
      return true
    } catch is ChannelError {
      return false
    }
  }

  private static func fromWorker(_ chance: inout SeededGenerator) -> WorkerMessage {
    switch Int.random(in: 0..<16, using: &chance) {
    case 0:
      let code = Int32.random(in: .min ... .max, using: &chance)
      return .hello(
        SandboxReport(
          noNewPrivileges: code, capabilities: 0, limits: code, landlock: 0, seccomp: code, landlockVersion: 6),
        minor: number(&chance))
    case 1: return .unusable(.badTable(Odd.word(&chance)))
    case 2: return .described(bytes(&chance))
    case 3:
      return .http((0..<Int.random(in: 1...4, using: &chance)).map { _ in ask(&chance) })
    case 4: return .read(handle: number(&chance), pointer: Odd.word(&chance))
    case 5: return .body(handle: number(&chance))
    case 6: return .release(handle: number(&chance), glimpsed: .random(in: 0...255, using: &chance))
    case 7: return .emitPage(handle: number(&chance), pointer: Odd.word(&chance), glimpsed: 0xFF)
    case 8: return .emitRecords(bytes(&chance))
    case 9: return .join(bytes(&chance))
    case 10: return .emitDeleted(bytes(&chance))
    case 11: return .checkpoint(bytes(&chance))
    case 12: return .complete(total: Bool.random(using: &chance) ? number(&chance) : nil, flags: number(&chance))
    case 13: return .setError(status: .random(in: .min ... .max, using: &chance), sentence: Odd.word(&chance))
    case 14: return .log(level: number(&chance), line: Odd.word(&chance))
    default: return .end(status: .random(in: .min ... .max, using: &chance))
    }
  }

  private static func fromHost(_ chance: inout SeededGenerator) -> HostMessage {
    switch Int.random(in: 0..<8, using: &chance) {
    case 0: .describe
    case 1: .create(configJSON: bytes(&chance))
    case 2: .check
    case 3: .fetch(dataType: Odd.word(&chance), cursor: bytes(&chance), limit: number(&chance))
    case 4:
      .httpReply(
        status: .random(in: .min ... .max, using: &chance),
        (0..<Int.random(in: 0...3, using: &chance)).map { _ in
          HTTPAnswer(
            status: .random(in: .min ... .max, using: &chance), handle: number(&chance), bodySize: number(&chance),
            headers: headers(&chance), glimpses: [.init(pointer: Odd.word(&chance), bytes: bytes(&chance))])
        })
    case 5: .bytesReply(status: .random(in: .min ... .max, using: &chance), bytes(&chance))
    case 6: .ack(status: .random(in: .min ... .max, using: &chance))
    default: .shutdown
    }
  }

  private static func ask(_ chance: inout SeededGenerator) -> HTTPAsk {
    HTTPAsk(
      method: Odd.word(&chance), url: Odd.word(&chance), headers: headers(&chance), body: bytes(&chance),
      accept: (0..<Int.random(in: 0...3, using: &chance)).map { _ in .random(in: 0 ... .max, using: &chance) },
      place: ListPlace(page: number(&chance), pages: number(&chance), total: number(&chance)))
  }

  private static func headers(_ chance: inout SeededGenerator) -> [HTTPHeader] {
    (0..<Int.random(in: 0...2, using: &chance)).map { _ in HTTPHeader(Odd.word(&chance), Odd.word(&chance)) }
  }

  private static func bytes(_ chance: inout SeededGenerator) -> [UInt8] {
    (0..<Int.random(in: 0...20, using: &chance)).map { _ in .random(in: 0...255, using: &chance) }
  }

  private static func number<T: FixedWidthInteger>(_ chance: inout SeededGenerator) -> T {
    let odd: [T] = [0, 1, T.max, T.max - 1, T.max / 2, T.max / 2 + 1]
    return Bool.random(using: &chance)
      ? odd.randomElement(using: &chance) ?? 0 : .random(in: .min ... .max, using: &chance)
  }
}

/// A message that came back as another.
struct NotTheSame: Error {
  let what: String
}
