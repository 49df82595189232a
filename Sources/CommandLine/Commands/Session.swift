import JSON
import Timekeeping

/// The connection and the outputs of a running command.
struct Session: Sendable {
    let client: APIClient
    let environment: CommandEnvironment
    let output: OutputOptions
    /// Colours of standard output.
    let style: Style
    let time: TimeFormatter

    /// Calls `body` with a session, and closes it.
    static func with(
        _ connection: ConnectionOptions, _ output: OutputOptions, _ body: (Session) async throws -> Void
    ) async throws {
        let environment = CommandEnvironment.current
        let settings = try ConnectionSettings(
            flags: connection.flags, variables: environment.variables, readFile: environment.readFile)
        let errors = environment.errors
        for warning in settings.warnings {
            let style = output.color.style(isTerminal: errors.isTerminal, variables: environment.variables)
            errors.writeNote("\(style.apply(.warning, "warning:")) \(warning)\n")
        }
        let isVerbose = connection.verbose
        do {
            try await APIClient.with(
                settings, clock: environment.clock,
                trace: { line in
                    guard isVerbose else { return }
                    errors.writeNote(TerminalText.harmless(settings.key?.removed(from: line) ?? line) + "\n")
                },
                { client in
                    try await body(
                        Session(
                            client: client, environment: environment, output: output,
                            style: output.color.style(
                                isTerminal: environment.output.isTerminal, variables: environment.variables),
                            time: TimeFormatter(now: environment.clock.now(), zone: environment.zone)))
                })
        } catch let failure as Failure {
            throw settings.key.map { failure.hiding($0) } ?? failure
        }
    }

    var isJSON: Bool { output.json }

    /// Writes lines to standard output.
    func print(_ lines: String...) throws(OutputError) { try print(lines) }

    /// Writes lines to standard output. On a terminal, control characters in them are escaped.
    func print(_ lines: [String]) throws(OutputError) {
        guard !lines.isEmpty else { return }
        var lines = lines
        if environment.output.isTerminal {
            lines = lines.flatMap { line in
                line.split(separator: "\n", omittingEmptySubsequences: false).map {
                    TerminalText.harmlessKeepingColors(String($0))
                }
            }
        }
        try environment.output.write(lines.map { $0 + "\n" }.joined())
    }

    /// Writes a JSON document to standard output.
    func printJSON(_ document: JSONValue) throws(OutputError) { try print(document.pretty) }

    /// Writes a table, cut to the width of the terminal if there is one.
    func print(_ table: Table) throws(OutputError) {
        try print(table.lines(style: style, width: environment.output.isTerminal ? environment.output.width : nil))
    }

    /// Shows the result, then throws the failure, which counts more than a result that can't be shown.
    ///
    /// - Throws: `failure` if there is one, else ``OutputError``.
    func end(with failure: Failure?, _ show: () throws(OutputError) -> Void) throws {
        do {
            try show()
        } catch {
            guard let failure else { throw error }
            if !error.isReaderGone { printNote(error.message) }
            throw failure
        }
        if let failure { throw failure }
    }

    /// Writes a note to standard error; it is not part of the result.
    func printNote(_ line: String) { environment.errors.writeNote(TerminalText.harmlessKeepingColors(line) + "\n") }

    /// Asks the user to confirm; refuses if standard input is not a terminal.
    ///
    /// - Throws: ``Failure`` if the answer is not yes.
    func confirm(_ question: String, isConfirmed: Bool) throws {
        guard !isConfirmed else { return }
        guard environment.isInputTerminal else {
            throw Failure(.usage, "\(question) Add --yes to confirm.")
        }
        environment.errors.writeNote("\(question) [y/N] ")
        guard ["y", "yes"].contains(environment.readLine()?.lowercased() ?? "") else {
            throw Failure(.usage, "nothing was done")
        }
    }

    /// Shows progress, on a terminal only.
    func progress(_ bar: ProgressBar) {
        guard environment.errors.isTerminal else { return }
        environment.errors.writeNote("\r\u{1B}[K\(bar.line(width: environment.errors.width))")
    }

    /// Removes the progress bar.
    func endProgress() {
        guard environment.errors.isTerminal else { return }
        environment.errors.writeNote("\r\u{1B}[K")
    }
}

extension Failure {
    /// A copy with the key removed, in case a response repeats it.
    fileprivate func hiding(_ key: Secret) -> Failure {
        var failure = self
        failure.message = key.removed(from: message)
        failure.hint = hint.map { key.removed(from: $0) }
        if var problem {
            problem.errors = problem.errors.map { error in
                var error = error
                error.detail = key.removed(from: error.detail)
                return error
            }
            problem.document = problem.document.flatMap {
                try? JSONValue(parsing: key.removed(from: $0.compact).utf8)
            }
            failure.problem = problem
        }
        return failure
    }
}
