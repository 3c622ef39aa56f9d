import HostModel
import HostStorage
import HostSync

/// What switching auto-sync on would do: shown before it is done.
package struct AutoSyncOffer: Sendable {
  package let config: DataConfig
  package let autoSync: AutoSync
  /// True if it is on already and would be changed.
  package let isOn: Bool
  /// When the first run starts, at the earliest, in seconds since 1970.
  package let first: Double
  /// The last day on which runs start, in the event's zone.
  package let lastDay: String
  package let timeZone: String
  package let node: String
  package let nodeIsThere: Bool
}

extension PatchbayHost {
  /// Looks at what `turnOnAutoSync` would do and refuses what cannot be; changes nothing. A nil leaves a setting as it is, or
  /// as usual: every hour, from now on, until the third day after the event's end.
  package func offerAutoSync(_ name: String, every: String?, from: String?, until: String?) throws -> AutoSyncOffer {
    let (store, config) = try config(name)
    let event = try store.eventRow()
    guard try store.appliedSetup(of: config.id) != nil else {
      throw RunRefused(
        "\(config.name) cannot run by itself yet: no sync by hand has applied. Run 'patchbay sync \(config.name)', see what"
          + " it did, then switch auto-sync on.")
    }
    let old = try store.autoSyncs()[config.id]
    let autoSync = AutoSync(
      every: try every.map(Self.minutes) ?? old?.every ?? AutoSync.usual,
      from: try from.map { try Self.day($0, "--from") } ?? old?.from,
      until: try until.map { try Self.day($0, "--until") } ?? old?.until, since: now)
    let stop = autoSync.stop(ends: event.ends, timeZone: event.timeZone)
    let lastDay = CalendarDate(at: stop - 1, in: event.timeZone)?.description ?? ""
    if let from = autoSync.from, from.start(in: event.timeZone) >= stop {
      throw InputRefused(
        "Automatic runs of \(config.name) would begin on \(from) and end after \(lastDay). Give another --from or --until."
          + " Nothing was changed.")
    }
    let job = Timetable.Job(
      key: JobKey(event: config.event, config: config.id).text, autoSync: autoSync, ends: event.ends,
      timeZone: event.timeZone, history: JobHistory())
    guard let first = Timetable.entry(for: job, now: now).next else {
      throw InputRefused(
        "Automatic runs of \(config.name) end after \(lastDay) (\(event.timeZone)), which leaves no time for one. Give a"
          + " later --until. Nothing was changed.")
    }
    let nodes = try hostStore().nodes()
    return AutoSyncOffer(
      config: config, autoSync: autoSync, isOn: old != nil, first: first, lastDay: lastDay, timeZone: event.timeZone,
      node: event.node, nodeIsThere: nodes.contains(event.node))
  }

  /// Switches auto-sync on as it was offered, or changes it; back-off and what was missed before count no more.
  package func turnOnAutoSync(_ offer: AutoSyncOffer) throws {
    try EventStore.open(offer.config.event, in: home).setAutoSync(offer.autoSync, of: offer.config.id)
  }

  /// Switches auto-sync off; gives the data config. Refuses if it is not on.
  package func turnOffAutoSync(_ name: String) throws -> DataConfig {
    let (store, config) = try config(name)
    guard try store.removeAutoSync(of: config.id) else {
      throw InputRefused("Auto-sync of \(config.name) is not on. See 'patchbay autosync list'.")
    }
    try hostStore().forgetAlarms(of: config.event, config: config.id)
    return config
  }

  /// The lines of an event, or of all; an event that cannot be read is told in its place.
  package func autoSyncs(_ event: String?) throws -> [Result<[SchedulerLine], any Error>] {
    guard let event else { return EventStore.list(in: home).map { id in Result { try scheduler(of: id.description) } } }
    return [.success(try scheduler(of: event))]
  }

  private static func minutes(_ text: String) throws(InputRefused) -> Int {
    guard let minutes = AutoSync.minutes(text) else {
      throw InputRefused(
        "--every '\(text)' is not a time from 15 minutes to a day, such as 15m, 90m, 2h or 1d. Nothing was changed.")
    }
    return minutes
  }

  private static func day(_ text: String, _ option: String) throws(InputRefused) -> CalendarDate {
    guard let day = CalendarDate(text) else {
      throw InputRefused("\(option) '\(text)' is not a date such as 2026-09-14. Nothing was changed.")
    }
    return day
  }
}
