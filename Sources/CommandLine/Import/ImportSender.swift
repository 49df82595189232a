import JSON

/// Creates the tasks of a file of another scheduler, each by its name, so that a second import makes no duplicates.
struct ImportSender: Sendable {
    let session: Session
    /// Whether tasks of earlier imports that are no longer in the file are deleted.
    let replaces: Bool
    let prefix: String

    private struct Report {
        var counts: [(name: String, count: Int)] = ["created", "replaced", "unchanged", "deleted", "failed"]
            .map { ($0, 0) }
        var results: [JSONValue] = []

        mutating func count(_ name: String) {
            guard let index = counts.firstIndex(where: { $0.name == name }) else { return }
            counts[index].count += 1
        }

        subscript(_ name: String) -> Int { counts.first { $0.name == name }?.count ?? 0 }
    }

    /// Sends the tasks one after another.
    ///
    /// - Throws: ``Failure``, at the end, if a task was refused or something was left out.
    func send(_ reading: ImportReading) async throws {
        var report = Report()
        var failure: Failure?
        var bar = ProgressBar(label: "importing", total: reading.tasks.count)
        for task in reading.tasks {
            session.progress(bar)
            do {
                try await send(task, &report)
            } catch let error as Failure {
                session.endProgress()
                guard error.status != .unavailable, error.status != .notAllowed else {
                    session.printNote(
                        "\(bar.done) tasks were created before this error; fix it and import the file again")
                    throw error
                }
                report.count("failed")
                let details = (error.problem?.errors ?? []).map { "\($0.pointer) \($0.detail)" }
                let message = details.isEmpty ? error.message : details.joined(separator: "; ")
                session.printNote(TerminalText.harmless("\(task.place): \(message)"))
                failure = failure ?? Failure(error.status, "not all tasks were created: see above")
            }
            bar.done += 1
        }
        session.endProgress()
        if replaces { try await deleteOthers(than: reading, &report) }
        if failure == nil, reading.losses > 0 { failure = Self.loss(reading) }
        try session.end(with: failure) { () throws(OutputError) in try show(report, reading) }
    }

    /// The failure if something of a file was left out.
    static func loss(_ reading: ImportReading) -> Failure {
        Failure(.notFound, "\(reading.losses) of the file's entries or settings were left out: see the warnings")
    }

    private func send(_ task: ImportReading.Task, _ report: inout Report) async throws {
        var body = task.definition
        body["name"] = nil
        let response = try await session.client.send(
            APIRequest("PUT", TaskReference.name(task.name).path, json: body))
        let answer = try response.json()
        let isSame = answer["message"]?.string?.contains("already") == true
        report.count(response.status == 201 ? "created" : isSame ? "unchanged" : "replaced")
        report.results.append(answer)
        guard task.isPaused, let id = answer["task_id"]?.string else { return }
        _ = try await session.client.send(APIRequest("POST", "/tasks/\(id)/pause"))
    }

    private func deleteOthers(than reading: ImportReading, _ report: inout Report) async throws {
        let names = Set(reading.tasks.map(\.name)).union(reading.keptNames)
        let request = APIRequest(
            "/tasks", query: [.init("status", "scheduled,running,paused"), .init("name_prefix", "\(prefix).")])
        var gone: [String] = []
        _ = try await session.pages(request, of: "tasks", maximum: nil) { tasks in
            for task in tasks where !names.contains(task["name"]?.string ?? "") {
                if let id = task["task_id"]?.string { gone.append(id) }
            }
        }
        for id in gone {
            _ = try await session.client.send(APIRequest("DELETE", "/tasks/\(id)"))
            report.count("deleted")
        }
    }

    private func show(_ report: Report, _ reading: ImportReading) throws(OutputError) {
        guard !session.isJSON else {
            var document = JSONValue.object(report.counts.map { .init(key: $0.name, value: .int($0.count)) })
            document["left_out"] = .int(reading.losses)
            document["results"] = .array(report.results)
            return try session.printJSON(document)
        }
        let counts = report.counts.filter { $0.count > 0 }.map { "\($0.count) \($0.name)" }.joined(separator: ", ")
        let count = reading.tasks.count - report["failed"]
        try session.print(
            "\(session.style.apply(.good, "imported")) \(count) of \(reading.tasks.count) tasks"
                + (counts.isEmpty ? "" : ": \(counts)"))
    }
}
