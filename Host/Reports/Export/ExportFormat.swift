/// As what records are exported.
package enum ExportFormat: String, Sendable, CaseIterable { case csv, json, xlsx }
