import HostChannel
import RecordJSON

/// An answer that the connector may still ask about.
struct KeptAnswer {
  let buffer: PageBuffer
  /// Method and address.
  let source: String
  var place = ListPlace()
  /// True if the connector wrote it.
  var isBuilt = false
  /// Where it has looked, while the rest is not validated.
  var asked: Set<JSONPointer> = []

  /// Why it is of no use.
  func sentence(_ error: JSONError) -> String {
    let isHTML = buffer.bytes.prefix(512).drop { $0 <= 32 }.first == UInt8(ascii: "<")
    let what = isHTML ? "a web page instead of JSON" : "JSON that cannot be used: \(error)"
    return
      "\(place.words.map { "\($0): " } ?? "")\(source) answered with \(what). Check the endpoint, or try again later."
  }
}
