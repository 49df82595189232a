import AMQP
import Histogram
import Logging

/// Measures the broker alone: publish with confirms, deliver, ack, on a quorum queue with the policies of actions.
struct BrokerLimit {
    private static let queue = "carillon.actions.limit"
    /// About as long as a due run.
    private static let bodyLength = 512

    let bench: Bench

    func run() async throws {
        let publishing = try connection("publishing")
        let consuming = try connection("consuming")
        try await withThrowingTaskGroup { group in
            group.addTask { try await publishing.run() }
            group.addTask { try await consuming.run() }
            for connection in [publishing, consuming] {
                try await connection.waitUntilConnected(timeout: .seconds(20))
            }
            let channel = publishing.makeChannel(confirms: true)
            let consumer = consuming.makeConsumer(queue: Self.queue, prefetch: 1000)
            try await measureThroughput(channel, consumer)
            for rate in bench.scale.latenessRates { try await measureLatency(rate: rate, channel, consumer) }
            await consumer.cancel()
            group.cancelAll()
        }
    }

    private func connection(_ name: String) throws -> AMQPConnection {
        let configuration = try AMQPConfiguration(
            urls: bench.broker.administratorURL, connectionName: "carillon-bench \(name)")
        var logger = Logger(label: "carillon-bench")
        logger.logLevel = .warning
        let topology = Topology(queues: [.init(name: Self.queue, arguments: ["x-queue-type": "quorum"])])
        return AMQPConnection(configuration: configuration, topology: topology, logger: logger)
    }

    private func message(_ body: [UInt8] = [UInt8](repeating: 0x20, count: bodyLength)) -> OutgoingMessage {
        let properties = MessageProperties(contentType: "application/json", type: "limit", persistent: true)
        return OutgoingMessage(exchange: "", routingKey: Self.queue, properties: properties, body: body)
    }

    private func usage() -> ResourceUsage {
        ResourceUsage(of: ["broker": bench.broker.pid, "bench": ProcessIDs.own])
    }

    // MARK: - Throughput

    private func measureThroughput(_ channel: AMQPChannel, _ consumer: AMQPConsumer) async throws {
        let (publishers, batch) = (4, 250)
        let rounds = max(1, bench.scale.limitMessages / (publishers * batch))
        let count = rounds * publishers * batch
        let messages = [OutgoingMessage](repeating: message(), count: batch)
        let (before, start) = (usage(), ContinuousClock.now)
        try await withThrowingTaskGroup { group in
            for _ in 0..<publishers {
                group.addTask {
                    for _ in 0..<rounds {
                        let outcomes = await channel.publish(messages)
                        guard outcomes.allSatisfy({ $0 == .confirmed }) else {
                            throw BenchError("the broker did not confirm what was published")
                        }
                    }
                }
            }
            group.addTask { await Self.consume(count, from: consumer) { _ in } }
            try await group.waitForAll()
        }
        let rate = Double(count) / (ContinuousClock.now - start).seconds
        bench.report.add(Figure(LimitFigure.broker, rate, .perSecond))
        bench.report.add(CPUShare("broker alone", count: count, from: before, to: usage()))
    }

    /// Takes and acks `count` messages, as many at once as have come.
    private static func consume(
        _ count: Int, from consumer: AMQPConsumer, each body: (IncomingMessage) -> Void
    ) async {
        var left = count
        for await batch in consumer.batches {
            batch.forEach(body)
            if let last = batch.last { consumer.ack(through: last) }
            left -= batch.count
            if left <= 0 { return }
        }
    }

    // MARK: - Latency

    /// Messages that are published when they are due: how late they are delivered is what no webhook can be better than.
    private func measureLatency(rate: Int, _ channel: AMQPChannel, _ consumer: AMQPConsumer) async throws {
        let count = rate * bench.scale.limitSeconds
        let start = WallTime.milliseconds() + 100
        let due = LatenessPhase.dueTimes(count: count, rate: rate, from: start)
        let histogram = try await withThrowingTaskGroup { group in
            group.addTask {
                var histogram = Histogram<UInt64>.microseconds
                await Self.consume(count, from: consumer) { delivery in
                    let now = WallTime.now()
                    let due = delivery.body.reduce(Int64(0)) { $0 << 8 | Int64($1) }
                    histogram.record(UInt64(max(0, now - due * 1_000_000) / 1000))
                }
                return histogram
            }
            for time in due {
                try await WallTime.sleep(untilMilliseconds: time)
                let body = withUnsafeBytes(of: time.bigEndian) { Array($0) }
                try channel.send([message(body)])
            }
            guard let histogram = try await group.next() else { throw CancellationError() }
            return histogram
        }
        for percentile in [50, 99] {
            let value = Double(histogram.valueAtPercentile(Double(percentile))) / 1000
            bench.report.add(Figure(LimitFigure.latency(rate: rate, percentile: percentile), value, .milliseconds))
        }
    }
}
