import JSON

/// Splits tasks into batches, and collects their results.
struct BatchImport: Sendable {
    /// A task to create, and where it comes from.
    struct Item: Sendable {
        /// The line in the file, from 1.
        var line: Int
        /// The place to show to the user: the line, or the name of an entry.
        var place: String
        var text: [UInt8]

        init(line: Int, place: String? = nil, text: [UInt8]) {
            self.line = line
            self.place = place ?? "line \(line)"
            self.text = text
        }
    }

    /// A task that was refused.
    struct Refusal: Sendable {
        /// `nil` if the whole request was refused.
        var place: String?
        var status: Int
        var detail: String
        var errors: [APIProblem.FieldError]
    }

    /// The results of all batches.
    struct Report: Sendable {
        var created = 0
        var results: [JSONValue] = []
        var refusals: [Refusal] = []

        /// The report in the format of the API's response to one batch.
        var json: JSONValue {
            ["created": .int(created), "failed": .int(refusals.count), "results": .array(results)]
        }
    }

    /// The number of tasks per request.
    static let size = 500
    /// The number of tasks that the API accepts in an atomic batch.
    static let atomicSize = 1000
    /// Below the API's 4 MiB.
    private static let maximumBytes = 4_000_000

    /// Reads the tasks of a file of JSON lines, without the fields that only the API sets.
    ///
    /// - Throws: ``Failure`` with the number of a line that is not a JSON object.
    static func items(_ text: [UInt8]) throws -> [Item] {
        var items: [Item] = []
        var text = text[...]
        if text.starts(with: [0xEF, 0xBB, 0xBF]) { text = text.dropFirst(3) }
        // By bytes: a string in JSON may contain a line separator of Unicode.
        let lines = text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        for (index, line) in lines.enumerated() where !line.allSatisfy({ " \t\r".utf8.contains($0) }) {
            do {
                let task = try JSONValue(parsing: line)
                guard task.members != nil else { throw Failure(.usage, "line \(index + 1) is not a JSON object") }
                items.append(Item(line: index + 1, text: WritableFields.of(task).bytes))
            } catch let error as JSONError {
                throw Failure(.usage, "line \(index + 1) is not valid JSON: \(error)", hint: "nothing was sent")
            }
        }
        return items
    }

    /// Splits the items into parts that each fit a request.
    static func chunks(_ items: [Item], size: Int = size) -> [ArraySlice<Item>] {
        var chunks: [ArraySlice<Item>] = []
        var (start, bytes) = (0, 0)
        for (index, item) in items.enumerated() {
            if index > start, index - start == size || bytes + item.text.count + 1 > maximumBytes {
                chunks.append(items[start..<index])
                (start, bytes) = (index, 0)
            }
            bytes += item.text.count + 1
        }
        if start < items.count { chunks.append(items[start...]) }
        return chunks
    }

    /// The request for a part of the items.
    static func request(_ items: ArraySlice<Item>, isAtomic: Bool) -> APIRequest {
        var request = APIRequest("POST", "/tasks/batch", query: isAtomic ? [.init("atomic", "true")] : [])
        var body: [UInt8] = []
        for item in items { body += item.text + [UInt8(ascii: "\n")] }
        request.body = .init(bytes: body, type: "application/x-ndjson")
        return request
    }

    /// Adds the API's response for `items` to the report.
    static func add(_ answer: JSONValue, for items: ArraySlice<Item>, to report: inout Report) {
        for (item, result) in zip(items, answer["results"]?.array ?? []) {
            let status = result["status"]?.int ?? 0
            report.results.append(result)
            if (200..<300).contains(status) {
                report.created += 1
            } else {
                let errors = (result["errors"]?.array ?? []).map(APIProblem.fieldError)
                report.refusals.append(
                    Refusal(
                        place: item.place, status: status, detail: result["detail"]?.string ?? "was refused",
                        errors: errors.map { withoutIndex($0).error }))
            }
        }
    }

    /// The refusals of an atomic batch: the pointers in its problem begin with the index of a task.
    static func refusals(_ problem: APIProblem, for items: ArraySlice<Item>) -> [Refusal] {
        problem.errors.map { error in
            let (index, error) = withoutIndex(error)
            let place = index.flatMap { $0 < items.count ? items[items.startIndex + $0].place : nil }
            return Refusal(place: place, status: problem.status, detail: error.detail, errors: [error])
        }
    }

    /// `/2/run_at` as 2 and `/run_at`.
    private static func withoutIndex(_ error: APIProblem.FieldError) -> (index: Int?, error: APIProblem.FieldError) {
        let parts = error.pointer.split(separator: "/", maxSplits: 1)
        guard error.pointer.hasPrefix("/"), let index = parts.first.flatMap({ Int($0) }) else { return (nil, error) }
        var error = error
        error.pointer = parts.count > 1 ? "/\(parts[1])" : ""
        return (index, error)
    }
}

/// Sends the tasks of a file of JSON lines, in batches.
struct BatchSender: Sendable {
    let session: Session
    let isAtomic: Bool

    /// - Parameter loss: the failure to report if parts of the file were left out.
    func send(_ items: [BatchImport.Item], loss: Failure? = nil) async throws {
        var report = BatchImport.Report()
        var bar = ProgressBar(label: "importing", total: items.count)
        for chunk in BatchImport.chunks(items, size: isAtomic ? BatchImport.atomicSize : BatchImport.size) {
            session.progress(bar)
            do {
                let answer = try await session.client.send(BatchImport.request(chunk, isAtomic: isAtomic)).json()
                BatchImport.add(answer, for: chunk, to: &report)
            } catch var failure as Failure {
                session.endProgress()
                if isAtomic, let problem = failure.problem {
                    for refusal in BatchImport.refusals(problem, for: chunk) { note(refusal) }
                    failure.problem?.errors = []
                }
                if report.created > 0 {
                    session.printNote(
                        "\(report.created) tasks were created before this error; the rest begins at "
                            + chunk[chunk.startIndex].place)
                }
                throw failure
            }
            bar.done += chunk.count
        }
        session.endProgress()
        if !session.isJSON { for refusal in report.refusals { note(refusal) } }
        let failure = report.refusals.first.map {
            Failure(Outcome(status: $0.status), "\(report.refusals.count) of \(items.count) tasks refused")
        }
        try session.end(with: failure ?? loss) { () throws(OutputError) in
            if session.isJSON { return try session.printJSON(report.json) }
            try session.print(
                "\(session.style.apply(.good, "imported")) \(report.created) of \(items.count) tasks")
        }
    }

    private func note(_ refusal: BatchImport.Refusal) {
        let place = refusal.place.map { "\($0): " } ?? ""
        let details = refusal.errors.map { "\($0.pointer) \($0.detail)" }
        let text = details.isEmpty ? refusal.detail : details.joined(separator: "; ")
        session.printNote(TerminalText.harmless(place + text))
    }
}
