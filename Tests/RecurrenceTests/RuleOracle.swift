import JSON
import Timekeeping

@testable import Recurrence

/// Rules computed by third-party implementations in Python: `Oracle/rules.py`.
enum RuleOracle {
    /// A query. See the script for its fields.
    struct Question: Encodable, Sendable {
        var kind: String
        var text: String
        var start: String
        var zone = "UTC"
        var gap = GapPolicy.forward.rawValue
        var overlap = ClockOverlap.first.rawValue
        var after: Int64
        var count = 5
        var months: Int?
        var except: [String]?
        var days: Int?
        var dayMatch: String?
    }

    struct Answer: Decodable, Sendable {
        let times: [Int64]?
        let ended: Bool?
        let unknown: String?
    }

    /// The result of a comparison.
    struct Comparison {
        var agreed = 0
        /// The cases that the oracle does not support: reasons with their counts.
        var unknown: [String: Int] = [:]
        var disagreements: [String] = []
        /// How many occurrences were moved, by their note.
        var notes: [Occurrence.Note: Int] = [:]
    }

    /// Compares the oracle's results with ours.
    ///
    /// - Parameter rule: the recurrence of a query, as JSON.
    static func compare(
        _ questions: [Question], _ rule: (Question) -> String
    ) async throws -> Comparison {
        let answers = try await PythonOracle.answers(to: questions, by: "rules.py", as: Answer.self)
        guard answers.count == questions.count else { throw RecurrenceError("the oracle answered too little") }
        var comparison = Comparison()
        for (question, answer) in zip(questions, answers) {
            guard let times = answer.times else {
                let why = answer.unknown.map { String($0.prefix(40)) } ?? "?"
                comparison.unknown[why, default: 0] += 1
                continue
            }
            let json = rule(question)
            let found = try occurrences(json, question, comparison: &comparison)
            let limit = answer.ended == true ? question.count : times.count
            let ours = found.prefix(limit).map(\.at.milliseconds)
            if ours == times {
                comparison.agreed += 1
                for note in found.flatMap(\.notes) { comparison.notes[note, default: 0] += 1 }
            } else {
                func list(_ times: some Sequence<Int64>) -> String {
                    times.map { Timestamp(milliseconds: $0).rfc3339 }.joined(separator: " ")
                }
                comparison.disagreements.append(
                    "\(json) from \(question.start) in \(question.zone) after "
                        + "\(Timestamp(milliseconds: question.after)): ours \(list(ours)), theirs \(list(times))")
            }
        }
        return comparison
    }

    private static func occurrences(
        _ json: String, _ question: Question, comparison: inout Comparison
    ) throws -> [Occurrence] {
        do {
            let recurrence = try recurrence(json, from: question.start, in: question.zone)
            return recurrence.occurrences(question.count, after: Timestamp(milliseconds: question.after))
        } catch let error as RecurrenceError where error.message == "never occurs" {
            return []
        } catch let error as RecurrenceError {
            throw RecurrenceError("\(json): \(error)")
        }
    }
}
