import Timekeeping

/// Runs as tables.
struct RunText: Sendable {
    let time: TimeFormatter

    /// The history of a task.
    func history(_ runs: [JSONValue]) -> Table {
        var table = Table(columns: [
            .init(title: "SCHEDULED FOR"), .init(title: "", dispensability: 2), .init(title: "TRY", alignsRight: true),
            .init(title: "STATE"), .init(title: "LATE", alignsRight: true, dispensability: 3),
            .init(title: "TOOK", alignsRight: true),
            .init(title: "ERROR", isElastic: true), .init(title: "RUN ID"),
        ])
        table.rows = runs.map { run in
            let state = run["state"]?.text ?? ""
            let (absolute, relative) = moment(run["scheduled_for"])
            return [
                .init(absolute), .init(relative, .dim), .init(run["attempt"]?.int.map(String.init) ?? ""),
                .init(state, Style.tone(of: state)),
                .init(
                    run["lateness_ms"]?.int.map { $0 < 1000 ? "" : TimeFormatter.length(milliseconds: $0) } ?? "",
                    .warning),
                .init(run["duration_ms"]?.int.map(TimeFormatter.length(milliseconds:)) ?? ""),
                .init(run["error"].map(TaskText.error) ?? ""), .init(run["run_id"]?.text ?? "", .dim),
            ]
        }
        return table
    }

    /// Runs that failed for the last time.
    func dead(_ runs: [JSONValue]) -> Table {
        var table = Table(columns: [
            .init(title: "DIED", dispensability: 2), .init(title: ""), .init(title: "ACTION"),
            .init(title: "ERROR", isElastic: true),
            .init(title: "TASK ID", dispensability: 3), .init(title: "RUN ID"),
        ])
        table.rows = runs.map { run in
            let (absolute, relative) = moment(run["finished_at"] ?? run["scheduled_for"])
            return [
                .init(absolute), .init(relative, .dim), .init(run["action"]?.text ?? ""),
                .init(run["error"].map(TaskText.error) ?? "", .error), .init(run["task_id"]?.text ?? ""),
                .init(run["run_id"]?.text ?? ""),
            ]
        }
        return table
    }

    private func moment(_ value: JSONValue?) -> (absolute: String, relative: String) {
        guard let text = value?.text else { return ("", "") }
        guard let instant = try? Timestamp(rfc3339: text) else { return (text, "") }
        return (time.absolute(instant), time.relative(instant))
    }
}
