import Foundation
import Recurrence
import TaskModel
import Testing

@testable import CommandLine

/// The command line imports no types of the services. These tests compare its lists of words with their cases.
@Suite struct WordListTests {
    /// A list in the help of a command: the words after `text`, up to the full stop.
    struct HelpList: CustomTestStringConvertible {
        var command: String
        var text: String
        var words: [String]

        var testDescription: String { "\(command): \(text)" }
    }

    @Test(arguments: [
        HelpList(command: "ls", text: "separated by commas: ", words: TaskStatus.allCases.map(\.name)),
        HelpList(command: "rm", text: "separated by commas: ", words: TaskStatus.allCases.map(\.name)),
        HelpList(command: "ls", text: "Sort by ", words: TaskOrder.Key.allCases.map(\.rawValue)),
        HelpList(
            command: "add", text: "Which missed occurrences run: ",
            words: SchedulePolicy.OnMissed.allCases.map(\.rawValue)),
        HelpList(
            command: "add", text: "while the one before still runs: ",
            words: SchedulePolicy.Overlap.allCases.map(\.rawValue)),
        HelpList(
            command: "edit", text: "if a run is dead: ", words: SchedulePolicy.OnFailure.allCases.map(\.rawValue)),
        HelpList(command: "keys create", text: "What the key may do: ", words: AccessScope.allCases.map(\.rawValue)),
    ])
    func listsOfTheHelpAreComplete(list: HelpList) async throws {
        let run = await ToolRun.run(list: list.command.split(separator: " ").map(String.init) + ["--help"])
        // The help is wrapped to the width of the terminal.
        let help = run.output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        let start = try #require(help.range(of: list.text), "\(help)")
        let words = help[start.upperBound...].prefix { $0 != "." }.replacing(" or ", with: ", ").split(separator: ", ")
        #expect(words.map(String.init).sorted() == list.words.sorted())
    }

    @Test func statusCountsTasksOfEveryStatus() {
        #expect(Status.statuses.sorted() == TaskStatus.allCases.map(\.name).sorted())
    }

    @Test func everyWordOfRecurrenceIsAFlag() {
        #expect(
            WhenOptions.Shortcut.allCases.map(\.rawValue) == Recurrence.Frequency.allCases.map(\.rawValue))
    }

    @Test func theDocumentNamesEveryWordOfCron() throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let text = try String(contentsOf: root.appending(path: "docs/recurrence.md"), encoding: .utf8)
        #expect(text.contains(CronMacro.allCases.map { "`\($0.text)`" }.joined(separator: ", ")))
    }
}
