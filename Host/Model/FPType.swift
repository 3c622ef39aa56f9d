/// What records of a data type become in an event.
package enum FPType: String, Sendable, CaseIterable {
  case person, session, presenter, registration, exhibitor
}
