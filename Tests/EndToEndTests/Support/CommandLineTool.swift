import Foundation
import JSON
import TestSupport

/// The command `carillon`, as the build made it.
struct CommandLineTool: Sendable {
    struct Result: Sendable, CustomStringConvertible {
        var status: Int32
        /// Standard output and standard error.
        var output: String

        var json: JSONValue? { try? JSONValue(parsing: output.utf8) }
        var description: String { "\(status): \(output.prefix(2000))" }
    }

    let server: String
    let directory: String
    var key: String?

    init(_ stack: Stack) {
        server = stack.client.base
        directory = stack.directory
    }

    /// Runs it, and again where it says that nothing was done since the server can't answer now: where other tests have
    /// all cores, an answer can take longer than the API waits.
    ///
    /// - Parameter input: what it finds in the file that `@INPUT` in its arguments stands for.
    func callAsFunction(_ arguments: String..., input: String? = nil) async throws -> Result {
        for _ in 1..<Self.tries {
            let result = try await run(arguments, input: input)
            if result.status != Self.unavailable { return result }
        }
        return try await run(arguments, input: input)
    }

    private static let tries = 5
    private static let unavailable: Int32 = 6

    private func run(_ arguments: [String], input: String?) async throws -> Result {
        let name = UUID().uuidString
        let (output, file) = ("\(directory)/cli-\(name).out", "\(directory)/cli-\(name).in")
        if let input { try input.write(toFile: file, atomically: true, encoding: .utf8) }
        var environment = [
            "CARILLON_SERVER": server, "HOME": directory, "TZ": "Europe/Berlin", "PATH": "/usr/bin:/bin",
        ]
        environment["CARILLON_KEY"] = key
        let command =
            [Repository.products.appending(path: "carillon").path]
            + arguments.map { $0.replacing("@INPUT", with: file) }
        let process = try await ChildProcess.start(command, environment: environment, output: output)
        let status = await process.wait()
        return Result(status: status, output: (try? String(contentsOfFile: output, encoding: .utf8)) ?? "")
    }
}
