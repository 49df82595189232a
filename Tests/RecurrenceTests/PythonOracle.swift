import Foundation

/// A Python program in `Oracle/` that computes results: one JSON object per line in, one out.
enum PythonOracle {
    /// A Python with the packages of `Tests/requirements.txt`; `make test` creates it.
    static let interpreter = ProcessInfo.processInfo.environment["CARILLON_TEST_PYTHON"]

    /// How many random rules are compared. More with `make oracles`.
    static let rules = ProcessInfo.processInfo.environment["CARILLON_ORACLE_RULES"].flatMap { Int($0) } ?? 2_000

    /// Computes the results of all queries, in their order, with a process for each core.
    static func answers<Question: Encodable & Sendable, Answer: Decodable & Sendable>(
        to questions: [Question], by script: String, as _: Answer.Type
    ) async throws -> [Answer] {
        let share = max(1, (questions.count + 1) / 2)
        let shares = stride(from: 0, to: questions.count, by: share).map {
            Array(questions[$0..<min($0 + share, questions.count)])
        }
        return try await withThrowingTaskGroup(of: (Int, [Answer]).self) { group in
            for (index, share) in shares.enumerated() {
                group.addTask { (index, try ask(share, script)) }
            }
            var answers = Array(repeating: [Answer](), count: shares.count)
            for try await (index, share) in group { answers[index] = share }
            return answers.flatMap(\.self)
        }
    }

    /// Python reads all of its input before it writes, so that neither side waits for the other.
    static func ask<Question: Encodable, Answer: Decodable>(
        _ questions: [Question], _ script: String
    ) throws -> [Answer] {
        let encoder = JSONEncoder()
        let input = try questions.map { try encoder.encode($0) + Data("\n".utf8) }.reduce(into: Data()) { $0 += $1 }
        let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "Oracle/\(script)")
        let process = Process()
        process.executableURL = URL(fileURLWithPath: interpreter ?? "/usr/bin/python3")
        process.arguments = [path.path(percentEncoded: false)]
        let (stdin, stdout) = (Pipe(), Pipe())
        process.standardInput = stdin
        process.standardOutput = stdout
        try process.run()
        try stdin.fileHandleForWriting.write(contentsOf: input)
        try stdin.fileHandleForWriting.close()
        let output = try stdout.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw OracleFailure(status: process.terminationStatus) }
        return try output.split(separator: UInt8(ascii: "\n")).map { line in
            try JSONDecoder().decode(Answer.self, from: line)
        }
    }

    private struct OracleFailure: Error {
        let status: Int32
    }
}
