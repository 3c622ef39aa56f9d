/// Validates pages and cuts them into records and mapped values, without unescaping or copying anything.
///
/// Keeps its working memory from page to page; for one thread at a time.
public final class RecordScanner {
  /// How deep arrays and objects may lie in each other unless told otherwise.
  public static let defaultDepthLimit = 64

  /// How deep arrays and objects may lie in each other; a record array of its own counts as 1.
  public let depthLimit: Int
  private var stamps = UnsafeMutableBufferPointer<UInt32>.allocate(capacity: 0)
  private var guesses = UnsafeMutableBufferPointer<KeyGuess>.allocate(capacity: 0)

  /// Makes a scanner; the limit is held between 1 and 512, for a scan recurses.
  public init(depthLimit: Int = RecordScanner.defaultDepthLimit) {
    self.depthLimit = min(max(depthLimit, 1), 512)
  }

  deinit {
    stamps.deallocate()
    guesses.deallocate()
  }

  /// Validates the whole page (RFC 8259, UTF-8) and finds the records of the array at `pointer`, and their values.
  ///
  /// Elements that are no objects are reported too, with their kind. On an error `slots` is left empty. A pointer that
  /// leads to nothing, or to something that is no array, is an error and never an empty list; so is a key on its way
  /// that stands twice.
  public func scan(
    _ page: PageBuffer, records pointer: JSONPointer, paths: CompiledPaths, into slots: RecordSlots
  ) throws(JSONError) {
    var grammar = Grammar(page, depthLimit: depthLimit)
    try scan(page, &grammar, pointer, paths, into: slots)
  }

  /// Finds the records of an array that is itself a value in a page scanned before, such as a record's child array.
  ///
  /// Offsets stay relative to the page, and the array counts as depth 1. A slot that is no array throws
  /// ``JSONError/Reason/notAnArray(pointer:found:)``.
  public func scanArray(
    _ page: PageBuffer, _ array: JSONSlot, paths: CompiledPaths, into slots: RecordSlots
  ) throws(JSONError) {
    let end = array.offset + array.length
    guard array.kind == .array, end <= page.count else {
      slots.prepare(width: paths.width)
      throw JSONError(offset: array.offset, reason: .notAnArray(pointer: "", found: array.kind))
    }
    var grammar = Grammar(page, from: array.offset, to: end, depthLimit: depthLimit)
    try scan(page, &grammar, .root, paths, into: slots)
  }

  private func scan(
    _ page: PageBuffer, _ grammar: inout Grammar, _ pointer: JSONPointer, _ paths: CompiledPaths,
    into slots: RecordSlots
  ) throws(JSONError) {
    prepare(for: paths)
    slots.prepare(width: paths.width)
    slots.scannedCount = page.count
    var failure: JSONError?
    do throws(Fault) {
      failure = try readDocument(page, &grammar, pointer, paths, into: slots)
    } catch {
      failure = grammar.error(error, origin: page.base, slotLimit: slots.slotLimit)
    }
    slots.loneSurrogates = grammar.loneSurrogates
    guard let failure else { return }
    slots.removeAll()
    throw failure
  }

  /// Reads a whole document; gives the error when it is valid but has no array at the pointer.
  private func readDocument(
    _ page: PageBuffer, _ grammar: inout Grammar, _ pointer: JSONPointer, _ paths: CompiledPaths,
    into slots: RecordSlots
  ) throws(Fault) -> JSONError? {
    guard let guess = guesses.baseAddress, let stamp = stamps.baseAddress else { return nil }
    var nobody = JSONSlot.missing
    var found = JSONKind.missing
    var reached = grammar.start
    try withUnsafeMutablePointer(to: &nobody) { nobody throws(Fault) in
      var reader = RecordReader(page: page, paths: paths, slots: slots, stamps: stamp, guesses: guess, row: nobody)
      try grammar.document { grammar, place, depth throws(Fault) in
        try grammar.locate(place, pointer.tokens[...], depth: depth, reached: &reached) {
          grammar, p, depth throws(Fault) in
          guard p.pointee == .openBracket else {
            let end = try grammar.skip(p, depth: depth)
            found = JSONKind.starting(with: p.pointee)
            return end
          }
          found = .array
          let end = try reader.records(p, depth: depth + 1, &grammar)
          slots.array = JSONSlot(offset: p - page.base, length: end - p, kind: .array)
          return end
        }
      }
      slots.duplicatedKeys = reader.duplicates
    }
    if found == .array { return nil }
    let text = pointer.description
    let reason: JSONError.Reason =
      found == .missing ? .pointerNotFound(pointer: text) : .notAnArray(pointer: text, found: found)
    return JSONError(offset: reached - page.base, reason: reason)
  }

  /// Clears the working memory: guesses point into the page of the scan before.
  private func prepare(for paths: CompiledPaths) {
    if stamps.count < paths.nodeCount {
      stamps.deallocate()
      stamps = .allocate(capacity: paths.nodeCount)
    }
    let needed = max(paths.objectCount, 1) * KeyGuess.perObject
    if guesses.count < needed {
      guesses.deallocate()
      guesses = .allocate(capacity: needed)
    }
    stamps.initialize(repeating: 0)
    guesses[..<needed].update(repeating: KeyGuess())
  }
}
