internal import AsyncPrimitives

extension AsyncSemaphore {
    /// A semaphore for the runs in flight of several queues. Of each queue there may be nearly as many as of all: a
    /// sixteenth is left to each of the others, so that a queue whose runs hang does not stop them.
    convenience init(_ count: Int, queues: Int) {
        self.init(count, partitions: queues, partitionLimit: Self.mostOfQueue(count, queues: queues))
    }

    /// How many runs of one queue may be in flight.
    static func mostOfQueue(_ count: Int, queues: Int) -> Int {
        max(1, count - (queues - 1) * (count / 16))
    }
}
