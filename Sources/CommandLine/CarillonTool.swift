import ArgumentParser

/// The command line `carillon`.
public enum CarillonTool {
    /// Runs a command.
    ///
    /// - Parameter arguments: those after the name of the program.
    /// - Returns: the exit status; `carillon --help` says what each means.
    public static func run(_ arguments: [String], in surroundings: CommandEnvironment = .system()) async -> Int32 {
        await CommandEnvironment.$current.withValue(surroundings) {
            do {
                var command = try CarillonCommand.parseAsRoot(arguments)
                if var command = command as? any AsyncParsableCommand {
                    try await command.run()
                } else {
                    try command.run()
                }
                try surroundings.output.finish()
                return Outcome.ok.rawValue
            } catch let error as OutputError {
                return report(error, arguments, surroundings)
            } catch let failure as Failure {
                report(failure, arguments, surroundings)
                return failure.status.rawValue
            } catch {
                return report(error, arguments, surroundings)
            }
        }
    }

    private static func report(_ failure: Failure, _ arguments: [String], _ surroundings: CommandEnvironment) {
        let style = colorMode(arguments)
            .style(isTerminal: surroundings.errors.isTerminal, environment: surroundings.environment)
        // Whoever asked for JSON reads the problem itself.
        let wantsJSON = arguments.contains("--json") || arguments.contains("--json-lines")
        if wantsJSON, let document = failure.problem?.document {
            let text =
                surroundings.errors.isTerminal
                ? document.pretty.split(separator: "\n").map { TerminalText.harmless(String($0)) }.joined(
                    separator: "\n")
                : document.pretty
            surroundings.errors.note(text + "\n")
        } else {
            let lines = ProblemText.lines(failure, style: style)
            surroundings.errors.note(lines.map { TerminalText.harmlessKeepingColors($0) + "\n" }.joined())
        }
    }

    /// Standard output, or a file, that can't be written.
    private static func report(_ error: OutputError, _ arguments: [String], _ surroundings: CommandEnvironment) -> Int32
    {
        // As with "| head": what the reader wanted is there.
        guard !error.isReaderGone else { return Outcome.ok.rawValue }
        let failure = Failure(.refused, error.message)
        report(failure, arguments, surroundings)
        return failure.status.rawValue
    }

    /// What ArgumentParser has to say: help, or that it did not understand.
    private static func report(_ error: any Error, _ arguments: [String], _ surroundings: CommandEnvironment) -> Int32 {
        let code = CarillonCommand.exitCode(for: error)
        let message = CarillonCommand.fullMessage(for: error)
        if code == .success {
            do {
                try surroundings.output.write(message + "\n")
                try surroundings.output.finish()
                return Outcome.ok.rawValue
            } catch {
                return report(error, arguments, surroundings)
            }
        }
        if !message.isEmpty { surroundings.errors.note(message + "\n") }
        return code == .validationFailure ? Outcome.usage.rawValue : code.rawValue
    }

    /// Looked up by hand, since the error may be that of the parser.
    private static func colorMode(_ arguments: [String]) -> ColorMode {
        for (index, argument) in arguments.enumerated() {
            if argument.hasPrefix("--color=") { return ColorMode(rawValue: String(argument.dropFirst(8))) ?? .auto }
            if argument == "--color", index + 1 < arguments.count {
                return ColorMode(rawValue: arguments[index + 1]) ?? .auto
            }
        }
        return .auto
    }
}
