import CCurl
import Foundation

/// What was said last on both sides of a connection: which command, and with which words it was refused.
final class SMTPTalk {
  /// The first four letters of the last command, in upper case; nothing of what follows, which may be a password.
  fileprivate var command = ""
  /// The last answer of the server's that is a 4xx or a 5xx, and the command that it answers.
  fileprivate(set) var refusal = ""
  fileprivate(set) var refused = ""
}

/// A C function, as libcurl wants one: takes a piece of what goes over the connection.
func takeSMTPTalk(
  _ easy: UnsafeMutableRawPointer?, _ type: curl_infotype, _ data: UnsafeMutablePointer<CChar>?, _ size: Int,
  _ user: UnsafeMutableRawPointer?
) -> Int32 {
  guard let data, let user, size > 0 else { return 0 }
  let talk = Unmanaged<SMTPTalk>.fromOpaque(user).takeUnretainedValue()
  switch type {
  case CURLINFO_HEADER_OUT:
    talk.command = String(
      decoding: UnsafeRawBufferPointer(start: data, count: min(4, size)), as: UTF8.self
    ).uppercased()
  case CURLINFO_HEADER_IN:
    let line = String(decoding: UnsafeRawBufferPointer(start: data, count: size), as: UTF8.self)
    guard let first = line.utf8.first, first == UInt8(ascii: "4") || first == UInt8(ascii: "5") else { break }
    talk.refused = talk.command
    talk.refusal = String(line.trimmingCharacters(in: .whitespacesAndNewlines).prefix(300))
  default: break
  }
  return 0
}
