import Foundation
import TestSupport
import Testing

/// The picture in README.md is what the command line prints.
///
/// `CARILLON_RECORD=1 make test ARGS='--filter TerminalPictureTests'` makes it anew.
@Suite("The picture of a terminal", .timeLimit(.minutes(5)))
struct TerminalPictureTests {
    private static let file = Repository.file("docs/images/terminal.svg")

    @Test("shows what the commands print now")
    func picture() async throws {
        try await withStack { stack in
            stack.receiver.answer("/report", ReceiverAnswer(status: 500))
            var terminal = Terminal(stack)
            let hello = try await terminal.run(
                #"carillon add webhook http://\#(stack.receiver.host)/hello --in 1s --data '{"message":"Hello"}'"#)
            try await terminal.run(
                "carillon add webhook http://\(stack.receiver.host)/report --in 3s --attempts 1 --name report")
            try await terminal.run(
                "carillon add message chat --cron '30 9 * * MON-FRI' --tz Europe/Berlin --name stand-up")
            try await terminal.run("carillon add message ops.backup --daily --at 03:00 --tz UTC --name backup")
            try await terminal.run("carillon add message chat --cron '30 9 32 * *'")
            let id = try #require(hello.firstMatch(of: #/[0-9a-f-]{36}/#)?.output, "\(hello)")
            try await stack.client.wait(for: String(id), toBe: "completed")
            try await wait(until: "the report is dead") {
                try await stack.client.request("GET", "/dead").body.contains("http_status")
            }
            try await terminal.run("carillon ls --status scheduled --sort created_at")
            try await terminal.run("carillon dead")
            try await terminal.run("carillon logs --type run.finished")

            let picture = terminal.picture.svg
            if ProcessInfo.processInfo.environment["CARILLON_RECORD"] != nil {
                try picture.write(to: Self.file, atomically: true, encoding: .utf8)
            }
            let recorded = try String(contentsOf: Self.file, encoding: .utf8)
            #expect(
                TerminalPicture.masked(recorded) == TerminalPicture.masked(picture),
                "make the picture anew: CARILLON_RECORD=1 make test ARGS='--filter TerminalPictureTests'")
        }
    }
}

/// Runs commands in a pseudo-terminal and keeps what they show.
private struct Terminal {
    let stack: Stack
    var picture = TerminalPicture()

    init(_ stack: Stack) {
        self.stack = stack
    }

    /// - Returns: what the command printed.
    @discardableResult mutating func run(_ command: String) async throws -> String {
        let output = "\(stack.directory)/terminal-\(UUID().uuidString)"
        let process = try await ChildProcess.start(
            ["/usr/bin/script", "-qec", "stty cols \(TerminalPicture.columns) rows 50; \(command)", "/dev/null"],
            environment: [
                "PATH": "\(Repository.products.path):/usr/bin:/bin", "HOME": stack.directory, "TERM": "xterm",
                "SHELL": "/bin/bash", "TZ": "Europe/Berlin", "LANG": "C.UTF-8", "CARILLON_SERVER": stack.client.base,
            ],
            output: output)
        _ = await process.wait()
        let text = try String(contentsOfFile: output, encoding: .utf8)
        // Ports have five digits all: columns keep their widths.
        let port = stack.receiver.host.split(separator: ":")[1]
        picture.add(command: command.replacing(":\(port)", with: ":58080"))
        picture.add(output: text.replacing(":\(port)", with: ":58080"))
        return text
    }
}
