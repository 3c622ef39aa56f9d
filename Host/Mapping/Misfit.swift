/// Why a value cannot be stored in its target field: the end of a sentence that begins with "Left out: ".
struct Misfit: Error, Equatable {
  let reason: String

  init(_ reason: String) { self.reason = reason }
}

extension String {
  /// The text in quotes, cut to what a message can show.
  var shown: String { count > 80 ? "'\(prefix(80))…'" : "'\(self)'" }
}
