import TaskModel

/// The distinct filters of all clients. An event is compared only with the filters that may match it, and clients with
/// the same filter share chunks.
struct EventTopics {
    private struct Topic {
        let filter: EventFilter
        var listeners = 0
        /// The number of the last event that matched the filter.
        var lastMatch: Int64
        /// The last chunk, and the event before it.
        var chunk: (after: Int64, chunk: EventChunk)?
    }

    private var topics: [Int: Topic] = [:]
    private var numbers: [EventFilter: Int] = [:]
    private var nextNumber = 0
    // Indexes of topics: by task, else by group, else all others.
    private var byTask: [TaskID: Set<Int>] = [:]
    private var byGroup: [TaskGroup: Set<Int>] = [:]
    private var general: Set<Int> = []

    /// - Parameter end: the number of the last event. Matches before it are not known.
    mutating func join(_ filter: EventFilter, end: Int64) -> Int {
        if let number = numbers[filter] {
            topics[number]?.listeners += 1
            return number
        }
        nextNumber += 1
        topics[nextNumber] = Topic(filter: filter, listeners: 1, lastMatch: end)
        numbers[filter] = nextNumber
        index(nextNumber, filter, isThere: true)
        return nextNumber
    }

    mutating func leave(_ number: Int) {
        guard let topic = topics[number] else { return }
        guard topic.listeners == 1 else {
            topics[number]?.listeners -= 1
            return
        }
        topics[number] = nil
        numbers[topic.filter] = nil
        index(number, topic.filter, isThere: false)
    }

    private mutating func index(_ number: Int, _ filter: EventFilter, isThere: Bool) {
        func change(_ numbers: inout Set<Int>) {
            if isThere { numbers.insert(number) } else { numbers.remove(number) }
        }
        if let tasks = filter.taskIDs {
            for task in tasks {
                change(&byTask[task, default: []])
                if byTask[task] == [] { byTask[task] = nil }
            }
        } else if let groups = filter.groups {
            for group in groups {
                change(&byGroup[group, default: []])
                if byGroup[group] == [] { byGroup[group] = nil }
            }
        } else {
            change(&general)
        }
    }

    /// Compares new events with the filters.
    ///
    /// - Returns: the topics that match at least one event.
    mutating func add(_ segment: EventSegment) -> Set<Int> {
        var found: Set<Int> = []
        // Goes backwards, since only the last match counts.
        var rest = general
        for id in (segment.first...segment.last).reversed() {
            let event = segment.event(id)
            var candidates = rest
            if let numbers = byTask[event.taskID] { candidates.formUnion(numbers) }
            if let numbers = byGroup[event.group] { candidates.formUnion(numbers) }
            for number in candidates where !found.contains(number) {
                guard topics[number]?.filter.matches(event) == true else { continue }
                topics[number]?.lastMatch = id
                found.insert(number)
                rest.remove(number)
            }
        }
        return found
    }

    /// Whether an event after the cursor may match the topic.
    func hasMore(_ number: Int, after cursor: Int64) -> Bool {
        topics[number].map { $0.lastMatch > cursor } ?? false
    }

    /// Returns the next part of a stream.
    ///
    /// - Parameter cursor: must not be before the start of the ring.
    mutating func chunk(_ number: Int, after cursor: Int64, of ring: EventRing) -> EventChunk {
        guard let topic = topics[number], topic.lastMatch > cursor else { return EventChunk(through: ring.end) }
        if let known = topic.chunk, known.after == cursor { return known.chunk }
        let chunk = EventChunk(after: cursor, of: ring.segments, filter: topic.filter)
        // Kept only if other listeners can use it.
        topics[number]?.chunk = topic.listeners > 1 ? (cursor, chunk) : nil
        return chunk
    }

    /// The numbering has restarted.
    mutating func reset(end: Int64) {
        for number in topics.keys {
            topics[number]?.lastMatch = end
            topics[number]?.chunk = nil
        }
    }
}
