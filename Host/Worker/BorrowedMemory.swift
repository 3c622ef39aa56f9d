import ConnectorABI
import Glibc
import HostChannel

/// What host services have lent to the connector: headers until the next `http`, bytes until the next `read` or `body`.
final class BorrowedMemory {
  private var headers: UnsafeMutableRawPointer?
  private var bytes: UnsafeMutablePointer<UInt8>?

  /// Takes back what the last call lent.
  func lend(_ value: [UInt8]) -> conn_str {
    bytes?.deallocate()
    bytes = nil
    guard !value.isEmpty else { return conn_str(ptr: nil, len: 0) }
    let copy = UnsafeMutablePointer<UInt8>.allocate(capacity: value.count)
    copy.initialize(from: value, count: value.count)
    bytes = copy
    return conn_str(ptr: copy, len: value.count)
  }

  /// Takes back what the last call lent and lays out the headers of all answers in one block: first the table, then
  /// the texts.
  func lend(_ answers: [HTTPAnswer]) -> [UnsafePointer<conn_header>?] {
    headers?.deallocate()
    headers = nil
    let all = answers.flatMap(\.headers)
    guard !all.isEmpty else { return answers.map { _ in nil } }
    let tableSize = all.count * MemoryLayout<conn_header>.stride
    let textSize = all.reduce(0) { $0 + $1.name.utf8.count + $1.value.utf8.count }
    let block = UnsafeMutableRawPointer.allocate(
      byteCount: tableSize + textSize, alignment: MemoryLayout<conn_header>.alignment)
    headers = block
    let table = block.bindMemory(to: conn_header.self, capacity: all.count)
    var text = block.advanced(by: tableSize).bindMemory(to: UInt8.self, capacity: textSize)
    func place(_ value: String) -> conn_str {
      let start = text
      for byte in value.utf8 {
        text.pointee = byte
        text += 1
      }
      return conn_str(ptr: start, len: text - start)
    }
    for (index, header) in all.enumerated() {
      let name = place(header.name)
      table.advanced(by: index).initialize(to: conn_header(name: name, value: place(header.value)))
    }
    var first = 0
    return answers.map { answer in
      defer { first += answer.headers.count }
      return answer.headers.isEmpty ? nil : UnsafePointer(table.advanced(by: first))
    }
  }
}
