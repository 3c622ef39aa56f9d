/// Pseudo-random numbers that depend on nothing but their arguments, so that a record can be made again at any time.
struct Dice: Sendable {
  let seed: UInt64

  /// The number for one index and one purpose; equal arguments give equal numbers on every machine.
  func roll(_ index: Int, _ purpose: Purpose) -> Int {
    var state = seed &+ UInt64(truncatingIfNeeded: index) &* 0x9E37_79B9_7F4A_7C15
    state = state &+ purpose.rawValue &* 0xD1B5_4A32_D192_ED03
    // The finaliser of splitmix64: neighbouring indices give unrelated numbers.
    state = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
    state = (state ^ (state >> 27)) &* 0x94D0_49BB_1331_11EB
    state ^= state >> 31
    return Int(truncatingIfNeeded: state >> 1)
  }

  /// A number in 0..<bound.
  func roll(_ index: Int, _ purpose: Purpose, below bound: Int) -> Int { roll(index, purpose) % max(bound, 1) }

  /// What a number is for; two purposes of one index are independent of each other.
  enum Purpose: UInt64 {
    case culture = 1, given, family, company, job, city, bio, contact, address, title, text, state, track, kind, tags
    case answers, order, item, addOns, checkIn, payment, cancellation, secret, subevent, sessions, type, status, group
    case edit, cancel, delete, codes, moment, locale
  }
}
