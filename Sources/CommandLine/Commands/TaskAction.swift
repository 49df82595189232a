import ArgumentParser

/// What is done to one task after another: `pause`, `resume`, `run`, `cancel`, `rm`.
struct TaskAction: Sendable {
    /// As in `POST /tasks/{id}/pause`.
    var method = "POST"
    var suffix = ""
    /// What was done, for people.
    var done: String

    /// Does it to each, and goes on where one fails; the first failure is thrown in the end.
    func perform(_ tasks: [String], _ session: Session) async throws {
        try await session.each(tasks, done: done, details: Self.runs) { task in
            let id = try await session.id(of: task)
            return try await session.client.send(APIRequest(method, "/tasks/\(id)\(suffix)")).json()
        }
    }

    /// The runs that an answer names.
    @Sendable private static func runs(in answer: JSONValue) -> String {
        let queued = answer["run_id"]?.text.map { ", run \($0)" } ?? ""
        let stopping = (answer["run_ids"]?.elements ?? []).compactMap(\.text)
        return queued + stopping.map { ", told run \($0) to stop" }.joined()
    }

    /// Does to all of a group what the API does to some of them at a time.
    func performGroup(_ group: String, _ verb: String, counting member: String, _ session: Session) async throws {
        var flags = FlagMap()
        flags.note("group", "--group", group)
        let total = try await session.changeAll(
            APIRequest("POST", "/groups/\(APIRequest.escaped(group))/\(verb)"), counting: member, flags: flags
        ).changed
        if session.isJSON {
            try session.show(.object([.init(key: member, value: .int(total))]))
        } else {
            try session.say("\(session.style.apply(.good, done)) \(total) task\(total == 1 ? "" : "s") of \(group)")
        }
    }
}
