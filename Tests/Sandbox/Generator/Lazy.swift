import Synchronization

/// A value that is made when it is first asked for, once, on whichever thread asks.
final class Lazy<Value: Sendable>: Sendable {
  private let stored = Mutex<Value?>(nil)

  func value(_ make: () -> Value) -> Value {
    stored.withLock { value in
      if let value { return value }
      let made = make()
      value = made
      return made
    }
  }
}

/// The last few answers to questions that cost a walk over all records; asked again for every page.
final class Recent<Value: Sendable>: Sendable {
  private let stored = Mutex<[(key: String, value: Value)]>([])

  func value(_ key: String, _ make: () -> Value) -> Value {
    stored.withLock { entries in
      if let known = entries.first(where: { $0.key == key }) { return known.value }
      if entries.count >= 8 { entries.removeFirst() }
      let made = make()
      entries.append((key, made))
      return made
    }
  }
}
