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
            try await session.each(ids, done: "revoked") { name in
                try await session.client.send(APIRequest("DELETE", "/keys/\(APIRequest.escaped(name))")).json()
            }
        }
    }
}
