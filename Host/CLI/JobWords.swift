import HostSchedule

/// What a serve says of what happens.
enum JobWords {
  static func line(_ event: JobEvent) -> String { "\(event)" }
}
