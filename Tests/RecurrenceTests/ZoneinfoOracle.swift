/// The words, implemented in Python with zoneinfo: `Oracle/words.py`.
enum ZoneinfoOracle {
    struct Case: Encodable, Sendable {
        let frequency: String
        let zone: String
        let anchor: Int64
        let after: Int64
    }

    struct Answer: Decodable, Sendable {
        let next: Int64?
        let unknown: String?
    }

    static func answers(to cases: [Case]) async throws -> [Answer] {
        try await PythonOracle.answers(to: cases, by: "words.py", as: Answer.self)
    }
}
