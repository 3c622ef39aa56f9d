/// A pattern that the whole of a value must match: the part of regular expressions that is decided in one pass over the
/// value, whatever the pattern is, so that no connector's pattern can keep the host busy.
///
/// Its forms are listed where PluginAPI/README.md tells of `pattern`. A value costs at most its length times 2,000 steps.
package struct Pattern: Sendable, Hashable {
  /// As it was written.
  package let text: String
  /// What is done, place by place; the last one is `.end`.
  private let steps: [Step]

  /// What is to be done at a place.
  enum Step: Sendable, Hashable {
    /// Takes one character of these and goes on behind.
    case take(CharacterChoice)
    /// Goes on at both places.
    case both(Int, Int)
    case go(Int)
    case end
  }

  /// The characters that may stand in one place.
  struct CharacterChoice: Sendable, Hashable {
    var ranges: [ClosedRange<UInt32>]
    var isOpposite = false

    func holds(_ scalar: Unicode.Scalar) -> Bool { ranges.contains { $0.contains(scalar.value) } != isOpposite }
  }

  /// Reads a pattern; throws what cannot be read.
  package init(_ text: String) throws(Malformed) {
    self.text = text
    var reader = PatternReader(text)
    steps = try reader.steps()
  }

  /// Whether the whole of a value matches.
  package func matches(_ value: String) -> Bool {
    var places = Places(count: steps.count)
    var next = places
    reach(0, &places)
    for scalar in value.unicodeScalars {
      next.removeAll()
      for place in places.list {
        if case .take(let choice) = steps[place], choice.holds(scalar) { reach(place + 1, &next) }
      }
      guard !next.list.isEmpty else { return false }
      swap(&places, &next)
    }
    return places.list.contains(steps.count - 1)
  }

  /// Adds a place and all that lead on from it without taking a character, each once.
  private func reach(_ place: Int, _ places: inout Places) {
    var open = [place]
    while let place = open.popLast() {
      guard places.insert(place) else { continue }
      switch steps[place] {
      case .take, .end: break
      case .go(let target): open.append(target)
      case .both(let first, let second): open += [second, first]
      }
    }
  }

  /// Places, each once.
  private struct Places {
    private(set) var list: [Int] = []
    private var isIn: [Bool]

    init(count: Int) { isIn = Array(repeating: false, count: count) }

    mutating func insert(_ place: Int) -> Bool {
      guard !isIn[place] else { return false }
      isIn[place] = true
      list.append(place)
      return true
    }

    mutating func removeAll() {
      for place in list { isIn[place] = false }
      list.removeAll(keepingCapacity: true)
    }
  }

  /// Why a pattern cannot be read.
  package struct Malformed: Error, Sendable, Equatable, CustomStringConvertible {
    package let description: String
  }
}
