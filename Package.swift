// swift-tools-version: 6.2
import PackageDescription

/// A new vendor is a folder below Connectors/ and one word here: `Ticketline` becomes `libticketline.so`.
let vendors = ["Pretalx", "Certain", "Pretix"]

let strict: [SwiftSetting] = [.treatAllWarnings(as: .error)]
/// Checked in debug builds and so in all tests; in a release each access to a class's state would cost a check.
let hot: [SwiftSetting] =
  strict + [
    .unsafeFlags(["-enforce-exclusivity=unchecked"], .when(configuration: .release))
  ]
/// Hides everything but `connector_entry_v1`, so that nothing of ConnectorKit is taken for the worker's own.
let exportsOneSymbol: [LinkerSetting] = [
  .unsafeFlags(["-Xlinker", "--version-script=\(Context.packageDirectory)/PluginAPI/ConnectorKit/connector.map"])
]
/// With Swift's libraries in the program itself it starts in half the time and takes 5 MB less memory; its file is 60 MB
/// larger. The worker shares them with the connectors.
let startsQuickly: [LinkerSetting] = [
  .unsafeFlags(
    [
      "-static-stdlib", "-use-ld=lld", "-lCoreFoundation", "-l_FoundationICU", "-l_FoundationCShims",
      "-l_FoundationCollections",
      "-Xlinker", "--gc-sections", "-Xlinker", "--strip-debug",
    ], .when(configuration: .release))
]

let connectors: [Target] = vendors.map {
  .target(
    name: $0, dependencies: ["ConnectorKit", "ConnectorABI"], path: "Connectors/\($0)", exclude: ["Fixtures"],
    swiftSettings: strict, linkerSettings: exportsOneSymbol)
}

let package = Package(
  name: "patchbay",
  products: [
    .executable(name: "patchbay", targets: ["patchbay"]),
    .executable(name: "patchbay-worker", targets: ["patchbay-worker"]),
    .executable(name: "patchbay-sandbox", targets: ["VendorSandbox"]),
  ] + vendors.map { .library(name: $0.lowercased(), type: .dynamic, targets: [$0]) },
  targets: connectors + [
    // What a connector is written against.
    .target(name: "ConnectorABI", path: "PluginAPI/ConnectorABI"),
    .target(name: "RecordJSON", path: "PluginAPI/RecordJSON", swiftSettings: hot),
    .target(
      name: "ConnectorKit", dependencies: ["ConnectorABI", "RecordJSON"], path: "PluginAPI/ConnectorKit",
      exclude: ["connector.map"], swiftSettings: strict),

    // Libraries of the system.
    .systemLibrary(
      name: "CSQLite", path: "Host/System/CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
    .systemLibrary(
      name: "CCurl", path: "Host/System/CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
    .systemLibrary(
      name: "CSodium", path: "Host/System/CSodium", pkgConfig: "libsodium", providers: [.apt(["libsodium-dev"])]),
    .systemLibrary(
      name: "CXlsxWriter", path: "Host/System/CXlsxWriter", pkgConfig: "xlsxwriter",
      providers: [.apt(["libxlsxwriter-dev"])]),
    .systemLibrary(
      name: "CZip", path: "Host/System/CZip", pkgConfig: "libzip", providers: [.apt(["libzip-dev"])]),
    .systemLibrary(
      name: "CMicroHTTPD", path: "Host/System/CMicroHTTPD", pkgConfig: "libmicrohttpd",
      providers: [.apt(["libmicrohttpd-dev"])]),
    .target(name: "CSandbox", path: "Host/System/CSandbox"),

    // The host, in the direction in which its parts know each other.
    .target(name: "HostModel", dependencies: ["RecordJSON"], path: "Host/Model", swiftSettings: strict),
    .target(
      name: "HostMapping", dependencies: ["HostModel", "RecordJSON"], path: "Host/Mapping", swiftSettings: hot),
    .target(
      name: "HostStorage", dependencies: ["HostModel", "HostMapping", "RecordJSON", "CSQLite", "CSodium"],
      path: "Host/Storage", swiftSettings: hot),
    .target(name: "HostChannel", path: "Host/Channel", swiftSettings: strict),
    .target(
      name: "HostPlugins",
      dependencies: [
        "HostModel", "HostChannel", "RecordJSON", "ConnectorABI", "CSandbox", "CCurl", "CSodium",
      ], path: "Host/Plugins", swiftSettings: strict),
    .target(
      name: "HostSync",
      dependencies: [
        "HostModel", "HostMapping", "HostStorage", "HostPlugins", "HostChannel", "ConnectorABI", "RecordJSON",
      ], path: "Host/Sync", swiftSettings: hot),
    .target(
      name: "HostReports",
      dependencies: [
        "HostModel", "HostMapping", "HostStorage", "HostSync", "RecordJSON", "CXlsxWriter", "CZip",
      ], path: "Host/Reports", swiftSettings: hot),
    .target(
      name: "HostSchedule", dependencies: ["HostModel", "HostStorage", "HostSync", "RecordJSON"], path: "Host/Schedule",
      swiftSettings: strict),
    .target(
      name: "HostServer",
      dependencies: ["HostModel", "HostStorage", "HostSync", "HostSchedule", "RecordJSON", "CMicroHTTPD"],
      path: "Host/Server", swiftSettings: strict),
    .target(
      name: "HostMail",
      dependencies: ["HostModel", "HostStorage", "HostSync", "HostReports", "HostSchedule", "CCurl"], path: "Host/Mail",
      swiftSettings: strict),
    .executableTarget(
      name: "patchbay",
      dependencies: [
        "HostModel", "HostMapping", "HostStorage", "HostPlugins", "HostSync", "HostReports", "HostSchedule",
        "HostServer", "HostMail", "RecordJSON", "CSandbox",
      ],
      path: "Host/CLI", swiftSettings: strict, linkerSettings: startsQuickly),
    .executableTarget(
      name: "patchbay-worker", dependencies: ["HostChannel", "ConnectorABI", "CSandbox"], path: "Host/Worker",
      swiftSettings: strict),

    // Tests. They drive what was built: programs as processes, connectors as files.
    .executableTarget(
      name: "VendorSandbox", path: "Tests/Sandbox", exclude: ["README.md"], swiftSettings: strict),
    .testTarget(
      name: "VendorSandboxTests", dependencies: ["VendorSandbox"], path: "Tests/VendorSandboxTests",
      swiftSettings: strict),
    .target(name: "TestSupport", path: "Tests/Support", swiftSettings: strict),
    .testTarget(
      name: "RecordJSONTests", dependencies: ["RecordJSON", "TestSupport"], path: "Tests/RecordJSONTests",
      swiftSettings: strict),
    .target(
      name: "ConnectorDriver", dependencies: ["ConnectorABI", "HostChannel", "HostPlugins", "RecordJSON"],
      path: "Tests/ConnectorDriver",
      swiftSettings: strict),
    .testTarget(
      name: "ConnectorTests", dependencies: ["ConnectorDriver", "ConnectorKit", "RecordJSON", "TestSupport"],
      path: "Tests/ConnectorTests",
      swiftSettings: strict),
    .testTarget(
      name: "MappingTests", dependencies: ["HostMapping", "HostModel", "RecordJSON", "TestSupport"],
      path: "Tests/MappingTests",
      swiftSettings: strict),
    .testTarget(
      name: "WorkerTests", dependencies: ["HostPlugins", "HostChannel", "CSandbox", "patchbay-worker"],
      path: "Tests/WorkerTests", swiftSettings: strict),
    .executableTarget(
      name: "torture",
      dependencies: [
        "HostModel", "HostMapping", "HostStorage", "HostChannel", "HostSync", "HostSchedule", "RecordJSON",
        "TestSupport",
      ], path: "Tests/Torture", swiftSettings: strict),
    .executableTarget(
      name: "worker-bench", dependencies: ["HostPlugins", "HostChannel"], path: "Tests/Bench/Worker",
      swiftSettings: strict),
    .executableTarget(
      name: "mapping-bench", dependencies: ["HostModel", "HostMapping", "RecordJSON"], path: "Tests/Bench/Mapping",
      swiftSettings: strict),
    .testTarget(
      name: "VaultTests", dependencies: ["HostModel", "HostStorage"], path: "Tests/VaultTests", swiftSettings: strict),
    .testTarget(
      name: "StorageTests", dependencies: ["HostModel", "HostStorage", "RecordJSON", "TestSupport"],
      path: "Tests/StorageTests",
      swiftSettings: strict),
    .testTarget(
      name: "HTTPTests", dependencies: ["HostModel", "HostPlugins", "RecordJSON", "ConnectorABI", "TestSupport"],
      path: "Tests/HTTPTests", swiftSettings: strict),
    .testTarget(
      name: "CatalogTests", dependencies: ["HostModel", "HostPlugins"], path: "Tests/CatalogTests",
      swiftSettings: strict),
    .testTarget(
      name: "ReportTests", dependencies: ["HostReports", "CZip", "TestSupport"], path: "Tests/ReportTests",
      exclude: ["Fixtures"], swiftSettings: strict),
    .executableTarget(
      name: "workbook-bench", dependencies: ["HostReports"], path: "Tests/Bench/Workbook", swiftSettings: strict),
    .testTarget(
      name: "ScheduleTests", dependencies: ["HostModel", "HostSchedule", "TestSupport"], path: "Tests/ScheduleTests",
      swiftSettings: strict),
    .testTarget(
      name: "MailRuleTests", dependencies: ["HostMail", "HostModel", "TestSupport"], path: "Tests/MailRuleTests",
      swiftSettings: strict),
    .testTarget(
      name: "RevisionTests", dependencies: ["HostModel", "HostMapping", "HostStorage", "HostSync", "TestSupport"],
      path: "Tests/RevisionTests", swiftSettings: strict),
    .testTarget(name: "CLITests", dependencies: ["TestSupport"], path: "Tests/CLITests", swiftSettings: strict),
  ],
  swiftLanguageModes: [.v6]
)
