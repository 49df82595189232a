import TaskModel
import Testing

@testable import Scheduler

/// How flows share the executors of an action.
@Suite struct FairShareTests {
    private let silent = Flow.host(WebhookHost(host: "silent", port: nil))
    private let other = Flow.host(WebhookHost(host: "other", port: nil))

    private func share(_ capacity: Int = 256, window: Int = 5000) -> FairShare {
        FairShare(capacity: capacity, window: window)
    }

    /// Begins as many runs of a flow as there is room for.
    private func fill(_ share: inout FairShare, _ flow: Flow, from first: UInt64, at now: Duration = .zero) -> [RunID] {
        let runs = (0..<UInt64(share.room(for: flow, at: now))).map { RunID(high: first, low: $0) }
        share.begin(Dictionary(uniqueKeysWithValues: runs.map { ($0, flow) }), at: now)
        return runs
    }

    @Test func `a host that nothing is known of begins with little, and has nearly all when it is slow and alone`() {
        var share = share()
        let first = fill(&share, silent, from: 1)
        #expect(first.count == 7)
        #expect(share.room(for: silent, at: .zero) == 0)
        #expect(share.partition(of: silent, group: nil) == LimitPartition(host: WebhookHost(host: "silent", port: nil)))
        for run in first { share.announceLong(run, at: .seconds(1)) }
        let isKnown = share.announceLong(RunID(high: 9, low: 9), at: .seconds(1))
        #expect(!isKnown)
        _ = fill(&share, silent, from: 2, at: .seconds(1))
        #expect(share.outstanding == 224)
        #expect(share.room(for: silent, at: .seconds(1)) == 0)
        #expect(share.room(for: other, at: .seconds(1)) >= 1)
    }

    @Test func `two slow hosts share equally, and leave half to others`() {
        var share = share()
        var runs: [Flow: [RunID]] = [:]
        for (number, flow) in [(1, silent), (2, other)] as [(UInt64, Flow)] {
            runs[flow] = fill(&share, flow, from: number)
        }
        for run in runs.values.flatMap({ $0 }) { share.announceLong(run, at: .seconds(1)) }
        runs[silent]? += fill(&share, silent, from: 3, at: .seconds(1))
        runs[other]? += fill(&share, other, from: 4, at: .seconds(1))
        #expect(share.outstanding == 128)
        // Whoever has more gets no other until both have as much.
        for round in 5..<200 as Range<UInt64> {
            if let run = runs[silent]?.popLast() { share.end(run, at: .seconds(1)) { _ in .gone } }
            runs[silent]? += fill(&share, silent, from: round, at: .seconds(1))
            runs[other]? += fill(&share, other, from: round + 1000, at: .seconds(1))
        }
        #expect(share.flows[silent]?.outstanding == 64)
        #expect(share.flows[other]?.outstanding == 64)
        #expect(share.slowCapacity(at: .seconds(1)) == 128)
    }

    @Test func `a host with quick answers grows to many times the slots within a few round trips`() {
        var share = share()
        var trips = 0
        var most = 0
        while trips < 20, most < 1500 {
            let runs = fill(&share, other, from: UInt64(trips))
            most = max(most, runs.count)
            for run in runs { share.end(run, at: .zero) { _ in .answered(.milliseconds(2)) } }
            trips += 1
        }
        #expect(most >= 1500)
        #expect(trips <= 9)
        #expect(share.outstanding == 0)
        // What it does not use any more is forgotten.
        share.tidy()
        share.tidy()
        #expect(share.room(for: other, at: .zero) <= 8)
    }

    @Test func `a host that times out is slow until it answers`() {
        var share = share()
        let runs = fill(&share, silent, from: 1)
        for run in runs { share.end(run, at: .seconds(30)) { _ in .timedOut } }
        #expect(share.flows[silent]?.standing == .slow)
        let again = fill(&share, silent, from: 2, at: .seconds(60))
        share.end(again[0], at: .seconds(60)) { _ in .answered(.milliseconds(3)) }
        #expect(share.flows[silent]?.standing == .answering)
    }

    @Test func `a host whose runs were stopped is no longer slow`() {
        var share = share()
        let runs = fill(&share, silent, from: 1)
        for run in runs { share.announceLong(run, at: .seconds(1)) }
        for run in runs { share.end(run, at: .seconds(2)) { _ in .gone } }
        #expect(share.flows[silent]?.standing == .unproven)
        #expect(share.loads.values.allSatisfy { $0 == 0 })
    }

    @Test func `a task fills no window, and all of it but a little when it is alone`() {
        var share = share(5000)
        let (one, two) = (Flow.task(TaskID(high: 0, low: 1)), Flow.task(TaskID(high: 0, low: 2)))
        _ = fill(&share, one, from: 1)
        #expect(share.outstanding == 5000 - 312)
        _ = fill(&share, two, from: 2)
        #expect(share.flows[two]?.outstanding == 273)
        #expect(share.room(for: .task(TaskID(high: 0, low: 3)), at: .zero) > 0)
        var small = self.share(1, window: 1)
        #expect(small.room(for: one, at: .zero) == 1)
        small.begin(one, at: .zero)
        #expect(small.room(for: one, at: .zero) == 0)
    }

    @Test func `flows are forgotten when there are too many, but not those that hold something`() {
        var share = share(1_000_000, window: 1_000_000)
        share.begin(silent, at: .zero)
        for number in 0..<10_000 {
            let run = RunID(high: 7, low: UInt64(number))
            share.begin([run: .host(WebhookHost(host: "h\(number)", port: nil))], at: .seconds(number))
            share.end(run, at: .seconds(number)) { _ in .answered(.milliseconds(1)) }
        }
        #expect(share.flows.count <= FairShare.maximumFlows)
        #expect(share.flows[silent]?.outstanding == 1)
    }

    @Test(arguments: 0..<40) func `sums stay true, and who answers always finds room`(_ seed: UInt64) {
        var random = SplitMix(state: seed)
        let capacity = [1, 4, 8, 16, 64, 256, 1000][Int(seed) % 7]
        var share = share(capacity)
        var open: [(run: RunID, flow: Flow)] = []
        var now = Duration.zero
        for step in 0..<3000 as Range<UInt64> {
            now += .milliseconds(Int(random.next() % 50))
            let number = Int(random.next() % 60)
            let flow = Flow.host(WebhookHost(host: "h\(number)", port: nil))
            switch random.next() % 4 {
            case 0, 1:
                let count = min(share.room(for: flow, at: now), Int(random.next() % 20))
                for low in 0..<UInt64(count) {
                    let run = RunID(high: step, low: low)
                    share.begin([run: flow], at: now)
                    open.append((run, flow))
                }
            case 2:
                guard let pick = open.randomElement(using: &random) else { continue }
                share.announceLong(pick.run, at: now)
            default:
                guard !open.isEmpty else { continue }
                let pick = open.remove(at: Int(random.next() % UInt64(open.count)))
                let ends: [FairShare.End] = [.gone, .timedOut, .answered(.milliseconds(number * 25))]
                let end = ends[Int(random.next() % 3)]
                share.end(pick.run, at: now) { _ in end }
            }
            for (flow, state) in share.flows {
                if state.standing == .answering, state.outstanding == 0 {
                    #expect(share.room(for: flow, at: now) >= 1)
                }
                #expect(share.room(for: flow, at: now) >= 0)
            }
            let sums = Dictionary(grouping: share.flows.values, by: \.standing).mapValues {
                $0.reduce(0) { $0 + $1.load }
            }
            for (standing, load) in share.loads { #expect(abs(load - (sums[standing] ?? 0)) < 0.001) }
            #expect(share.outstanding == open.count)
        }
    }
}

/// Small and repeatable.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
