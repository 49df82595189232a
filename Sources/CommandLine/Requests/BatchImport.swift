import JSON

/// Sends tasks in batches, and tells what became of each.
struct BatchImport: Sendable {
    /// A task to be made, and where it came from.
    struct Item: Sendable {
        /// In the file, from 1.
        var line: Int
        /// The line, for people, or what else tells it from others.
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
        /// nil if the whole request was refused.
        var place: String?
        var status: Int
        var detail: String
        var errors: [APIProblem.FieldError]
    }

    /// What became of them.
    struct Report: Sendable {
        var created = 0
        var results: [JSONValue] = []
        var refusals: [Refusal] = []

        /// As the API answers one batch.
        var json: JSONValue {
            ["created": .int(created), "failed": .int(refusals.count), "results": .array(results)]
        }
    }

    /// The tasks of one request.
    static let size = 500
    /// What the API takes in all or nothing.
    static let atomicSize = 1000
    /// Below the API's 4 MiB.
    private static let maximumBytes = 4_000_000

    /// The tasks of a file of JSON lines; what only the API says of a task is left out.
    ///
    /// - Throws: ``Failure`` that names the line that is no JSON object.
    static func items(_ text: [UInt8]) throws -> [Item] {
        var items: [Item] = []
        var text = text[...]
        if text.starts(with: [0xEF, 0xBB, 0xBF]) { text = text.dropFirst(3) }
        // By bytes: a text in JSON may hold what Unicode calls a line separator.
        let lines = text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        for (index, line) in lines.enumerated() where !line.allSatisfy({ " \t\r".utf8.contains($0) }) {
            do {
                let task = try JSONValue(parsing: line)
                guard task.members != nil else { throw Failure(.usage, "line \(index + 1) is no JSON object") }
                items.append(Item(line: index + 1, text: TaskDefinition.of(task).bytes))
            } catch let error as JSONError {
                throw Failure(.usage, "line \(index + 1) is no JSON: \(error)", hint: "nothing was sent")
            }
        }
        return items
    }

    /// Parts of the items, each of which fits a request.
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

    /// The request for some of them.
    static func request(_ items: ArraySlice<Item>, isAtomic: Bool) -> APIRequest {
        var request = APIRequest("POST", "/tasks/batch", query: isAtomic ? [.init("atomic", "true")] : [])
        var body: [UInt8] = []
        for item in items { body += item.text + [UInt8(ascii: "\n")] }
        request.body = .init(bytes: body, type: "application/x-ndjson")
        return request
    }

    /// Adds what the API answered for `items`.
    static func add(_ answer: JSONValue, for items: ArraySlice<Item>, to report: inout Report) {
        for (item, result) in zip(items, answer["results"]?.elements ?? []) {
            let status = result["status"]?.int ?? 0
            report.results.append(result)
            if (200..<300).contains(status) {
                report.created += 1
            } else {
                let errors = (result["errors"]?.elements ?? []).map(APIProblem.fieldError)
                report.refusals.append(
                    Refusal(
                        place: item.place, status: status, detail: result["detail"]?.text ?? "was refused",
                        errors: errors.map { withoutIndex($0).error }))
            }
        }
    }

    /// The refusals in a problem whose pointers begin with the index of a task, as of an atomic batch.
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
