/// The custom questions of the Certain event.
enum CertainQuestions {
  static let all: [(code: String, name: String, choices: [String])] = [
    ("diet", "Diet", Texts.diets), ("tshirt", "T-shirt size", Texts.sizes),
    ("firstTime", "First time?", ["Yes", "No"]),
    ("interests", "Interests", Texts.subjects), ("remarks", "Remarks &amp; wishes", Texts.sentences),
  ]

  /// The questions a registrant answered; one in twelve answered a single one.
  static func answered(_ index: Int, dice: Dice) -> [Int] {
    let roll = dice.roll(index, .answers)
    if roll % 12 == 0 { return [roll / 12 % all.count] }
    return all.indices.filter { roll >> ($0 * 3 + 4) % 5 != 0 }
  }

  static func values(_ question: Int, _ index: Int, dice: Dice) -> [String] {
    let roll = dice.roll(index, .text) >> question
    let choices = all[question].choices
    let first = choices[roll % choices.count]
    return all[question].code == "interests" && roll % 2 == 0 ? [first, choices[(roll + 3) % choices.count]] : [first]
  }
}
