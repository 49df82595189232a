import ArgumentParser

/// `carillon keys revoke`.
struct RevokeKey: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "revoke", abstract: "Revoke keys: from then on they let nobody in.")

    @Argument(help: "Their ids, as \"carillon keys ls\" shows them.")
    var ids: [String]

    @OptionGroup(title: "Output") var output: OutputOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    func run() async throws {
        try await Session.with(connection, output) { session in
            var answers: [JSONValue] = []
            for id in ids {
                let request = APIRequest("DELETE", "/keys/\(APIRequest.escaped(id))")
                answers.append(try await session.client.send(request).json())
                if !session.isJSON { session.say("\(session.style.apply(.good, "revoked")) \(id)") }
            }
            if session.isJSON { session.show(ids.count == 1 ? answers[0] : .array(answers)) }
        }
    }
}
