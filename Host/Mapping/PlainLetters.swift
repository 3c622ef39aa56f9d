import Foundation

extension StringProtocol {
  /// In small letters without accents, for comparing names: `Côte d'Ivoire` becomes `cote d'ivoire`, `ß` becomes `ss`.
  var plainLetters: String {
    folding(options: [.caseInsensitive, .diacriticInsensitive, .widthInsensitive], locale: nil)
  }
}
