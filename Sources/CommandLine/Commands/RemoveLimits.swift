import ArgumentParser

/// `carillon limits rm`.
struct RemoveLimits: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rm", abstract: "Delete limits: what waits for them goes on.")

    @Argument(help: "Their names, as \"carillon limits ls\" shows them.")
    var names: [String]

    @OptionGroup(title: "Output") var output: OutputOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    func run() async throws {
        try await Session.with(connection, output) { session in
            var answers: [JSONValue] = []
            for name in names {
                let request = APIRequest("DELETE", "/limits/\(APIRequest.escaped(name))")
                answers.append(try await session.client.send(request).json())
                if !session.isJSON { session.say("\(session.style.apply(.good, "deleted")) \(name)") }
            }
            if session.isJSON { session.show(names.count == 1 ? answers[0] : .array(answers)) }
        }
    }
}
