import JSON
import Messages
import NIOCore
import TaskModel
import Timekeeping

/// The requests that create webhooks: `POST /tasks`, complete except for a number and a time.
struct TaskRequests: Sendable {
    /// As many digits as each number is written with, so that every request is equally long.
    private static let digits = 8
    private static let timeLength = 24

    private let beforeNumber: [UInt8]
    private let betweenNumbers: [UInt8]
    private let beforeTime: [UInt8]
    private let afterTime: [UInt8]
    private let first: Int
    private let runAt: @Sendable (Int) -> Int64

    /// - Parameters:
    ///   - apiPort: of the API, for `Host`.
    ///   - receiverPort: the port that the webhooks are sent to.
    ///   - first: the number of the first webhook, which the receiver knows it by.
    ///   - runAt: milliseconds since 1970 for the webhook at an index from 0.
    init(apiPort: Int, receiverPort: Int, first: Int, runAt: @escaping @Sendable (Int) -> Int64) {
        let body = #"{"action":"webhook","payload":{"url":"http://127.0.0.1:\#(receiverPort)/hook/"#
        let text = #"","data":{"message":"Your order is on its way","customer":"c-4711","order":""#
        beforeTime = Array(#""}},"run_at":""#.utf8)
        afterTime = Array(#""}"#.utf8)
        let length =
            body.utf8.count + text.utf8.count + 2 * Self.digits + beforeTime.count + Self.timeLength + afterTime.count
        let head =
            "POST /tasks HTTP/1.1\r\nHost: 127.0.0.1:\(apiPort)\r\nContent-Type: application/json\r\n"
            + "Content-Length: \(length)\r\n\r\n"
        beforeNumber = Array((head + body).utf8)
        betweenNumbers = Array(text.utf8)
        self.first = first
        self.runAt = runAt
    }

    func write(_ index: Int, into buffer: inout ByteBuffer) {
        buffer.writeBytes(beforeNumber)
        Self.writeNumber(first + index, into: &buffer)
        buffer.writeBytes(betweenNumbers)
        Self.writeNumber(first + index, into: &buffer)
        buffer.writeBytes(beforeTime)
        buffer.writeString(Timestamp(milliseconds: runAt(index)).rfc3339)
        buffer.writeBytes(afterTime)
    }

    private static func writeNumber(_ number: Int, into buffer: inout ByteBuffer) {
        var divisor = 10_000_000
        while divisor > 0 {
            buffer.writeInteger(UInt8(ascii: "0") + UInt8(number / divisor % 10))
            divisor /= 10
        }
    }
}

/// Tasks like those of ``TaskRequests``, for measurements without the API.
struct TaskSample: Sendable {
    private let payload: RawJSON

    /// - Parameter receiverPort: the port that the webhooks are sent to.
    init(receiverPort: Int) {
        let text =
            #"{"url":"http://127.0.0.1:\#(receiverPort)/hook/00000000","data":{"message":"Your order is on its way","#
            + #""customer":"c-4711","order":"00000000"}}"#
        payload = RawJSON(unchecked: Array(text.utf8))
    }

    /// - Parameter dueAt: milliseconds since 1970.
    func create(dueAt: Int64, now: Timestamp, using random: inout some RandomNumberGenerator) -> TaskChange {
        .create(
            TaskDefinition(
                id: TaskID(milliseconds: now.milliseconds, using: &random), action: "webhook", payload: payload,
                runAt: Timestamp(milliseconds: dueAt)))
    }
}
