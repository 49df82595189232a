internal import Foundation
public import Logging
public import ServiceLifecycle
internal import Timekeeping
internal import UnixSignals
internal import Version

/// Starts and ends the services.
public enum Launch {
    /// Reads the settings, builds the services and runs them until SIGTERM or SIGINT.
    ///
    /// In case of an error it does not return: it prints the error in one line, and exits with status 1, or 2 for a bad
    /// setting.
    ///
    /// - Parameters:
    ///   - name: of the executable.
    ///   - settings: those in addition to ``Setting/common``.
    ///   - build: makes the services, in the order of their dependency: the first is shut down last.
    public static func run(
        _ name: String, settings own: [Setting],
        build: @Sendable (Settings, Logger) async throws -> [any Service]
    ) async {
        let known = own + Setting.common
        let arguments = Array(CommandLine.arguments.dropFirst())
        if arguments.contains("--help") || arguments.contains("-h") {
            print(Settings.help(name, known))
            return
        }
        if arguments.contains("--version") {
            print("\(name) \(CarillonVersion.text)")
            return
        }
        do {
            let settings = try Settings(
                known, arguments: arguments, environment: ProcessInfo.processInfo.environment)
            let logger = try logger(name, settings)
            var services = try await build(settings, logger)
            if let notifier = ReadinessNotifier(
                services, environment: ProcessInfo.processInfo.environment, logger: logger)
            {
                services.append(notifier)
            }
            var configuration = ServiceGroupConfiguration(
                services: services.map {
                    .init(
                        service: $0, successTerminationBehavior: .gracefullyShutdownGroup,
                        failureTerminationBehavior: .cancelGroup)
                },
                gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
            configuration.maximumGracefulShutdownDuration = .seconds(15)
            logger.info("starting", metadata: ["pid": "\(ProcessInfo.processInfo.processIdentifier)"])
            if !ZoneDatabase.system.isInstalled {
                logger.warning(
                    "no tz database found; time zones are those that this release of Swift knows: install tzdata",
                    metadata: ["folder": "\(ZoneDatabase.system.folder)"])
            }
            try await ServiceGroup(configuration: configuration).run()
            logger.info("stopped")
        } catch let error as SettingsError {
            fail("\(name): \(error)", status: 2)
        } catch {
            fail("\(name): \(error)", status: 1)
        }
    }

    /// Reads the settings and runs `body`: for a process that a service starts to do a part of its work. It has the
    /// service's arguments, and the service ends it.
    ///
    /// In case of an error it does not return: it prints the error in one line, and exits with status 1, or 2 for a bad
    /// setting.
    ///
    /// - Parameters:
    ///   - name: of the process in its log.
    ///   - settings: those in addition to ``Setting/common``.
    public static func part(
        _ name: String, settings own: [Setting], body: @Sendable (Settings, Logger) async throws -> Void
    ) async {
        do {
            let settings = try Settings(
                own + Setting.common, arguments: Array(CommandLine.arguments.dropFirst()),
                environment: ProcessInfo.processInfo.environment)
            try await body(settings, try logger(name, settings))
        } catch let error as SettingsError {
            fail("\(name): \(error)", status: 2)
        } catch {
            fail("\(name): \(error)", status: 1)
        }
    }

    /// Runs a command that ends by itself.
    ///
    /// In case of an error it does not return: it prints the error in one line, and exits with status 1, or 2 for a bad
    /// setting.
    ///
    /// - Parameters:
    ///   - name: of the command, for its messages.
    ///   - body: gets the settings, and the arguments that are not options.
    public static func command(
        _ name: String, settings known: [Setting], arguments: [String],
        _ body: (Settings, _ operands: [String]) throws -> Void
    ) {
        if arguments.contains("--help") || arguments.contains("-h") {
            print(Settings.help(name, known))
            return
        }
        do {
            let (options, operands) = Settings.split(arguments)
            let settings = try Settings(
                known, arguments: options, environment: ProcessInfo.processInfo.environment)
            try body(settings, operands)
        } catch let error as SettingsError {
            fail("\(name): \(error)", status: 2)
        } catch {
            fail("\(name): \(error)", status: 1)
        }
    }

    private static func logger(_ name: String, _ settings: Settings) throws -> Logger {
        let level = try settings.word(.logLevel, as: Logger.Level.self)
        let format = try settings.word(.logFormat, as: LogFormat.self)
        LoggingSystem.bootstrap { label in
            var handler: any LogHandler =
                switch format {
                case .text: StreamLogHandler.standardError(label: label)
                case .json: JSONLogHandler(label: label)
                }
            handler.logLevel = level
            return handler
        }
        return Logger(label: name)
    }

    private static func fail(_ message: String, status: Int32) -> Never {
        FileHandle.standardError.write(Data((message + "\n").utf8))
        exit(status)
    }
}
