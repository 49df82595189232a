import Foundation

/// The report for keeping.
enum ReportJSON {
    private struct Document: Encodable {
        var time: Date
        var cores: Int
        var processor: String
        var figures: [Entry]
        var cpu: [Share]
        var faults: [String]
    }

    private struct Entry: Encodable {
        var name: String
        var value: Double
        var unit: String
        var target: Double?
        var met: Bool?
        var limit: Double?
        var limitOf: String?
        var ratio: Double?
    }

    private struct Share: Encodable {
        var measurement: String
        var count: Int
        var microsecondsEach: [String: Double]
        var others: Double
    }

    static func write(_ content: Report.Content, to path: String) throws {
        let document = Document(
            time: Date(), cores: Machine.cores, processor: Machine.processor,
            figures: content.figures.map { figure in
                Entry(
                    name: figure.name, value: figure.value, unit: figure.unit.rawValue, target: figure.target?.bound,
                    met: figure.isMet, limit: figure.limit?.value, limitOf: figure.limit?.what, ratio: figure.ratio)
            },
            cpu: content.shares.map { share in
                Share(
                    measurement: share.measurement, count: share.count, microsecondsEach: share.microseconds,
                    others: share.others)
            },
            faults: content.faults)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.dateEncodingStrategy = .iso8601
        try encoder.encode(document).write(to: URL(fileURLWithPath: path))
    }
}
