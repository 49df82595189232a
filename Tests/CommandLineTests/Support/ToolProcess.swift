import Foundation
import TestSupport

/// A run of the executable, started by a shell that redirects its output.
struct ToolProcess: Sendable {
    var status: Int32
    /// Standard error.
    var errors: String

    /// - Parameter script: for bash; `"$@"` in it is the tool with its arguments, `$0` a folder of its own.
    static func run(_ script: String, _ arguments: [String], at server: StubServer) async throws -> ToolProcess {
        let directory = try makeDirectory()
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let tool = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
            .appending(path: "carillon").path
        let process = try await ChildProcess.start(
            ["/bin/bash", "-c", script, directory, tool] + arguments,
            environment: ["CARILLON_SERVER": server.url, "HOME": directory, "TZ": "UTC", "PATH": "/usr/bin:/bin"],
            output: "\(directory)/errors")
        let status = await process.wait()
        return ToolProcess(status: status, errors: try String(contentsOfFile: "\(directory)/errors", encoding: .utf8))
    }
}
