/// Spreads a seed over as many keys as are wanted, by splitmix64 (Steele, Lea, Flood 2014) with both halves in turn.
struct KeyStream {
  private var state: UInt64
  private let other: UInt64
  private var takesOther = true

  init(seed: (UInt64, UInt64)) { (state, other) = seed }

  mutating func next() -> UInt64 {
    state = (takesOther ? state ^ other : state) &+ 0x9E37_79B9_7F4A_7C15
    takesOther.toggle()
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
