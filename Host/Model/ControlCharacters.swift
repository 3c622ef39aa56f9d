extension String {
  /// True if a terminal would take part of it for an order.
  package var hasControlCharacter: Bool { unicodeScalars.contains { $0.properties.generalCategory == .control } }
}
