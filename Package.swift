// swift-tools-version: 6.2

import PackageDescription

/// Continuous integration bears no warning; whoever tries something out may.
let isContinuousIntegration = Context.environment["CI"] == "true"

let strict: [SwiftSetting] =
    [
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("InternalImportsByDefault"),
    ] + (isContinuousIntegration ? [.treatAllWarnings(as: .error)] : [])

/// What tests run millions of times is optimized in the debug build, too, which they use.
let fast: [SwiftSetting] = strict + [.unsafeFlags(["-O"], .when(configuration: .debug))]

let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let log = Target.Dependency.product(name: "Logging", package: "swift-log")
let lifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let unixSignals = Target.Dependency.product(name: "UnixSignals", package: "swift-service-lifecycle")
let metrics = Target.Dependency.product(name: "CoreMetrics", package: "swift-metrics")
let deque = Target.Dependency.product(name: "DequeModule", package: "swift-collections")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let hummingbirdCore = Target.Dependency.product(name: "HummingbirdCore", package: "hummingbird")
let httpClient = Target.Dependency.product(name: "AsyncHTTPClient", package: "async-http-client")
let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioHTTP1 = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let nioHTTPTypes = Target.Dependency.product(name: "NIOHTTPTypes", package: "swift-nio-extras")
let nioSSL = Target.Dependency.product(name: "NIOSSL", package: "swift-nio-ssl")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")

/// Who may import what is said here and nowhere else, so that the compiler keeps the architecture.
let package = Package(
    name: "carillon",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "carillon", targets: ["carillon"]),
        .executable(name: "carillon-api", targets: ["carillon-api"]),
        .executable(name: "carillon-scheduler", targets: ["carillon-scheduler"]),
        .executable(name: "carillon-executor", targets: ["carillon-executor"]),
        // For programs with actions of their own: see docs/adding-an-action.md.
        .library(name: "CarillonExecutor", targets: ["CarillonExecutor"]),
        // For the package in Tests/Benchmarks, which measures these parts alone. They may change at any time.
        .library(
            name: "CarillonInternals",
            targets: [
                "AMQP", "HTTPEngine", "JSON", "Launch", "Messages", "Recurrence", "SQLiteStore", "Scheduler",
                "TaskModel", "Timekeeping",
            ]),
        // Tests preload it into the services.
        .library(name: "SteppedClock", type: .dynamic, targets: ["SteppedClock"]),
    ],
    // Some of the API that takes minutes to compile and that nobody needs to try Carillon out. Without them, the API does not
    // start if a setting asks for one. `make run` leaves out what no setting asks for; everything else has both.
    traits: [
        .trait(name: "HTTPS", description: "The API speaks TLS: CARILLON_TLS_CERTIFICATE."),
        .trait(name: "Tokens", description: "The API takes JSON web tokens: CARILLON_JWT_JWKS."),
        .default(enabledTraits: ["HTTPS", "Tokens"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.0"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.2"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        // Without its reading of settings: swift-configuration takes 20 s to compile.
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.0", traits: ["FullFoundation"]),
        .package(url: "https://github.com/LebJe/TOMLKit", from: "0.6.0"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/vapor/jwt-kit", from: "5.7.1"),
    ],
    targets: [
        // Pure: no IO.
        .target(name: "JSON", swiftSettings: fast),
        .target(name: "Version", swiftSettings: fast),
        .target(name: "Timekeeping", swiftSettings: fast),
        .target(name: "Recurrence", dependencies: ["JSON", "Timekeeping"], swiftSettings: fast),
        .target(name: "TaskModel", dependencies: ["JSON", "Recurrence", "Timekeeping"], swiftSettings: fast),
        .target(name: "AsyncPrimitives", dependencies: [deque], swiftSettings: fast),
        .target(name: "MessageBus", swiftSettings: fast),
        .target(
            name: "Messages", dependencies: ["JSON", "MessageBus", "Recurrence", "TaskModel", "Timekeeping"],
            swiftSettings: fast),

        // RabbitMQ.
        .systemLibrary(
            name: "CRabbitMQ", pkgConfig: "librabbitmq", providers: [.apt(["librabbitmq-dev"])]),
        .target(name: "AMQP", dependencies: ["CRabbitMQ", "MessageBus", log, lifecycle], swiftSettings: strict),
        .target(
            name: "RabbitMQTransport",
            dependencies: [
                "AMQP", "AsyncPrimitives", "Launch", "MessageBus", "Messages", "TaskModel", "Timekeeping", log,
                lifecycle,
                metrics,
            ],
            swiftSettings: strict),

        // Hashes and encryption by OpenSSL, which libcurl brings anyway.
        .systemLibrary(name: "COpenSSL", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
        .target(name: "Cryptography", dependencies: ["COpenSSL"], swiftSettings: strict),

        // HTTP to others.
        .systemLibrary(
            name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .target(name: "HTTPEngine", dependencies: ["CCurl", lifecycle], swiftSettings: fast),

        // The services. None of them knows which broker or database it works with.
        .target(
            name: "Scheduler",
            dependencies: ["AsyncPrimitives", "JSON", "Messages", "TaskModel", "Timekeeping", log, lifecycle, metrics],
            swiftSettings: fast),
        .target(
            name: "SQLiteStore",
            dependencies: [
                "JSON", "Messages", "Recurrence", "Scheduler", "TaskModel", "Timekeeping",
                .product(name: "GRDB", package: "GRDB.swift"),
            ],
            swiftSettings: fast),
        // The files under Sources/API/OpenAPI that the API serves, embedded.
        .target(name: "CDocuments"),
        .target(
            name: "API",
            dependencies: [
                "AsyncPrimitives", "CDocuments", "Cryptography", "JSON", "Messages", "Recurrence", "TaskModel",
                "Timekeeping", "Version", deque, hummingbird, hummingbirdCore, log, lifecycle, nioCore, nioHTTP1,
                nioHTTPTypes,
                .product(name: "NIOTLS", package: "swift-nio"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "HummingbirdHTTP2", package: "hummingbird", condition: .when(traits: ["HTTPS"])),
                .product(name: "NIOSSL", package: "swift-nio-ssl", condition: .when(traits: ["HTTPS"])),
                .product(name: "JWTKit", package: "jwt-kit", condition: .when(traits: ["Tokens"])),
            ],
            exclude: ["OpenAPI/openapi.yaml", "OpenAPI/page.html", "OpenAPI/page.css", "OpenAPI/page.js"],
            swiftSettings: strict),
        .target(
            name: "Executor",
            dependencies: [
                "AsyncPrimitives", "JSON", "Messages", "TaskModel", "Timekeeping", deque, log, lifecycle, metrics,
            ],
            swiftSettings: strict),
        .target(
            name: "Actions",
            dependencies: ["Executor", "HTTPEngine", "JSON", "Messages", "TaskModel", "Timekeeping", log],
            swiftSettings: strict),
        .target(
            name: "CarillonExecutor",
            dependencies: [
                "AMQP", "Executor", "JSON", "Launch", "Messages", "RabbitMQTransport", "TaskModel", "Timekeeping", log,
                lifecycle,
            ],
            swiftSettings: strict),

        // The executables: settings, parts, run.
        .target(
            name: "Launch",
            dependencies: [
                "JSON", "Timekeeping", "Version", log, lifecycle, unixSignals,
            ],
            swiftSettings: strict),
        .executableTarget(
            name: "carillon-api",
            dependencies: [
                "AMQP", "API", "HTTPEngine", "Launch", "Messages", "RabbitMQTransport", "Timekeeping", log, lifecycle,
                nioCore, nioPosix,
            ],
            swiftSettings: strict),
        .executableTarget(
            name: "carillon-scheduler",
            dependencies: [
                "AMQP", "Launch", "Messages", "RabbitMQTransport", "Scheduler", "SQLiteStore", "Timekeeping", log,
                lifecycle,
            ],
            swiftSettings: strict),
        .executableTarget(
            name: "carillon-executor", dependencies: ["Actions", "CarillonExecutor", "HTTPEngine"],
            swiftSettings: strict),
        // The example of docs/adding-an-action.md, as in its own package: without the package's access.
        .executableTarget(
            name: "post-to-chat", dependencies: ["CarillonExecutor"],
            path: "docs/examples/post-to-chat/Sources/post-to-chat", packageAccess: false, swiftSettings: strict),

        // The command line: speaks HTTP with the API and knows none of the services.
        .target(
            name: "CommandLine",
            dependencies: [
                "HTTPEngine", "JSON", "Recurrence", "Timekeeping", "Version", argumentParser,
                .product(name: "TOMLKit", package: "TOMLKit"),
            ],
            swiftSettings: strict),
        .executableTarget(name: "carillon", dependencies: ["CommandLine"], swiftSettings: strict),

        // What is run and installed, as one thing to build: swift build --target Programs.
        .target(
            name: "Programs", dependencies: ["carillon", "carillon-api", "carillon-scheduler", "carillon-executor"],
            swiftSettings: strict),

        // Tests.
        .target(
            name: "TestSupport",
            dependencies: [
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "CryptoExtras", package: "swift-crypto"),
            ],
            path: "Tests/TestSupport", swiftSettings: strict),
        .target(
            name: "TimekeepingTesting", dependencies: ["Timekeeping"], path: "Tests/TimekeepingTesting",
            swiftSettings: strict),
        .target(
            name: "SimulatedBus", dependencies: ["MessageBus"], path: "Tests/SimulatedBus", swiftSettings: fast),
        .target(name: "SteppedClock", path: "Tests/SteppedClock"),
        .testTarget(
            name: "MessageBusTests",
            dependencies: [
                "AMQP", "JSON", "MessageBus", "Messages", "RabbitMQTransport", "SimulatedBus", "TestSupport", log,
            ],
            swiftSettings: strict),
        .testTarget(
            name: "AMQPTests", dependencies: ["AMQP", "CRabbitMQ", "MessageBus", "TestSupport", log, lifecycle],
            swiftSettings: strict),
        .testTarget(
            name: "AsyncPrimitivesTests", dependencies: ["AsyncPrimitives"], swiftSettings: strict),
        .testTarget(name: "JSONTests", dependencies: ["JSON", "TimekeepingTesting"], swiftSettings: strict),
        .testTarget(
            name: "TimekeepingTests", dependencies: ["Timekeeping", "TimekeepingTesting"], swiftSettings: strict),
        .testTarget(
            name: "RecurrenceTests", dependencies: ["JSON", "Recurrence", "Timekeeping", "TimekeepingTesting"],
            exclude: ["Oracle"], swiftSettings: fast),
        .testTarget(
            name: "TaskModelTests",
            dependencies: ["JSON", "Recurrence", "TaskModel", "Timekeeping", "TimekeepingTesting"],
            swiftSettings: strict),
        .testTarget(
            name: "MessagesTests", dependencies: ["JSON", "Messages", "Recurrence", "TaskModel", "Timekeeping"],
            swiftSettings: strict),
        .testTarget(
            name: "SQLiteStoreTests",
            dependencies: [
                "JSON", "Messages", "Recurrence", "Scheduler", "TaskModel", "SQLiteStore", "Timekeeping",
                "TimekeepingTesting",
                .product(name: "GRDB", package: "GRDB.swift"),
            ],
            exclude: ["Fixtures"], swiftSettings: strict),
        .testTarget(
            name: "SchedulerTests",
            dependencies: [
                "JSON", "Messages", "Scheduler", "TaskModel", "SQLiteStore", "Timekeeping", "TimekeepingTesting", log,
                lifecycle,
            ],
            swiftSettings: strict),
        .testTarget(
            name: "SimulationTests",
            dependencies: [
                "JSON", "Messages", "Recurrence", "Scheduler", "SimulatedBus", "TaskModel", "SQLiteStore",
                "Timekeeping", log, lifecycle,
                .product(name: "GRDB", package: "GRDB.swift"),
            ],
            swiftSettings: fast),
        .testTarget(
            name: "APITests",
            dependencies: [
                "API", "AsyncPrimitives", "JSON", "Messages", "Recurrence", "TaskModel", "TestSupport", "Timekeeping",
                "TimekeepingTesting", httpClient, hummingbird, lifecycle, log, nioCore, nioHTTP1, nioSSL,
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "HummingbirdTesting", package: "hummingbird"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
            ],
            exclude: ["OpenAPI/validate.py"], swiftSettings: strict),
        .testTarget(
            name: "HTTPEngineTests", dependencies: ["CCurl", "HTTPEngine", "TestSupport"],
            swiftSettings: fast),
        .testTarget(
            name: "ActionsTests",
            dependencies: [
                "Actions", "Executor", "HTTPEngine", "JSON", "Messages", "TaskModel", "TestSupport", "Timekeeping",
                "TimekeepingTesting", log,
            ],
            swiftSettings: strict),
        .testTarget(
            name: "ExecutorTests",
            dependencies: [
                "AsyncPrimitives", "CarillonExecutor", "Executor", "JSON", "Messages", "TaskModel", "Timekeeping",
                "TimekeepingTesting", log, lifecycle,
            ],
            swiftSettings: strict),
        .testTarget(
            name: "PostToChatTests", dependencies: ["CarillonExecutor", "post-to-chat"],
            path: "docs/examples/post-to-chat/Tests/PostToChatTests", packageAccess: false, swiftSettings: strict),
        .testTarget(
            name: "CommandLineTests",
            dependencies: [
                "CommandLine", "JSON", "Recurrence", "TaskModel", "TestSupport", "Timekeeping", "Version", "carillon",
                argumentParser, nioCore, nioHTTP1, nioPosix,
            ],
            swiftSettings: strict),
        .testTarget(
            name: "CryptographyTests",
            dependencies: ["Cryptography", .product(name: "Crypto", package: "swift-crypto")], swiftSettings: strict),
        .testTarget(name: "LaunchTests", dependencies: ["Launch", log, lifecycle], swiftSettings: strict),
        .testTarget(
            name: "RabbitMQTransportTests",
            dependencies: ["AMQP", "Messages", "RabbitMQTransport", "TaskModel", "TestSupport", log, lifecycle],
            swiftSettings: strict),
        .testTarget(
            name: "EndToEndTests",
            dependencies: [
                "AMQP", "JSON", "Launch", "TestSupport", "carillon", "carillon-api", "carillon-scheduler",
                "carillon-executor", "post-to-chat", httpClient, log, nioCore, nioHTTP1, nioPosix, nioSSL,
                .product(name: "GRDB", package: "GRDB.swift"),
            ],
            exclude: ["OpenAPI"], swiftSettings: strict),
    ]
)
