import Glibc
import HostModel

/// The connectors that this host can find. Looking runs none of their code.
package struct Catalog: Sendable {
  /// Files and folders that `PATCHBAY_CONNECTORS` names, in its order.
  private let named: [String]
  private let homeFolder: String
  private let programFolder: String?
  let libraries: String

  /// - Parameters:
  ///   - named: the value of `PATCHBAY_CONNECTORS`: files and folders with colons between, or nil.
  ///   - homeFolder: `connectors/` of the home.
  ///   - programFolder: the folder of the program; nil to leave it out.
  ///   - libraries: where enabled connectors are copied to; `libraries/` of the home.
  package init(named: String?, homeFolder: String, programFolder: String?, libraries: String) {
    self.named = (named ?? "").split(separator: ":").map(String.init)
    self.homeFolder = homeFolder
    self.programFolder = programFolder
    self.libraries = libraries
  }

  /// The copy that workers load.
  package func library(_ id: String, digest: String) -> String { "\(libraries)/\(digest)/lib\(id).so" }

  /// Every connector that is found or enabled, by id; for an id found twice, the one that counts comes first.
  package func list(enabled: [EnabledConnector]) -> [CatalogEntry] {
    var entries: [CatalogEntry] = []
    var first: [String: String] = [:]
    for candidate in candidates {
      guard let entry = entry(of: candidate, first: &first, enabled: enabled) else { continue }
      entries.append(entry)
    }
    for connector in enabled where first[connector.id] == nil {
      let isRefused = entries.contains { $0.id == connector.id }
      entries.append(entryOfCopy(connector, sourceIsRefused: isRefused))
    }
    // Stable for equal ids, so that the order of finding stays.
    return entries.enumerated().sorted { ($0.element.id, $0.offset) < ($1.element.id, $1.offset) }.map(\.element)
  }

  private struct Candidate {
    var path: String
    /// Beside the program lie libraries that are no connectors: they are not worth a word.
    var isQuiet: Bool
  }

  private var candidates: [Candidate] {
    var found: [Candidate] = []
    for path in named {
      let files = Self.libraries(in: path)
      found += (files ?? [path]).map { Candidate(path: $0, isQuiet: false) }
    }
    found += (Self.libraries(in: homeFolder) ?? []).map { Candidate(path: $0, isQuiet: false) }
    if let programFolder {
      found += (Self.libraries(in: programFolder) ?? []).map { Candidate(path: $0, isQuiet: true) }
    }
    var seen: Set<String> = []
    return found.filter { seen.insert($0.path).inserted }
  }

  private func entry(
    of candidate: Candidate, first: inout [String: String], enabled: [EnabledConnector]
  ) -> CatalogEntry? {
    let path = candidate.path
    func refused(_ reason: String) -> CatalogEntry {
      CatalogEntry(
        id: Self.id(ofFileAt: path) ?? Self.name(of: path), path: path, digest: nil, abiMinor: nil,
        state: .refused(reason: reason))
    }
    let abiMinor: UInt16
    switch ConnectorFile.inspect(path) {
    case .connector(let minor): abiMinor = minor
    case .refused(let refusal):
      if candidate.isQuiet, !refusal.isOfAConnector { return nil }
      return refused(refusal.sentence)
    }
    guard let id = Self.id(ofFileAt: path) else { return candidate.isQuiet ? nil : refused(Self.badName(path)) }
    guard let digest = FileDigest.sha256(ofFileAt: path) else {
      return refused(CatalogError.unreadable(path: path, problem: String(cString: strerror(errno))).description)
    }
    let state: CatalogEntry.State
    if let winner = first[id] {
      state = .shadowed(by: winner)
    } else {
      first[id] = path
      state = self.state(digest: digest, enabled: enabled.first { $0.id == id })
    }
    return CatalogEntry(id: id, path: path, digest: digest, abiMinor: abiMinor, state: state)
  }

  private func state(digest: String, enabled: EnabledConnector?) -> CatalogEntry.State {
    guard let enabled else { return .installed }
    // No run begins with a copy that is another file, however good the source is.
    let copy = library(enabled.id, digest: enabled.digest)
    if access(copy, R_OK) == 0, !isAsEnabled(enabled).holds {
      return .copyReplaced(reason: Self.replaced(copy, enabled.id))
    }
    if let reason = enabled.quarantined { return .quarantined(reason: reason, hasUpdate: digest != enabled.digest) }
    return digest == enabled.digest ? .enabled : .updateAvailable
  }

  /// An enabled connector whose source is not found, or is refused: it goes on with its copy, as long as that is there.
  private func entryOfCopy(_ connector: EnabledConnector, sourceIsRefused: Bool) -> CatalogEntry {
    let path = library(connector.id, digest: connector.digest)
    let state: CatalogEntry.State =
      if access(path, R_OK) != 0 {
        .refused(
          reason:
            "The copy '\(path)' of connector '\(connector.id)' can't be read: \(String(cString: strerror(errno)))."
            + " Put its file back and run: patchbay connectors enable \(connector.id).")
      } else if !isAsEnabled(connector).holds {
        .refused(reason: Self.replaced(path, connector.id))
      } else if let reason = connector.quarantined {
        .quarantined(reason: reason, hasUpdate: false)
      } else {
        .missing(isRefused: sourceIsRefused)
      }
    return CatalogEntry(
      id: connector.id, path: path, digest: connector.digest, abiMinor: UInt16(clamping: connector.abiMinor),
      state: state)
  }

  /// Whether the copy that workers load is the file that was enabled.
  package func isAsEnabled(_ connector: EnabledConnector) -> DigestCheck {
    check(library(connector.id, digest: connector.digest), connector.digest, known: connector.copyMark)
  }

  /// Reads a file whole only if nothing is known of it as it lies there now.
  private func check(_ path: String, _ digest: String, known: String?) -> DigestCheck {
    // Before reading: what is changed meanwhile has another mark.
    let mark = LibraryMark(path)
    if let known, mark?.text == known { return DigestCheck(holds: true) }
    let settled = mark?.settled
    guard FileDigest.sha256(ofFileAt: path) == digest else { return DigestCheck(holds: false) }
    return DigestCheck(holds: true, mark: settled)
  }

  /// Why a copy is not loaded that is another file than the one that was enabled.
  package static func replaced(_ path: String, _ id: String) -> String {
    "The copy '\(path)' of connector '\(id)' is not the file that was enabled: its SHA-256 is another. No code of it was run."
      + " Find out who changed it, then put the right file back with: patchbay connectors enable \(id)."
  }

  /// What lies in the catalog for an enabled connector.
  package enum Source {
    /// The file that was enabled; with what to know it by from now on, if that is new.
    case same(mark: String?)
    /// Another file, which could be taken.
    case other(path: String)
    /// A file that is refused: the whole sentence. None that could be taken is there, or only the one that was enabled.
    case refused(reason: String)
    case none
  }

  /// What lies in the catalog for an enabled connector, the file that counts first.
  package func source(of connector: EnabledConnector) -> Source {
    var refusal: String?
    for candidate in candidates where Self.id(ofFileAt: candidate.path) == connector.id {
      switch ConnectorFile.inspect(candidate.path) {
      case .refused(let reason): refusal = refusal ?? reason.sentence
      case .connector:
        let found = check(candidate.path, connector.digest, known: connector.sourceMark)
        if !found.holds { return .other(path: candidate.path) }
        return refusal.map { .refused(reason: $0) } ?? .same(mark: found.mark)
      }
    }
    return refusal.map { .refused(reason: $0) } ?? .none
  }

  /// The id in `lib<id>.so`, or nil if the file is named otherwise.
  static func id(ofFileAt path: String) -> String? {
    let name = name(of: path)
    guard name.hasPrefix("lib"), name.hasSuffix(".so") else { return nil }
    let id = String(name.dropFirst(3).dropLast(3))
    return Describe.isID(id) ? id : nil
  }

  static func badName(_ path: String) -> String {
    "'\(path)' is not named like a connector. Name it lib<id>.so, the id in small letters, digits and '-'."
  }

  private static func name(of path: String) -> String { path.split(separator: "/").last.map(String.init) ?? path }

  /// The `*.so` files of a folder, by name; nil if it is not a folder that can be read.
  private static func libraries(in folder: String) -> [String]? {
    guard let directory = opendir(folder) else { return nil }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name.hasSuffix(".so") { names.append(name) }
    }
    let prefix = folder.hasSuffix("/") ? folder : folder + "/"
    return names.sorted().map { prefix + $0 }
  }
}

extension ConnectorFile.Refusal {
  /// True if the file has an ABI block, only not ours.
  fileprivate var isOfAConnector: Bool {
    if case .foreignABI = reason { true } else { false }
  }
}
