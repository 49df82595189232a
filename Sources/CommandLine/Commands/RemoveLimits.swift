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
            try await session.each(names, done: "deleted") { name in
                try await session.client.send(APIRequest("DELETE", "/limits/\(APIRequest.escaped(name))")).json()
            }
        }
    }
}
