import ArgumentParser
import JSON

/// The command line `carillon`.
public enum CarillonTool {
    /// Runs a command.
    ///
    /// - Parameter arguments: the arguments after the name of the program.
    /// - Returns: the exit status, see ``Outcome``.
    public static func run(_ arguments: [String], in environment: CommandEnvironment = .system()) async -> Int32 {
        await CommandEnvironment.$current.withValue(environment) {
            do {
                var command = try CarillonCommand.parseAsRoot(arguments)
                if var command = command as? any AsyncParsableCommand {
                    try await command.run()
                } else {
                    try command.run()
                }
                try environment.output.finish()
                return Outcome.ok.rawValue
            } catch let error as OutputError {
                return report(error, arguments, environment)
            } catch let failure as Failure {
                report(failure, arguments, environment)
                return failure.status.rawValue
            } catch {
                return report(error, arguments, environment)
            }
        }
    }

    private static func report(_ failure: Failure, _ arguments: [String], _ environment: CommandEnvironment) {
        let style = colorMode(arguments)
            .style(isTerminal: environment.errors.isTerminal, variables: environment.variables)
        // A caller that asked for JSON gets the problem document itself.
        let wantsJSON = arguments.contains("--json") || arguments.contains("--json-lines")
        if wantsJSON, let document = failure.problem?.document {
            let text =
                environment.errors.isTerminal
                ? document.pretty.split(separator: "\n").map { TerminalText.harmless(String($0)) }.joined(
                    separator: "\n")
                : document.pretty
            environment.errors.writeNote(text + "\n")
        } else {
            let lines = ProblemText.lines(failure, style: style)
            environment.errors.writeNote(lines.map { TerminalText.harmlessKeepingColors($0) + "\n" }.joined())
        }
    }

    /// Reports that standard output or a file can't be written.
    private static func report(_ error: OutputError, _ arguments: [String], _ environment: CommandEnvironment) -> Int32
    {
        // As with "| head": the reader has what it wanted.
        guard !error.isReaderGone else { return Outcome.ok.rawValue }
        let failure = Failure(.refused, error.message)
        report(failure, arguments, environment)
        return failure.status.rawValue
    }

    /// Prints a message of ArgumentParser: help, or why it refuses the arguments.
    private static func report(_ error: any Error, _ arguments: [String], _ environment: CommandEnvironment) -> Int32 {
        let code = CarillonCommand.exitCode(for: error)
        let message = CarillonCommand.fullMessage(for: error)
        if code == .success {
            do {
                try environment.output.write(message + "\n")
                try environment.output.finish()
                return Outcome.ok.rawValue
            } catch {
                return report(error, arguments, environment)
            }
        }
        if !message.isEmpty { environment.errors.writeNote(message + "\n") }
        return code == .validationFailure ? Outcome.usage.rawValue : code.rawValue
    }

    /// Looks up `--color` by hand, since the error may come from the parser.
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
