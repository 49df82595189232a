import JSON

/// Requests that several commands send.
extension Session {
    /// The id of a task. If a name is given, the server is queried.
    func id(of task: String) async throws -> String {
        switch TaskReference(task) {
        case .id(let id): return id
        case .name: return try await self.task(task)["task_id"]?.string ?? ""
        }
    }

    /// A task as the API shows it.
    func task(_ task: String) async throws -> JSONValue { try await taskWithETag(task).task }

    /// A task and the ETag of its current revision.
    func taskWithETag(_ task: String) async throws -> (task: JSONValue, etag: String?) {
        let response: APIResponse
        do {
            response = try await client.send(APIRequest(TaskReference(task).path))
        } catch var failure as Failure where failure.status == .notFound && failure.problem?.document != nil {
            failure.message = "there is no task \(task)"
            if case .name = TaskReference(task) {
                failure.message = "there is no live task \"\(task)\""
                failure.hint = "a task that has ended is found by its id only; \"carillon ls\" shows ids and names"
            }
            throw failure
        }
        guard let task = try response.json()["task"] else {
            throw Failure(.unavailable, "the server's response contains no task")
        }
        return (task, response.etag)
    }

    /// Follows cursors until there are no more elements, or `maximum` is reached.
    ///
    /// - Parameters:
    /// - member: the member of the response that holds the elements.
    /// - body: called with the elements of each page.
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
            let elements = answer[member]?.array ?? []
            try body(elements)
            remaining -= elements.count
            guard let next = answer["next_cursor"]?.string else { return false }
            cursor = next
        }
        return true
    }

    /// Repeats a request that changes all matching objects, since the API changes a limited number per request.
    ///
    /// - Parameters:
    /// - member: the member of the response that counts the changed objects.
    /// - label: the label of the progress bar; `nil` for none.
    /// - Returns: how many objects were changed and how many were refused, in all.
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

    /// Reads pages, and prints them if JSON was asked for.
    ///
    /// - Returns: the elements and whether there are more; `nil` if they were printed as JSON.
    func list(
        _ request: APIRequest, of member: String, _ page: PageOptions, flags: FlagMap = FlagMap()
    ) async throws -> (elements: [JSONValue], hasMore: Bool)? {
        if page.jsonLines {
            _ = try await pages(request, of: member, maximum: page.maximum, flags: flags) { elements in
                try print(elements.map(\.compact))
            }
            return nil
        }
        var all: [JSONValue] = []
        let hasMore = try await pages(request, of: member, maximum: page.maximum, flags: flags) { all += $0 }
        if isJSON {
            try printJSON(.object([.init(key: member, value: .array(all))]))
            return nil
        }
        return (all, hasMore)
    }

    /// Changes one object after another, and continues if one fails or its result can't be shown.
    ///
    /// - Parameters:
    /// - names: the names of the objects.
    /// - done: the past participle for the user.
    /// - change: changes one object and returns the API's response.
    /// - details: a text to add to the line of a response.
    /// - Throws: the first failure, at the end.
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
                if !isJSON, unshown == nil { try print("\(style.apply(.good, done)) \(name)\(details(answer))") }
            } catch let error as OutputError {
                unshown = error
            } catch let error as Failure {
                // A failure of the server or the key would repeat for all of them.
                guard names.count > 1, error.status != .unavailable, error.status != .notAllowed else { throw error }
                printNote("\(name): \(error.message)")
                failure = failure ?? Failure(error.status, "some failed: see above")
            }
        }
        try end(with: failure) { () throws(OutputError) in
            if let unshown { throw unshown }
            if isJSON { try printJSON(names.count == 1 ? answers[0] : .array(answers)) }
        }
    }
}
