/// The months by their names: whole in English, German, French and Spanish, and the first three letters in English.
enum MonthNames {
  /// 1 to 12, or nil; case and accents do not count.
  static func number(of word: String) -> Int? { numbers[word.plainLetters] }

  private static let numbers: [String: Int] = {
    let names = """
      january jan januar janvier enero
      february feb februar fevrier febrero
      march mar marz mars marzo
      april apr avril abril
      may mai mayo
      june jun juni juin junio
      july jul juli juillet julio
      august aug aout agosto
      september sep sept septembre septiembre
      october oct oktober octobre octubre
      november nov novembre noviembre
      december dec dezember decembre diciembre
      """
    var numbers: [String: Int] = [:]
    for (index, line) in names.split(separator: "\n").enumerated() {
      for word in line.split(separator: " ") { numbers[String(word)] = index + 1 }
    }
    return numbers
  }()
}
