/// The questions of the pretalx event, and what people answer.
enum PretalxQuestions {
  struct Question: Sendable {
    let id: Int
    let english: String
    let german: String
    let variant: String
    let target: String
    var options: [String] = []
  }

  static let all: [Question] = [
    Question(id: 1, english: "Equipment", german: "Ausstattung", variant: "string", target: "submission"),
    Question(id: 2, english: "First time?", german: "Zum ersten Mal?", variant: "boolean", target: "submission"),
    Question(
      id: 3, english: "T-shirt size", german: "T-Shirt-Größe", variant: "choices", target: "speaker",
      options: Texts.sizes),
    Question(
      id: 4, english: "Diet", german: "Ernährung", variant: "multiple_choice", target: "speaker", options: Texts.diets),
    Question(id: 5, english: "Company", german: "Firma", variant: "string", target: "speaker"),
    Question(id: 6, english: "Job title", german: "Beruf", variant: "string", target: "speaker"),
  ]

  static func question(_ id: Int) -> Question? { all.first { $0.id == id } }

  /// The id of an option: ten to a question.
  static func option(_ question: Int, _ place: Int) -> Int { question * 10 + place }

  /// The options as (question, place) pairs, in the order of their ids.
  static var optionRows: [Int] { all.flatMap { question in question.options.indices.map { option(question.id, $0) } } }

  /// Text and chosen options of an answer. Seen on pretalx 2025.2.2: `answer` is always text, booleans are
  /// "True" and "False", choices list their option ids beside it.
  static func answer(_ row: Int, in event: PretalxEvent) -> (text: String, options: [Int]) {
    let (owner, question) = (row / 8, row % 8)
    let roll = event.dice.roll(row, .text)
    switch question {
    case 1: return (["Projector & HDMI", "Nichts", "Two microphones", "黒板"][roll % 4], [])
    case 2: return (roll % 2 == 0 ? "True" : "False", [])
    case 3: return (Texts.sizes[roll % 5], [option(3, roll % 5)])
    case 4:
      let places = roll % 3 == 0 ? [1 + roll / 3 % 2, 3 + roll / 6 % 3] : [roll / 3 % 6]
      return (places.map { Texts.diets[$0] }.joined(separator: ", "), places.map { option(4, $0) })
    case 5: return (Texts.companies[roll % Texts.companies.count], [])
    default: return (Person(owner, edits: event.speakers.edits(owner), dice: event.dice).job, [])
    }
  }
}
