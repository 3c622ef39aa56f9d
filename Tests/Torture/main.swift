import Foundation

func usage() -> Never {
  say("torture [--seed N] [--seconds N | --cases N] [--kind \(Trials.names)] [--case N]")
  exit(2)
}

var torture = Torture()
var words = CommandLine.arguments.dropFirst()

if words.first == "--work" {
  let rest = Array(words.dropFirst())
  guard rest.count == 5, let kind = Trials.named(rest[0]), let seed = UInt64(rest[1]), let last = UInt64(rest[3]),
    let end = Double(rest[4])
  else { usage() }
  do { try Torture.work(kind, seed: seed, board: rest[2], last: last, end: end) } catch let found as Found {
    say("torture: \(kind.name): \(found)")
    exit(1)
  }
  exit(0)
}

while let option = words.popFirst() {
  guard let value = words.popFirst() else { usage() }
  switch option {
  case "--seed": torture.seed = UInt64(value) ?? torture.seed
  case "--seconds": (torture.seconds, torture.cases) = (Double(value), nil)
  case "--cases": (torture.seconds, torture.cases) = (nil, UInt64(value))
  case "--case": torture.only = UInt64(value)
  case "--kind":
    guard let kind = Trials.named(value) else { usage() }
    torture.kinds = [kind]
  default: usage()
  }
}
do { exit(try torture.run()) } catch let found as Found {
  say("torture: \(found)")
  exit(1)
}
