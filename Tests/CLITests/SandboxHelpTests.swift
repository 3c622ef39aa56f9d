import TestSupport
import Testing

@Suite("The vendor sandbox's command line") struct SandboxHelpTests {
  @Test("--help prints the usage and is no fault", arguments: [["--help"], ["pretix", "--help"], ["-h"]])
  func help(_ words: [String]) throws {
    let finished = try Launch.run(Products.sandbox, words)
    #expect(finished.code == 0)
    #expect(finished.error == "")
    #expect(finished.output.hasPrefix("usage: patchbay-sandbox CONNECTOR --port N "))
    #expect(finished.output.hasSuffix("--list names every fault, setting and list.\n"))
  }

  @Test("a word that is not known is named before the usage") func unknown() throws {
    let finished = try Launch.run(Products.sandbox, ["pretax"])
    #expect(finished.code == 2)
    #expect(finished.output == "")
    #expect(
      finished.error.hasPrefix(
        "Unknown argument 'pretax'. Connectors are pretalx, pretix and certain.\n\nusage: patchbay-sandbox "))
  }
}
