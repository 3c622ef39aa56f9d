import HostModel
import HostStorage
import HostSync

extension PatchbayHost {
  /// Queues a mail to each address of a list that says that mail arrives; gives the addresses, and the mails' numbers.
  package func testList(_ name: String, of event: String) throws -> (addresses: [String], mails: [Int64]) {
    let store = try store(event)
    let list = try list(name, in: store)
    guard try hostStore().mailServer() != nil else {
      throw RunRefused("No mail can be sent yet. Say where with 'patchbay mail set'. Nothing was sent.")
    }
    let row = try store.eventRow()
    let when =
      switch list.occasion {
      case .any: "after each sync"
      case .error: "when something goes wrong, and when it is right again"
      case .never: "never, as the list is set"
      }
    let text = MailText(
      subject: MailText.subject("Test: list \(list.name) of \(row.name)"),
      lines: [
        .sentence("This is a test. Mail from this host arrives."), .fact("List", list.name), .fact("Event", row.name),
        .fact("You are told", when), .fact("Names of people", list.withPeople ? "yes" : "no"),
      ])
    let mailboxes = list.mailboxes
    let mails = try hostStore().enqueue(
      mailboxes.map { mail(text, to: $0, for: [list.name], of: row) }, at: now)
    return (mailboxes.map(\.address), mails)
  }
}
