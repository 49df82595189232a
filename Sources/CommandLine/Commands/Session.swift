import Timekeeping

/// What a command works with while it runs: the server, and the places that it writes to.
struct Session: Sendable {
    let client: APIClient
    let surroundings: CommandEnvironment
    let output: OutputOptions
    /// Colours of what goes to standard output.
    let style: Style
    let time: TimeFormatter

    /// Calls `body` with a session, and ends it.
    static func with(
        _ connection: ConnectionOptions, _ output: OutputOptions, _ body: (Session) async throws -> Void
    ) async throws {
        let surroundings = CommandEnvironment.current
        let settings = try ConnectionSettings(
            flags: connection.flags, environment: surroundings.environment, readFile: surroundings.readFile)
        let errors = surroundings.errors
        for warning in settings.warnings {
            let style = output.color.style(isTerminal: errors.isTerminal, environment: surroundings.environment)
            errors.note("\(style.apply(.warning, "warning:")) \(warning)\n")
        }
        let isVerbose = connection.verbose
        do {
            try await APIClient.with(
                settings, clock: surroundings.clock,
                trace: { line in
                    guard isVerbose else { return }
                    errors.note(TerminalText.harmless(settings.key?.removed(from: line) ?? line) + "\n")
                },
                { client in
                    try await body(
                        Session(
                            client: client, surroundings: surroundings, output: output,
                            style: output.color.style(
                                isTerminal: surroundings.output.isTerminal, environment: surroundings.environment),
                            time: TimeFormatter(now: surroundings.clock.now(), zone: surroundings.zone)))
                })
        } catch let failure as Failure {
            throw settings.key.map { failure.hiding($0) } ?? failure
        }
    }

    var isJSON: Bool { output.json }

    /// Writes lines to standard output.
    func say(_ lines: String...) throws(OutputError) { try say(lines) }

    /// Writes lines to standard output. On a terminal, nothing in them can steer it.
    func say(_ lines: [String]) throws(OutputError) {
        guard !lines.isEmpty else { return }
        var lines = lines
        if surroundings.output.isTerminal {
            lines = lines.flatMap { line in
                line.split(separator: "\n", omittingEmptySubsequences: false).map {
                    TerminalText.harmlessKeepingColors(String($0))
                }
            }
        }
        try surroundings.output.write(lines.map { $0 + "\n" }.joined())
    }

    /// Writes a document to standard output.
    func show(_ document: JSONValue) throws(OutputError) { try say(document.pretty) }

    /// Writes a table, cut to the terminal where there is one.
    func say(_ table: Table) throws(OutputError) {
        try say(table.lines(style: style, width: surroundings.output.isTerminal ? surroundings.output.width : nil))
    }

    /// Shows what was done, and ends with what was not: that counts more than an answer that can't be shown.
    ///
    /// - Throws: `failure`, if there is one; else ``OutputError``.
    func end(with failure: Failure?, _ show: () throws(OutputError) -> Void) throws {
        do {
            try show()
        } catch {
            guard let failure else { throw error }
            if !error.isReaderGone { note(error.message) }
            throw failure
        }
        if let failure { throw failure }
    }

    /// Changes one thing after another, and goes on if one fails, or if what was done can't be shown.
    ///
    /// - Parameters:
    ///   - names: of the things.
    ///   - done: what was done, for people.
    ///   - change: changes one, and returns the API's answer.
    ///   - details: what to add to the line of an answer.
    /// - Throws: the first failure in the end.
    func each(
        _ names: [String], done: String, details: (JSONValue) -> String = { _ in "" },
        _ change: (String) async throws -> JSONValue
    ) async throws {
        var failure: Failure?
        var unshown: OutputError?
        var answers: [JSONValue] = []
        for name in names {
            do {
                let answer = try await change(name)
                answers.append(answer)
                if !isJSON, unshown == nil { try say("\(style.apply(.good, done)) \(name)\(details(answer))") }
            } catch let error as OutputError {
                unshown = error
            } catch let error as Failure {
                // What is wrong with the server or the key is wrong for all of them.
                guard names.count > 1, error.status != .unavailable, error.status != .notAllowed else { throw error }
                note("\(name): \(error.message)")
                failure = failure ?? Failure(error.status, "not all of them: see above")
            }
        }
        try end(with: failure) { () throws(OutputError) in
            if let unshown { throw unshown }
            if isJSON { try show(names.count == 1 ? answers[0] : .array(answers)) }
        }
    }

    /// Writes a note to standard error, which is not part of the answer.
    func note(_ line: String) { surroundings.errors.note(TerminalText.harmlessKeepingColors(line) + "\n") }

    /// The id of a task; asked of the server where it is called by its name.
    func id(of task: String) async throws -> String {
        switch TaskReference(task) {
        case .id(let id): return id
        case .name: return try await self.task(task)["task_id"]?.text ?? ""
        }
    }

    /// A task as the API shows it.
    func task(_ task: String) async throws -> JSONValue { try await taskWithETag(task).task }

    /// A task, and the ETag that stands for what it is now.
    func taskWithETag(_ task: String) async throws -> (task: JSONValue, etag: String?) {
        let response: APIResponse
        do {
            response = try await client.send(APIRequest(TaskReference(task).path))
        } catch var failure as Failure where failure.status == .notFound && failure.problem?.document != nil {
            failure.message = "there is no task \(task)"
            if case .name = TaskReference(task) {
                failure.message = "there is no live task \"\(task)\""
                failure.hint = "a task that has ended is called by its id; \"carillon ls\" shows what there is"
            }
            throw failure
        }
        guard let task = try response.json()["task"] else {
            throw Failure(.unavailable, "the server's answer has no task in it")
        }
        return (task, response.etag)
    }

    /// Follows cursors until there are no more elements, or enough.
    ///
    /// - Parameters:
    ///   - member: of the answer that holds the elements.
    ///   - body: told the elements of each page.
    /// - Returns: whether there are more.
    func pages(
        _ request: APIRequest, of member: String, maximum: Int?, flags: FlagMap = FlagMap(),
        _ body: ([JSONValue]) throws -> Void
    ) async throws -> Bool {
        var remaining = maximum ?? .max
        var cursor: String?
        while remaining > 0 {
            var request = request
            request.query.append(.init("limit", String(min(remaining, 1000))))
            if let cursor { request.query.append(.init("cursor", cursor)) }
            let answer = try await client.send(request, flags: flags).json()
            let elements = answer[member]?.elements ?? []
            try body(elements)
            remaining -= elements.count
            guard let next = answer["next_cursor"]?.text else { return false }
            cursor = next
        }
        return true
    }

    /// Sends a request again and again that changes all that match: the API stops after some, and is asked again.
    ///
    /// - Parameters:
    ///   - member: of the answer that counts what was changed.
    ///   - label: of the progress bar; nil for none.
    /// - Returns: how many were changed in all, and how many could not be.
    func changeAll(
        _ request: APIRequest, counting member: String, label: String? = nil, flags: FlagMap
    ) async throws -> (changed: Int, refused: Int) {
        var (changed, refused) = (0, 0)
        while true {
            let answer = try await client.send(request, flags: flags).json()
            let count = answer[member]?.int ?? 0
            changed += count
            refused += answer["refused"]?.int ?? 0
            if let label { progress(ProgressBar(label: label, done: changed)) }
            guard answer["more"]?.isTrue == true, count > 0 else { break }
        }
        if label != nil { endProgress() }
        return (changed, refused)
    }

    /// Shows what pages hold as JSON where that was asked for.
    ///
    /// - Returns: the elements where it was not, and whether there are more.
    func list(
        _ request: APIRequest, of member: String, _ page: PageOptions, flags: FlagMap = FlagMap()
    ) async throws -> (elements: [JSONValue], hasMore: Bool)? {
        if page.jsonLines {
            _ = try await pages(request, of: member, maximum: page.maximum, flags: flags) { elements in
                try say(elements.map(\.compact))
            }
            return nil
        }
        var all: [JSONValue] = []
        let hasMore = try await pages(request, of: member, maximum: page.maximum, flags: flags) { all += $0 }
        if isJSON {
            try show(.object([.init(key: member, value: .array(all))]))
            return nil
        }
        return (all, hasMore)
    }

    /// Asks somebody, or refuses where there is nobody to ask.
    ///
    /// - Throws: ``Failure`` where the answer is not yes.
    func confirm(_ question: String, isConfirmed: Bool) throws {
        guard !isConfirmed else { return }
        guard surroundings.isInputTerminal else {
            throw Failure(.usage, "\(question) Add --yes to say so.")
        }
        surroundings.errors.note("\(question) [y/N] ")
        guard ["y", "yes"].contains(surroundings.readLine()?.lowercased() ?? "") else {
            throw Failure(.usage, "nothing was done")
        }
    }

    /// Shows how far something has come, on a terminal only.
    func progress(_ bar: ProgressBar) {
        guard surroundings.errors.isTerminal else { return }
        surroundings.errors.note("\r\u{1B}[K\(bar.line(width: surroundings.errors.width))")
    }

    /// Takes the progress bar away.
    func endProgress() {
        guard surroundings.errors.isTerminal else { return }
        surroundings.errors.note("\r\u{1B}[K")
    }
}

extension Failure {
    /// The same without the key, should an answer repeat it.
    fileprivate func hiding(_ key: Secret) -> Failure {
        var failure = self
        failure.message = key.removed(from: message)
        failure.hint = hint.map { key.removed(from: $0) }
        if var problem {
            problem.errors = problem.errors.map { error in
                var error = error
                error.detail = key.removed(from: error.detail)
                return error
            }
            problem.document = problem.document.flatMap {
                try? JSONValue(parsing: key.removed(from: $0.compact).utf8)
            }
            failure.problem = problem
        }
        return failure
    }
}
