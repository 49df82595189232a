import TaskModel

/// The filters that clients have, each once, however many clients have it: an event is compared with those that it may
/// concern, and clients with the same filter share what is sent.
struct EventTopics {
    private struct Topic {
        let filter: EventFilter
        var listeners = 0
        /// No event after this one has passed the filter.
        var lastMatch: Int64
        /// The chunk that was made last, and after which event it begins.
        var chunk: (after: Int64, chunk: EventChunk)?
    }

    private var topics: [Int: Topic] = [:]
    private var numbers: [EventFilter: Int] = [:]
    private var nextNumber = 0
    // Where topics are found: by task, else by group, else among the rest.
    private var byTask: [TaskID: Set<Int>] = [:]
    private var byGroup: [TaskGroup: Set<Int>] = [:]
    private var general: Set<Int> = []

    /// - Parameter end: the number of the last event, before which matches are not known.
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

    /// Takes note of new events.
    ///
    /// - Returns: the topics that some of them are for.
    mutating func add(_ segment: EventSegment) -> Set<Int> {
        var found: Set<Int> = []
        // The last match is what counts: from the end on, the first.
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

    /// Whether something after the cursor may be for the topic.
    func hasMore(_ number: Int, after cursor: Int64) -> Bool {
        topics[number].map { $0.lastMatch > cursor } ?? false
    }

    /// The next piece of a stream.
    ///
    /// - Parameter cursor: not before what the ring has.
    mutating func chunk(_ number: Int, after cursor: Int64, of ring: EventRing) -> EventChunk {
        guard let topic = topics[number], topic.lastMatch > cursor else { return EventChunk(through: ring.end) }
        if let known = topic.chunk, known.after == cursor { return known.chunk }
        let chunk = EventChunk(after: cursor, of: ring.segments, filter: topic.filter)
        // Kept only where there is somebody to share it with.
        topics[number]?.chunk = topic.listeners > 1 ? (cursor, chunk) : nil
        return chunk
    }

    /// The numbers have begun anew.
    mutating func reset(end: Int64) {
        for number in topics.keys {
            topics[number]?.lastMatch = end
            topics[number]?.chunk = nil
        }
    }
}
