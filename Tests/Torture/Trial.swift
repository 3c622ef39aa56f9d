import TestSupport

/// One kind of torture: cases without end, each made of nothing but a random source, so that any of them can be made again.
protocol Trial {
  /// What it is called on the command line.
  static var name: String { get }
  /// Of a thousand cases, how many are of this kind, one a lane at least; and the same of a
  /// thousand seconds.
  static var share: (cases: Int, seconds: Int) { get }
  /// How many processes make its cases at once: more than processors where a case mostly waits.
  static var lanes: Int { get }
  /// Seconds without a new case after which a process is taken to stand still.
  static var patience: Double { get }

  /// `folder` is empty, and this trial's own.
  init(in folder: String) throws

  /// Makes one case and hands it to the program; true if it was taken, false if it was refused as it should be. Whatever else
  /// happens ends the process.
  mutating func attempt(_ chance: inout SeededGenerator) throws -> Bool
}

enum Trials {
  /// Those whose cases take seconds come first, together: what they take beyond their share the others do without,
  /// but for one case a lane.
  static var all: [any Trial.Type] {
    [
      VendorTrial.self, KillTrial.self, ConnectorTrial.self, FailureTrial.self, FileTrial.self, RowTrial.self,
      DescribeTrial.self, FrameTrial.self,
    ]
  }

  /// For whoever asks how it is called.
  static var names: String { all.map { $0.name }.joined(separator: "|") }

  static func named(_ name: String) -> (any Trial.Type)? { all.first { $0.name == name } }
}

extension Trial {
  static var lanes: Int { 1 }
  static var patience: Double { 60 }

  /// The random source of a case.
  static func chance(_ seed: UInt64, _ number: UInt64) -> SeededGenerator {
    let kind = name.utf8.reduce(0xCBF2_9CE4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    var mixed = SeededGenerator(state: seed ^ kind)
    return SeededGenerator(state: mixed.next() &+ number &* 0x9E37_79B9_7F4A_7C15)
  }
}
