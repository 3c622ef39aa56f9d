import Foundation
import TestSupport
import Testing

/// A command line that cannot be used, and all that a person reads about it.
struct BadInput: Sendable, CustomTestStringConvertible {
  let words: [String]
  let error: String
  var code: Int32 = 2

  /// - Parameter line: words by spaces; `EID` is the event's, `_` an empty word.
  init(_ line: String, _ error: String, code: Int32 = 2) {
    words = line.split(separator: " ").map { $0 == "_" ? "" : $0.replacingOccurrences(of: "EID", with: Operator.eid) }
    self.error = error
    self.code = code
  }

  var testDescription: String { words.joined(separator: " ") }

  static func usage(_ line: String, _ sentence: String, help: String = "") -> BadInput {
    BadInput(line, "\(sentence)\nSee 'patchbay \(help.isEmpty ? "" : help + " ")--help'.\n")
  }

  private static let dates = "--starts 2026-12-01 --ends 2026-12-03"

  static let grammar: [BadInput] = [
    usage("bogus", "There is no command 'bogus'."),
    usage("event", "There is no command 'event'. Did you mean 'events'?"),
    usage("events", "'patchbay events' needs one of: add, list, show, edit, remove, tidy."),
    usage("events lst", "'patchbay events' needs one of: add, list, show, edit, remove, tidy. Did you mean 'list'?"),
    usage(
      "--home x events list",
      "Options come after the command, as in 'patchbay events list --home DIR'; '--home' stands first."),
    usage("events add", "'patchbay events add' needs NAME.", help: "events add"),
    usage("events add X", "'patchbay events add' needs --starts DATE.", help: "events add"),
    usage("events add X Y \(dates)", "'patchbay events add' takes no 'Y'.", help: "events add"),
    usage("events add X --starts", "Option '--starts' needs a value: --starts DATE.", help: "events add"),
    usage(
      "events add X --start 2026-12-01", "'patchbay events add' has no option '--start'. Did you mean '--starts'?",
      help: "events add"),
    usage("events list --json=1", "Option '--json' takes no value.", help: "events list"),
    usage("events list --home _", "--home is empty. Give a folder, or leave the option out.", help: "events list"),
    usage("events list -x", "'patchbay events list' has no option '-x'.", help: "events list"),
    usage("events show", "'patchbay events show' needs EID.", help: "events show"),
    usage("sync", "'patchbay sync' needs CONFIG|EID.", help: "sync"),
    usage("sync a/b --force --force", "Option '--force' is given twice.", help: "sync"),
    usage("sync a/b --forse", "'patchbay sync' has no option '--forse'. Did you mean '--force'?", help: "sync"),
    usage("sync pretalx/sessions --plan x", "--plan 'x' is not the number of a preview.", help: "sync"),
    usage("sync EID --all --plan 1", "--plan names one preview; it does not go with --all.", help: "sync"),
    usage("runs show x", "'x' is not the number of a run.", help: "runs show"),
    usage("doctor x", "'patchbay doctor' takes no 'x', only 'sandbox'.", help: "doctor"),
    usage(
      "doctor --allow-incomplete", "That is decided by 'patchbay doctor sandbox', with that option.", help: "doctor"),
    usage(
      "doctor sandbox --allow-incomplete --require-complete",
      "--allow-incomplete and --require-complete exclude one another.", help: "doctor"),
  ]

  static let values: [BadInput] = [
    BadInput("events add _ \(dates) --time-zone UTC", "An event needs a name.\n"),
    BadInput(
      "events add X --starts 2026-13-01 --ends 2026-12-03 --time-zone UTC",
      "--starts '2026-13-01' is not a date such as 2026-09-14.\n"),
    BadInput(
      "events add X --starts 2026-12-01 --ends 3.12.2026 --time-zone UTC",
      "--ends '3.12.2026' is not a date such as 2026-09-16.\n"),
    BadInput(
      "events add X --starts 2026-12-05 --ends 2026-12-03 --time-zone UTC",
      "The event would end (2026-12-03) before it starts (2026-12-05).\n"),
    BadInput(
      "events add X \(dates) --time-zone Europe/Zurch",
      "--time-zone 'Europe/Zurch' is not a time zone such as Europe/Zurich. Did you mean 'Europe/Zurich'?\n"),
    BadInput(
      "events add X \(dates) --time-zone GMT+3", "--time-zone 'GMT+3' is not a time zone such as Europe/Zurich.\n"),
    BadInput("events add X \(dates) --time-zone UTC --eid 12", "--eid '12' is not 32 lower-case hex digits.\n"),
    BadInput(
      "events add X \(dates) --time-zone UTC --eid EID",
      "Event EID exists already. Leave --eid out for a new one, or see it with 'patchbay events show EID'.\n", code: 3),
    BadInput("events show 01", "'01' is too short for the beginning of an event's id. Give at least 4 digits.\n"),
    BadInput("events show nope", "There is no event 'nope'. See 'patchbay events list'.\n"),
    BadInput(
      "events show ffffffffffffffffffffffffffffffff",
      "There is no event ffffffffffffffffffffffffffffffff in 'HOME'. See 'patchbay events list'.\n"),
    BadInput(
      "sync pretalx/session",
      "There is no data config 'pretalx/session'. Did you mean 'pretalx/sessions'? See 'patchbay configs list EID'.\n"),
    BadInput(
      "sync EID",
      "'EID' is an event. Name one of its data configs, as 'patchbay configs list EID' shows them; 'patchbay sync EID --all'"
        + " syncs them all.\n"),
    BadInput(
      "sync EID/pretalx",
      "'EID/pretalx' is a connection. Name one of its data configs, such as EID/pretalx/sessions; 'patchbay sync EID --all'"
        + " syncs all of the event.\n"),
    BadInput("sync nope/sessions", "There is no data config 'nope/sessions'. See 'patchbay configs list EID'.\n"),
    BadInput(
      "sync EID/pretalx/sesions",
      "There is no data config 'EID/pretalx/sesions'. Did you mean 'EID/pretalx/sessions'? See 'patchbay configs list EID'.\n"
    ),
    BadInput("runs show 999", "There is no run 999. See 'patchbay runs list EID'.\n"),
    BadInput("runs list nope", "There is no event 'nope'. See 'patchbay events list'.\n"),
    BadInput("deletions list nope/x", "There is no data config 'nope/x'. See 'patchbay configs list EID'.\n"),
    BadInput(
      "connectors enable pretalks",
      "There is no connector 'pretalks'. Did you mean 'pretalx'? Connectors are looked for in PATCHBAY_CONNECTORS, 'HOME/connectors' and 'PROGRAM'.\n"
    ),
    BadInput("connectors disable pretix", "Connector 'pretix' is not enabled. See 'patchbay connectors list'.\n"),
    BadInput(
      "connectors disable pretalks",
      "Connector 'pretalks' is not enabled. Did you mean 'pretalx'? See 'patchbay connectors list'.\n"),
  ]

  static let connections: [BadInput] = [
    BadInput(
      "connections add EID pretlx",
      "There is no connector 'pretlx'. Did you mean 'pretalx'? See 'patchbay connectors list'.\n"),
    // Before the secret is read, of which there is none here.
    BadInput(
      "connections add EID pretlx --secret token",
      "There is no connector 'pretlx'. Did you mean 'pretalx'? See 'patchbay connectors list'.\n"),
    BadInput("connections add nope pretalx --secret token", "There is no event 'nope'. See 'patchbay events list'.\n"),
    BadInput(
      "connections set EID/pretlx --secret token",
      "There is no connection 'EID/pretlx'. Did you mean 'pretalx'? See 'patchbay connections list EID'.\n"),
    usage(
      "connections set EID/pretalx", "There is nothing to change. Give --endpoint, --set, --secret or --allow-private.",
      help: "connections set"),
    BadInput(
      "connections add EID pretix",
      "Connector 'pretix' is not enabled. Enable it with 'patchbay connectors enable pretix'.\n", code: 3),
    BadInput(
      "connections add EID pretalx",
      "Connection 'pretalx' of event EID exists already. Give another name with --name, or change it with 'patchbay"
        + " connections set EID/pretalx'.\n", code: 3),
    BadInput(
      "connections add EID pretalx --name a/b",
      "'a/b' cannot be the name of a connection: 1 to 64 bytes, no '/', no white space, and no '-' in front.\n"),
    BadInput(
      "connections add EID pretalx --name two --set evnt=x",
      "pretalx has no field 'evnt'. Did you mean 'event'? See 'patchbay connectors info pretalx'.\n"),
    usage(
      "connections add EID pretalx --name two --set event", "--set 'event' is not KEY=VALUE.", help: "connections add"),
    BadInput(
      "connections add EID pretalx --name two --set event=a/b",
      "'a/b' does not look like 'Event' of pretalx ([A-Za-z0-9._-]+). The short name in the event's address:"
        + " pretalx.com/EVENT/.\n"),
    BadInput(
      "connections add EID pretalx --name two --set token=abc",
      "'token' of pretalx is a secret: give it with --secret token.\n"),
    usage(
      "connections add EID pretalx --name two --secret token=abc",
      "A secret on the command line can be read by every user of this machine. Give '--secret token' and type it, or"
        + " '--secret token=@FILE'.", help: "connections add"),
    usage(
      "connections add EID pretalx --name two --secret token",
      "Secret 'token' is read from standard input, which is empty. Type it, or give '--secret token=@FILE'.",
      help: "connections add"),
    usage(
      "connections add EID pretalx --name two --secret token=@/nonexistent/file",
      "The file '/nonexistent/file' for secret 'token' cannot be read: No such file or directory. Check its path and rights.",
      help: "connections add"),
    usage(
      "connections add EID pretalx --name two --secret tokn=@/etc/hostname",
      "pretalx has no credential 'tokn'. Did you mean 'token'?", help: "connections add"),
    usage(
      "connections add EID pretalx --name two --secret canary-7f3a",
      "--secret wants the name of a credential of pretalx, and what was given is none. It has: token. The value itself is"
        + " asked for, or read from standard input or, with KEY=@FILE, from a file.", help: "connections add"),
    BadInput(
      "connections add EID pretalx --name two --set event=",
      "'event' (Event) of pretalx cannot be empty. The short name in the event's address: pretalx.com/EVENT/.\n"),
    BadInput(
      "connections add EID pretalx --name two --secret event=@/etc/hostname",
      "'event' of pretalx is no secret: give it with --set event=….\n"),
    BadInput(
      "connections add EID pretalx --name two --endpoint _",
      "--endpoint is empty. Give the address of the vendor's API, or leave the option out.\n"),
    BadInput(
      "connections add EID pretalx --name two --endpoint http://example.org",
      "The endpoint 'http://example.org' uses http, which would send credentials readable by others. Write https://"
        + " instead; http is possible only to this computer.\n"),
    BadInput(
      "connections add EID pretalx --name two --endpoint example.org",
      "The endpoint 'example.org' has no scheme. Write it as https://host/path.\n"),
    BadInput(
      "connections add EID pretalx --name two --endpoint https://u:canary@example.org",
      "The endpoint holds a user name or password before '@'. Leave it out and set it as a credential.\n"),
    BadInput(
      "connections add EID pretalx --name two --endpoint https://10.0.0.1/api",
      "The endpoint 'https://10.0.0.1/api' is 10.0.0.1, a private address. If the vendor's server really stands in your own"
        + " network, an administrator can allow it with --allow-private.\n"),
    BadInput(
      "connections test pretalks",
      "There is no connection 'pretalks'. Did you mean 'pretalx'? See 'patchbay connections list EID'.\n"),
    BadInput(
      "connections set nope --set event=x", "There is no connection 'nope'. See 'patchbay connections list EID'.\n"),
  ]
}
