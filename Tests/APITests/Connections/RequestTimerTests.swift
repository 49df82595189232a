import NIOCore
import Testing

@testable import API

/// The time limits of a connection.
@Suite struct RequestTimerTests {
    private let start = NIODeadline.uptimeNanoseconds(1_000_000_000)
    private var limits: ConnectionLimits { ConnectionLimits(idle: .seconds(60), request: .seconds(30)) }

    private func expect(
        _ timer: RequestTimer, _ expiry: RequestTimer.Expiry, _ seconds: Int64,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        #expect(timer.next.expiry == expiry, sourceLocation: sourceLocation)
        #expect(timer.next.at == start + .seconds(seconds), sourceLocation: sourceLocation)
    }

    @Test func aRequestHasTimeForItsHeadAndThenForItsBody() {
        var timer = RequestTimer(limits: limits, now: start)
        expect(timer, .idle, 60)
        timer.bytesArrived(at: start + .seconds(1))
        expect(timer, .head, 31)
        timer.bytesArrived(at: start + .seconds(20))
        expect(timer, .head, 31)
        timer.headArrived(at: start + .seconds(21))
        expect(timer, .body, 51)
        timer.bytesArrived(at: start + .seconds(40))
        expect(timer, .body, 51)
        timer.endArrived()
        #expect(timer.next.at == .distantFuture)
        timer.answered(at: start + .seconds(60))
        expect(timer, .idle, 120)
    }

    @Test func whatCameDuringAnAnswerHasItsTimeAfterIt() {
        var timer = RequestTimer(limits: limits, now: start)
        timer.headArrived(at: start)
        timer.endArrived()
        timer.bytesArrived(at: start + .seconds(1))
        #expect(timer.next.at == .distantFuture)
        timer.answered(at: start + .seconds(50))
        expect(timer, .head, 80)
    }

    @Test func anAnswerBeforeTheEndOfTheBodyDoesNotExtendIt() {
        var timer = RequestTimer(limits: limits, now: start)
        timer.headArrived(at: start)
        timer.answered(at: start + .seconds(5))
        expect(timer, .body, 30)
    }

    @Test func aClientThatDoesNotReadIsLeftAfterATime() {
        var timer = RequestTimer(limits: limits, now: start)
        timer.headArrived(at: start)
        timer.endArrived()
        timer.writability(false, at: start + .seconds(2))
        expect(timer, .stalled, 62)
        timer.writability(true, at: start + .seconds(3))
        #expect(timer.next.at == .distantFuture)
    }

    @Test func whoWasRefusedMayStayAMomentOnly() {
        var timer = RequestTimer(limits: limits, now: start)
        timer.bytesArrived(at: start)
        timer.refused(at: start + .seconds(30))
        timer.refused(at: start + .seconds(31))
        timer.bytesArrived(at: start + .seconds(31))
        #expect(timer.isRefused)
        expect(timer, .lingering, 32)
    }
}
