/// Something that can be set: by a flag, or by an environment variable.
public struct Setting: Sendable, Hashable {
    /// The name in parts, such as `http.port`: `--http-port` on the command line, `CARILLON_HTTP_PORT` in the environment.
    public var key: String
    /// What holds where nothing is set, for the help.
    public var standard: String
    /// What it is for, in a line.
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

    /// What every service has.
    public static let common = [amqpURL, logLevel, logFormat]
}
