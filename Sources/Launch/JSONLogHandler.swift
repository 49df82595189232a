internal import Glibc
internal import JSON
internal import Logging
internal import Timekeeping

/// Writes each log line as one JSON object to standard error.
struct JSONLogHandler: LogHandler {
    let label: String
    var logLevel: Logger.Level = .info
    var metadata: Logger.Metadata = [:]

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        var line = JSONWriter.object { json in
            json.field("time", SystemClock().now().rfc3339)
            json.field("level", event.level.rawValue)
            json.field("logger", label)
            json.field("message", event.message.description)
            let all = metadata.merging(event.metadata ?? [:]) { _, new in new }
            if !all.isEmpty {
                json.object("metadata") { json in
                    for (key, value) in all.sorted(by: { $0.key < $1.key }) {
                        json.key(escaping: key)
                        json.string(value.description)
                    }
                }
            }
        }
        line.append(UInt8(ascii: "\n"))
        // One write, so that the lines of several threads do not mix. A failure can be reported nowhere.
        _ = write(STDERR_FILENO, line, line.count)
    }
}

/// The format of log lines.
public enum LogFormat: String, Sendable, CaseIterable {
    /// For people.
    case text
    /// One JSON object a line, for programs.
    case json
}
