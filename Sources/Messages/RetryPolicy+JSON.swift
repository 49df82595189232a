public import JSON
public import TaskModel

extension RetryPolicy {
    public func write(into json: inout JSONWriter) {
        json.field("max_attempts", maxAttempts)
        if scheduleSeconds.isEmpty {
            json.field("backoff", backoff.rawValue)
            json.field("initial_seconds", initialSeconds)
            json.field("max_seconds", maxSeconds)
        } else {
            json.array("schedule_seconds") { json in
                for seconds in scheduleSeconds { json.double(seconds) }
            }
        }
        json.field("jitter", jitter.rawValue)
        if let maxAgeSeconds { json.field("max_age_seconds", maxAgeSeconds) }
    }

    /// Reads what ``write(into:)`` wrote. What is missing is as in ``standard``.
    public init(reading reader: inout JSONReader) throws {
        self = .standard
        try reader.readObject { reader, field in
            switch field {
            case "max_attempts": maxAttempts = try reader.readInt()
            case "backoff": backoff = try required(Backoff(rawValue: reader.readString()), "backoff")
            case "initial_seconds": initialSeconds = try reader.readDouble()
            case "max_seconds": maxSeconds = try reader.readDouble()
            case "jitter": jitter = try required(Jitter(rawValue: reader.readString()), "jitter")
            case "schedule_seconds":
                var seconds: [Double] = []
                try reader.readArray { seconds.append(try $0.readDouble()) }
                scheduleSeconds = seconds
            case "max_age_seconds": maxAgeSeconds = try reader.readNull() ? nil : reader.readDouble()
            default: try reader.skipValue()
            }
        }
    }
}
