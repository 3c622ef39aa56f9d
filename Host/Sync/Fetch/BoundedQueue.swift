import Foundation

/// A queue between two threads that holds a few items at most, and no second one above a weight: whoever is too fast waits.
///
/// `@unchecked Sendable`: every access to its state happens under `condition`.
final class BoundedQueue<Item: Sendable>: @unchecked Sendable {
  private let condition = NSCondition()
  private let capacity: Int
  private let weight: Int
  private let weigh: @Sendable (Item) -> Int
  private var items: [Item] = []
  private var isClosed = false

  init(capacity: Int, weight: Int = .max, of weigh: @escaping @Sendable (Item) -> Int = { _ in 0 }) {
    self.capacity = capacity
    self.weight = weight
    self.weigh = weigh
  }

  private func isFull(for item: Item) -> Bool {
    items.count >= capacity || !items.isEmpty && items.reduce(weigh(item), { $0 + weigh($1) }) > weight
  }

  /// Adds an item, waiting for room; false if the reader has closed the queue.
  func push(_ item: Item) -> Bool {
    condition.lock()
    defer { condition.unlock() }
    while isFull(for: item), !isClosed { condition.wait() }
    guard !isClosed else { return false }
    items.append(item)
    condition.broadcast()
    return true
  }

  /// Takes the oldest item, waiting for one; nil once the queue is closed and empty.
  func pop() -> Item? {
    condition.lock()
    defer { condition.unlock() }
    while items.isEmpty, !isClosed { condition.wait() }
    guard !items.isEmpty else { return nil }
    let item = items.removeFirst()
    condition.broadcast()
    return item
  }

  /// True once nobody takes items any more.
  var isDropped: Bool {
    condition.lock()
    defer { condition.unlock() }
    return isClosed
  }

  /// No more items are taken; those inside can still be read, unless they are to be dropped.
  func close(dropping: Bool = false) {
    condition.lock()
    isClosed = true
    if dropping { items.removeAll() }
    condition.broadcast()
    condition.unlock()
  }
}
