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
        var first: Failure?
        var answers: [JSONValue] = []
        for task in tasks {
            do {
                let id = try await session.id(of: task)
                let answer = try await session.client.send(APIRequest(method, "/tasks/\(id)\(suffix)")).json()
                answers.append(answer)
                if !session.isJSON {
                    session.say("\(session.style.apply(.good, done)) \(task)\(Self.runs(in: answer))")
                }
            } catch let failure as Failure {
                // What is wrong with the server or the key is wrong for all of them.
                guard tasks.count > 1, failure.status != .unavailable, failure.status != .notAllowed else {
                    throw failure
                }
                session.note("\(task): \(failure.message)")
                first = first ?? Failure(failure.status, "not all of them: see above")
            }
        }
        if session.isJSON { session.show(tasks.count == 1 ? answers[0] : .array(answers)) }
        if let first { throw first }
    }

    /// The runs that an answer names.
    private static func runs(in answer: JSONValue) -> String {
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
            session.show(.object([.init(key: member, value: .int(total))]))
        } else {
            session.say("\(session.style.apply(.good, done)) \(total) task\(total == 1 ? "" : "s") of \(group)")
        }
    }
}
