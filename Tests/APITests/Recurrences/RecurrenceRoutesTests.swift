import Foundation
import HTTPTypes
import HummingbirdTesting
import NIOCore
import Testing

@testable import API

/// `POST /recurrences/preview`.
@Suite struct RecurrenceRoutesTests {
    private func preview(_ body: String, _ check: @escaping @Sendable (TestResponse) throws -> Void) async throws {
        let scheduler = StubScheduler { _ in throw CancellationError() }
        try await withAPI(scheduler) { client in
            try await client.execute(uri: "/recurrences/preview", method: .post, body: ByteBuffer(string: body)) {
                try check($0)
            }
        }
        #expect(scheduler.asked.isEmpty, "it asks nobody")
    }

    @Test func tellsTheNextOccurrences() async throws {
        let body = """
            {"recurrence":{"cron":"30 2 * * *"},"timezone":"Europe/Berlin","run_at":"2026-03-27T02:30:00+01:00",
             "after":"2026-03-27T12:00:00Z","limit":3}
            """
        try await preview(body) { response in
            #expect(response.status == .ok)
            #expect(
                String(buffer: response.body)
                    == #"{"description":"every day at 02:30 in Europe/Berlin","occurrences":["#
                    + #"{"at":"2026-03-28T01:30:00.000Z","local":"2026-03-28T02:30:00+01:00","notes":[]},"#
                    + #"{"at":"2026-03-29T01:00:00.000Z","local":"2026-03-29T03:00:00+02:00","notes":["dst_gap"]},"#
                    + #"{"at":"2026-03-30T00:30:00.000Z","local":"2026-03-30T02:30:00+02:00","notes":[]}]}"#)
        }
    }

    /// It is 2026-06-10T15:00Z there.
    @Test(
        arguments: [
            (#"{"recurrence":{"cron":"0 * * * *"}}"#, 10, "2026-06-10T16:00:00.000Z"),
            (#"{"recurrence":"daily","limit":1}"#, 1, "2026-06-11T15:00:00.000Z"),
            (#"{"recurrence":{"every":"PT1M"},"limit":1000}"#, 1000, "2026-06-10T15:01:00.000Z"),
            (#"{"recurrence":"rate(5 minutes)","limit":1}"#, 1, "2026-06-10T15:05:00.000Z"),
            (#"{"recurrence":{"systemd":"*:0/15"},"limit":1}"#, 1, "2026-06-10T15:15:00.000Z"),
            // Zones by their IANA names, and by their Windows names.
            (#"{"recurrence":{"cron":"CRON_TZ=Asia/Tokyo 0 9 * * *"},"limit":1}"#, 1, "2026-06-11T00:00:00.000Z"),
            (
                #"{"recurrence":{"cron":"0 9 * * *"},"timezone":"W. Europe Standard Time","limit":1}"#, 1,
                "2026-06-11T07:00:00.000Z"
            ),
            // A start in the past is the beginning, and not a missed occurrence.
            (
                #"{"recurrence":{"rrule":"DTSTART:20200101T090000Z\nRRULE:FREQ=WEEKLY;INTERVAL=2;COUNT=170"}}"#, 1,
                "2026-06-24T09:00:00.000Z"
            ),
            // It has ended before.
            (#"{"recurrence":{"rrule":"FREQ=DAILY;COUNT=2"},"run_at":"2026-01-01T00:00:00Z"}"#, 0, ""),
        ])
    func hasDefaults(_ body: String, _ count: Int, _ first: String) async throws {
        try await preview(body) { response in
            #expect(response.status == .ok)
            let object = try JSONSerialization.jsonObject(with: Data(response.body.readableBytesView)) as? [String: Any]
            let occurrences = try #require(object?["occurrences"] as? [[String: Any]])
            #expect(occurrences.count == count)
            #expect(occurrences.first?["at"] as? String ?? "" == first)
        }
    }

    @Test(
        arguments: [
            ("{}", "/recurrence"), (#"{"recurrence":null}"#, "/recurrence"),
            (#"{"recurrence":"often"}"#, "/recurrence"), (#"{"recurrence":"daily","limit":0}"#, "/limit"),
            (#"{"recurrence":"daily","limit":1001}"#, "/limit"), (#"{"recurrence":"daily","after":"soon"}"#, "/after"),
            (#"{"recurrence":"daily","timezone":"Mars"}"#, "/timezone"),
            (#"{"recurrence":"daily","task_id":"x"}"#, "/task_id"), (#"{"recurrence":"daily","x":1}"#, "/x"),
            (#"{"recurrence":{"cron":"0 0 30 2 *"}}"#, "/recurrence"),
            (#"{"recurrence":"rate(0 days)"}"#, "/recurrence"),
            (#"{"recurrence":{"cron":"0 10 * * ? *"}}"#, "/recurrence/cron"),
            (#"{"recurrence":{"systemd":"often"}}"#, "/recurrence/systemd"),
            (#"{"recurrence":{"cron":"TZ=UTC 0 9 * * *","timezone":"Asia/Tokyo"}}"#, "/recurrence/timezone"),
            (#"{"recurrence":{"any_of":[{"cron":"a"}]}}"#, "/recurrence/any_of/0/cron"),
        ])
    func namesWhatIsWrong(_ body: String, _ pointer: String) async throws {
        try await preview(body) { response in
            #expect(response.status == .unprocessableContent)
            let errors = try #require(try problem(response)["errors"] as? [[String: Any]])
            #expect(errors.map { $0["pointer"] as? String } == [pointer])
        }
    }
}
