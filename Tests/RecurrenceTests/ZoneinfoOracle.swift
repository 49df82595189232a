import Foundation
import Recurrence
import Timekeeping

/// The same rules in Python, on zoneinfo: `Oracle/oracle.py`.
enum ZoneinfoOracle {
    /// A question to it, in its JSON.
    struct Case: Encodable {
        let frequency: String
        let zone: String
        let anchor: Int64
        let after: Int64
    }

    /// Its answer.
    struct Answer: Decodable {
        let next: Int64?
        let unknown: String?
    }

    /// Whether there is a Python with zoneinfo and its data.
    static let isAvailable: Bool = {
        let check = "import zoneinfo; zoneinfo.ZoneInfo('Pacific/Apia')"
        return (try? run(["-c", check], input: Data()))?.status == 0
    }()

    /// Answers all cases in one process, in their order.
    static func answers(to cases: [Case]) throws -> [Answer] {
        let encoder = JSONEncoder()
        let input = try cases.map { try encoder.encode($0) + Data("\n".utf8) }.reduce(into: Data()) { $0 += $1 }
        let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "Oracle/oracle.py")
        let (status, output) = try run([script.path(percentEncoded: false)], input: input)
        guard status == 0 else { throw OracleFailure(status: status) }
        return try output.split(separator: UInt8(ascii: "\n")).map { line in
            try JSONDecoder().decode(Answer.self, from: line)
        }
    }

    private struct OracleFailure: Error {
        let status: Int32
    }

    /// Python reads all of its input before it writes, so that neither side waits for the other.
    private static func run(_ arguments: [String], input: Data) throws -> (status: Int32, output: Data) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["python3"] + arguments
        let (stdin, stdout) = (Pipe(), Pipe())
        process.standardInput = stdin
        process.standardOutput = stdout
        try process.run()
        try stdin.fileHandleForWriting.write(contentsOf: input)
        try stdin.fileHandleForWriting.close()
        let output = try stdout.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return (process.terminationStatus, output)
    }
}
