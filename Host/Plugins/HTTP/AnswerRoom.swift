/// Bytes that the answers of one call may still take, beside those that the connector keeps of earlier ones. One thread.
final class AnswerRoom {
  /// What all together may take.
  let limit: Int
  private var left: Int

  init(limit: Int, kept: Int) {
    self.limit = limit
    left = max(limit - kept, 0)
  }

  /// Takes so many bytes; false if there are not as many left.
  func take(_ bytes: Int) -> Bool {
    guard bytes <= left else { return false }
    left -= bytes
    return true
  }

  /// Gives back what an answer took that is asked for again.
  func give(back bytes: Int) { left += bytes }
}
