/// The settings of a service: from its flags, or else from the environment.
public struct Settings: Sendable {
    /// The values of flags. If a flag is repeated, the first holds.
    private let values: [String: String]
    private let environment: [String: String]

    /// - Parameters:
    ///   - known: what can be set. Any other flag is an error: it would be a typing error that goes unnoticed.
    ///   - arguments: of the process, without its name.
    public init(_ known: [Setting], arguments: [String], environment: [String: String]) throws(SettingsError) {
        let flags = Set(known.map(\.flag))
        var values: [String: String] = [:]
        var rest = arguments[...]
        while let argument = rest.popFirst() {
            let flag = String(argument.prefix { $0 != "=" })
            guard flags.contains(flag) else {
                throw SettingsError("\(argument) is not an option; --help lists them")
            }
            let written = flag == argument ? rest.popFirst() : String(argument.dropFirst(flag.count + 1))
            guard let value = written else { throw SettingsError("\(flag) needs a value") }
            if values[flag] == nil { values[flag] = value }
        }
        self.values = values
        self.environment = environment
    }

    /// Separates options and their values from operands.
    static func split(_ arguments: [String]) -> (options: [String], operands: [String]) {
        var options: [String] = []
        var operands: [String] = []
        var rest = arguments[...]
        while let argument = rest.popFirst() {
            guard argument.hasPrefix("--") else {
                operands.append(argument)
                continue
            }
            options.append(argument)
            if !argument.contains("="), let value = rest.popFirst() { options.append(value) }
        }
        return (options, operands)
    }

    public func string(_ setting: Setting) -> String {
        guard let value = values[setting.flag] ?? environment[setting.variable], !value.isEmpty else {
            return setting.standard
        }
        return value
    }

    /// - Throws: if the value is not a whole number in `range`.
    public func int(_ setting: Setting, in range: ClosedRange<Int>) throws(SettingsError) -> Int {
        let text = string(setting)
        guard let value = Int(text), range.contains(value) else {
            throw invalid(setting, expected: "a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return value
    }

    /// - Throws: if the value is not one of the words of `Word`.
    public func word<Word: RawRepresentable & CaseIterable>(
        _ setting: Setting, as type: Word.Type
    ) throws(SettingsError) -> Word where Word.RawValue == String {
        guard let word = Word(rawValue: string(setting)) else {
            throw invalid(setting, expected: Word.allCases.map(\.rawValue).joined(separator: " or "))
        }
        return word
    }

    /// An error that names the setting in both its forms, and shows its value.
    public func invalid(_ setting: Setting, expected: String) -> SettingsError {
        SettingsError(
            "\(setting.variable) (\(setting.flag)) must be \(expected); it is \"\(string(setting))\"")
    }

    /// The text for `--help`.
    public static func help(_ service: String, _ known: [Setting]) -> String {
        let lines = known.map { setting in
            "  \(setting.flag) VALUE, \(setting.variable)\n      \(setting.summary) (default: \(setting.standard))"
        }
        return "Usage: \(service) [OPTION VALUE]...\n\n" + lines.joined(separator: "\n")
    }
}

/// A setting of a service, given by a flag or by an environment variable.
public struct Setting: Sendable, Hashable {
    /// The name in parts, such as `http.port`: `--http-port` on the command line, `CARILLON_HTTP_PORT` in the environment.
    public var key: String
    /// The default, which the help shows.
    public var standard: String
    /// Its purpose in one line, for the help.
    public var summary: String

    public init(_ key: String, standard: String, summary: String) {
        self.key = key
        self.standard = standard
        self.summary = summary
    }

    public var flag: String { "--" + key.split(separator: ".").joined(separator: "-") }
    public var variable: String { "CARILLON_" + key.split(separator: ".").joined(separator: "_").uppercased() }
}

extension Setting {
    public static let amqpURL = Setting(
        "amqp.url", standard: "amqp://127.0.0.1:5672",
        summary: "where RabbitMQ is; several, separated by commas, for a cluster; amqps for TLS")
    public static let logLevel = Setting(
        "log.level", standard: "info", summary: "trace, debug, info, notice, warning, error or critical")
    public static let logFormat = Setting("log.format", standard: "text", summary: "text or json")

    /// The settings that every service has.
    public static let common = [amqpURL, logLevel, logFormat]
}

/// An invalid setting: the text names it and tells the expected value.
public struct SettingsError: Error, Hashable, Sendable, CustomStringConvertible {
    public let description: String

    public init(_ description: String) {
        self.description = description
    }
}
