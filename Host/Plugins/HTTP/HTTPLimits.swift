/// Bounds of every request of a client.
package struct HTTPLimits: Sendable, Hashable {
  /// Most bytes of one answer, decompressed.
  package var answerBytes = 64 << 20
  /// Most bytes of all answers of a job together that are kept or on their way.
  package var keptBytes = 256 << 20
  /// Time for name, socket and TLS.
  package var connectSeconds = 10
  /// Time without a single byte.
  package var stallSeconds = 60
  /// Time of one try.
  package var totalSeconds = 300
  /// Tries of one GET or HEAD, the first included.
  package var tries = 4
  /// Most seconds that one request may wait between its tries, time in stalled tries included.
  package var waitSeconds = 120.0
  /// Redirects followed for one request.
  package var redirects = 5

  /// The limits of manual runs.
  package init() {}
}
