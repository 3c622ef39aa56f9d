import HostModel
import RecordJSON
import Testing

@testable import HostMapping

@Suite("HTML becomes text") struct HTMLTextTests {
  static let stripped: [(String, String)] = [
    ("", ""), ("plain\n  text", "plain\n  text"), ("<b>a</b>", "a"), ("<p>a</p><p>b</p>", "a\nb"),
    ("a<br>b<BR/>c", "a\nb\nc"),
    ("<p>\n a\t b </p>\n\n<div>c</div>", "a b\nc"), ("x<i>y</i>z", "xyz"), ("<ul><li>a</li><li>b</li></ul>", "a\nb"),
    ("<tr><td>a</td><td>b</td></tr><tr><td>c</td></tr>", "a b\nc"), ("a<!-- <b> -->b", "ab"),
    ("<!DOCTYPE html><?xml x?>a", "a"),
    ("<script>if (a < b) {}</script>a<STYLE>p{}</style >b", "ab"), ("<script>never closed", "never closed"),
    ("<script>a</b>c</script", "ac</script"),
    ("<a title=\"1 > 2\" href='x>y'>link</a>", "link"), ("<a title=it's>Don't</a>", "Don't"), ("<a b=\"never>x", "x"),
    ("1 < 2 and 3 > 2", "1 < 2 and 3 > 2"), ("a <b", "a <b"), ("a <b <i>c</i>", "a <b c"), ("I <3 you", "I <3 you"),
    ("<", "<"), ("</", "</"), ("<>", "<>"),
    ("a<!-- open <b>c</b>", "a<!-- open c"), ("<p>&lt;b&gt; &amp;</p>", "&lt;b&gt; &amp;"), ("<o:p>Word</o:p>", "Word"),
    ("<p></p>", ""),
    ("<b>日本</b>語 é", "日本語 é"), ("<p>a\u{A0} b</p>", "a\u{A0} b"), ("<h1>T</h1>text", "T\ntext"), ("<b\n>x</b\n>", "x"),
    ("<custom-tag x>y", "y"),
  ]

  @Test("without its tags", arguments: stripped) func strips(_ html: String, _ text: String) {
    #expect(HTMLText.withoutTags(html) == text)
  }

  /// What is left of a piece that is repeated, and of an end tag behind; nil: all of it.
  static let endless: [(piece: String, left: String?)] = [
    ("<!--", nil), ("<a ", nil), ("<script>", ""), ("<a b=\"<a c='", nil), ("<?", nil), ("<a b=\">\" ", nil),
    ("</", nil), ("<a b='\" c=\"", nil),
  ]

  @Test("in a time that grows with its length, also when nothing closes", arguments: endless)
  func isLinear(_ piece: String, _ left: String?) {
    // A quadratic reading of a million bytes would not end within the hour.
    let html = String(repeating: piece, count: 1_000_000 / piece.utf8.count)
    // Said in one word: nobody would want to read such texts.
    let isLeft = HTMLText.withoutTags(html) == left ?? html
    let isLeftBeforeEnd = HTMLText.withoutTags(html + "</script") == (left ?? html) + "</script"
    #expect(isLeft && isLeftBeforeEnd)
  }

  static let decoded: [(String, String)] = [
    ("", ""), ("a & b", "a & b"), ("&amp;", "&"), ("&lt;b&gt;&quot;&apos;", "<b>\"'"), ("&amp;lt;", "&lt;"),
    ("&nbsp;x", "\u{A0}x"),
    ("caf&eacute; &Eacute;", "café É"), ("&Ccaron;apek &Lstrok;&oacute;d&zacute;", "Čapek Łódź"),
    ("&NotEqualTilde;", "\u{2242}\u{338}"), ("&CounterClockwiseContourIntegral;", "∳"),
    ("&copy 2026 &copy;", "&copy 2026 ©"), ("?a=1&copy=2", "?a=1&copy=2"), ("&unknown; &;", "&unknown; &;"),
    ("&AMP; &Amp;", "& &Amp;"),
    ("&#233;&#xE9;&#Xe9;", "ééé"), ("&#8364; &#x1F600;", "€ 😀"), ("&#0;", "&#0;"),
    ("&#xD800;&#55357;&#56832;", "&#xD800;&#55357;&#56832;"),
    ("&#x110000; &#99999999999;", "&#x110000; &#99999999999;"), ("&#7;&#27;&#127;", "&#7;&#27;&#127;"),
    ("a&#9;b&#10;c&#13;d&#xC;e", "a b c d e"),
    ("&Tab;&NewLine;x", "  x"), ("&#146;&#128;&#x9F;", "’€Ÿ"), ("&#129;&#x8d;", "&#129;&#x8d;"),
    ("&#xFFFE;&#xFDD0;&#x1FFFF;", "&#xFFFE;&#xFDD0;&#x1FFFF;"),
    ("&#;&#x;&#-5;&#+5;&#x+5;", "&#;&#x;&#-5;&#+5;&#x+5;"), ("&&amp;&", "&&&"),
    ("&" + String(repeating: "a", count: 40) + ";", "&" + String(repeating: "a", count: 40) + ";"),
    ("日&amp;本", "日&本"), ("&é;", "&é;"), ("e&#x301;", "e\u{301}"),
  ]

  @Test("with its character references replaced", arguments: decoded) func decodes(_ html: String, _ text: String) {
    #expect(HTMLText.decodingEntities(html).unicodeScalars.elementsEqual(text.unicodeScalars))
  }

  @Test("and no reference, by number or name, gives a control character") func noControls() {
    for code in 0...0x2FF {
      for reference in ["&#\(code);", "&#x\(String(code, radix: 16));"] {
        let text = HTMLText.decodingEntities(reference)
        #expect(text == reference || !text.unicodeScalars.contains { $0.properties.generalCategory == .control })
      }
    }
    var count = 0
    for line in EntityNames.table.split(separator: "\n") {
      for entry in line.split(separator: " ") {
        count += 1
        let text = HTMLText.decodingEntities("&\(entry.prefix { $0 != "=" });")
        #expect(
          text.unicodeScalars.count <= 2 && !text.unicodeScalars.contains { $0.properties.generalCategory == .control })
      }
    }
    #expect(count == 2125)
  }

  @Test("in one chain, alone and in lists") func chain() throws {
    let json = #"["<p>Tom &amp; <b>Ana</b></p>", 5, "&lt;i&gt;"]"#
    #expect(try Mapped.value(of: json, "strip-html", "decode-entities", as: .list) == #"["Tom & Ana","5","<i>"]"#)
    #expect(try Mapped.value(of: #""<p> </p>""#, "strip-html") == "empty")
    #expect(
      try Mapped.value(of: #"{"a": 1}"#, "strip-html", "decode-entities") == "Left out: is an object, not a text.")
  }
}
