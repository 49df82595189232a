import TaskModel
import Testing
import Timekeeping
import TimekeepingTesting

@testable import Scheduler

@Suite struct LimitTrackerTests {
    private let billing = LimitPartition(group: "billing")
    private let task = TaskID(high: 0, low: 9)
    private let host = WebhookHost(host: "example.com", port: 9000)

    private func limit(_ name: String, _ maxConcurrent: Int? = nil, perSecond: Double? = nil) throws -> RunLimit {
        RunLimit(
            name: try #require(LimitName(name)), maxConcurrent: maxConcurrent, perSecond: perSecond,
            updatedAt: Timestamp(milliseconds: 0))
    }

    private func book(_ limits: [RunLimit], _ outstanding: [LimitedRun] = []) -> LimitTracker {
        var book = LimitTracker()
        book.reload(limits, outstanding: outstanding, isStart: false, at: .zero)
        return book
    }

    private func run(_ number: UInt64) -> RunID { RunID(high: 0, low: number) }

    @Test func onlyWhatHasALimitHasALane() throws {
        let book = book([try limit("group:billing", 1), try limit("host:example.com", 1)])
        #expect(book.partition(group: "billing", host: nil) == billing)
        #expect(book.partition(group: "other", host: nil) == .common)
        #expect(book.partition(group: "billing", host: host) == LimitPartition(group: "billing", host: host))
        #expect(book.partition(group: "other", host: WebhookHost(host: "example.org", port: nil)) == .common)
    }

    @Test func countsWhatBeginsAndEnds() throws {
        var book = book([try limit("group:billing", 2)])
        book.begin([run(1): billing, run(2): billing], at: .zero)
        // Told twice.
        book.begin([run(2): billing], at: .zero)
        #expect(book.room(in: billing, at: .zero) == 0)
        #expect(book.opens(billing, at: .zero) == nil)
        let first = book.end(run(1), isDone: true, at: .zero)
        let again = book.end(run(1), isDone: true, at: .zero)
        #expect(first && !again)
        #expect(book.room(in: billing, at: .zero) == 1)
        #expect(book.opens(billing, at: .zero) == .zero)
    }

    @Test func theNarrowestLimitCounts() throws {
        let partition = LimitPartition(group: "billing", host: host)
        var book = book([
            try limit("group:billing", 5), try limit("host:example.com", 3), try limit("host:example.com:9000", 4),
        ])
        #expect(book.room(in: partition, at: .zero) == 3)
        #expect(book.room(in: billing, at: .zero) == 5)
        book.begin([run(1): partition], at: .zero)
        #expect(book.room(in: partition, at: .zero) == 2)
        #expect(book.room(in: billing, at: .zero) == 4)
    }

    @Test func aReloadCountsWhatIsOutstanding() throws {
        let limits = [try limit("group:billing", 3)]
        var book = book(
            limits,
            [
                LimitedRun(id: run(1), taskID: task, action: "a", group: "billing", host: nil),
                LimitedRun(id: run(2), taskID: task, action: "a", group: "other", host: nil),
            ])
        #expect(book.room(in: billing, at: .zero) == 2)
        book.reload([], outstanding: [], isStart: false, at: .zero)
        #expect(book.isEmpty)
        #expect(book.room(in: billing, at: .zero) == .max)
    }

    @Test func aBudgetIsForOneTransaction() throws {
        let book = book([try limit("group:billing", 2)])
        var budget = LimitBudget(book, at: .zero)
        budget.take(.task(task), of: "a", limits: billing)
        #expect(budget.room(in: billing) == 1)
        budget.take(.task(task), of: "a", limits: billing)
        #expect(budget.room(in: billing) == 0)
        #expect(budget.room(in: .common) == .max)
        #expect(LimitBudget.unlimited.room(in: billing) == .max)
    }

    @Test func aHostThatAskedForLessIsLeftAloneAndThenGetsMoreAndMore() {
        var book = LimitTracker()
        book.slow(host, retryAfterSeconds: 5, at: .zero)
        let partition = book.partition(group: "any", host: host)
        #expect(partition == LimitPartition(host: host))
        #expect(book.partition(group: "any", host: WebhookHost(host: "example.com", port: 9001)) == .common)
        #expect(book.room(in: partition, at: .seconds(4)) == 0)
        #expect(book.opens(partition, at: .seconds(4)) == .seconds(5))
        var number: UInt64 = 0
        for most in 1...HostSlowdown.enough {
            #expect(book.room(in: partition, at: .seconds(5)) == most)
            number += 1
            book.begin([run(number): partition], at: .seconds(5))
            _ = book.end(run(number), isDone: true, at: .seconds(5))
        }
        #expect(book.isEmpty)
    }

    @Test func aHostThatWasSlowedLongAgoIsForgotten() throws {
        var book = book([try limit("host:example.com:9000", 3)])
        book.slow(host, retryAfterSeconds: nil, at: .zero)
        book.slow(WebhookHost(host: "h", port: nil), retryAfterSeconds: nil, at: .seconds(600))
        book.tidy(at: .seconds(602))
        #expect(book.meters.count == 2)
        #expect(book.meters[.host(host)]?.slowdown == nil)
        #expect(book.meters[.host(host)]?.limit?.maxConcurrent == 3)
    }

    @Test func itsPausesGrow() {
        var slowdown = HostSlowdown(at: .zero, retryAfterSeconds: nil)
        #expect(slowdown.until == .seconds(1))
        // What was under way tells nothing new, except that it asks for longer.
        slowdown.refused(at: .milliseconds(500), retryAfterSeconds: nil)
        #expect(slowdown.until == .seconds(1))
        slowdown.refused(at: .milliseconds(500), retryAfterSeconds: 2)
        #expect(slowdown.until == .milliseconds(2500))
        var pauses: [Duration] = []
        for _ in 0..<8 {
            let now = slowdown.until
            slowdown.refused(at: now, retryAfterSeconds: nil)
            pauses.append(slowdown.until - now)
        }
        #expect(pauses == [2, 4, 8, 16, 32, 60, 60, 60].map { .seconds($0) })
        slowdown.refused(at: slowdown.until, retryAfterSeconds: 86_400)
        #expect(slowdown.maxConcurrent == 1)
    }

    @Test func slowedHostsAreBounded() {
        var book = LimitTracker()
        for number in 0..<(LimitTracker.maximumSlowed + 5) {
            book.slow(WebhookHost(host: "h\(number)", port: nil), retryAfterSeconds: nil, at: .seconds(number))
        }
        #expect(book.meters.count == LimitTracker.maximumSlowed)
        #expect(book.partition(group: "g", host: WebhookHost(host: "h0", port: nil)) == .common)
    }

    @Test func namesAreReadAndWritten() {
        for text in ["group:billing", "host:example.com", "host:127.0.0.1:9000", "host:[::1]:80", "host:[::1]"] {
            #expect(LimitName(text)?.text == text)
        }
        for text in ["", "billing", "group:", "group:Big", "host:", "host:a b", "host:a:0", "host:a:99999", "hosts:a"] {
            #expect(LimitName(text) == nil, "\(text)")
        }
        #expect(WebhookHost(url: "https://Example.com/x?y#z") == WebhookHost(host: "example.com", port: nil))
        #expect(WebhookHost(url: "http://example.com:80/x") == WebhookHost(host: "example.com", port: nil))
        #expect(WebhookHost(url: "http://127.0.0.1:9000") == WebhookHost(host: "127.0.0.1", port: 9000))
        #expect(WebhookHost(url: "https://[::1]:80/")?.description == "[::1]:80")
        for partition in [.common, billing, LimitPartition(host: host), LimitPartition(group: "billing", host: host)] {
            #expect(LimitPartition(text: partition.text) == partition)
        }
    }
}
