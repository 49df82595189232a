import JSON
import Messages
import Recurrence
import TaskModel
import Timekeeping

/// Reads the fields that say when: those of a task, and of a preview of its occurrences.
struct TimingParser {
    static let known = ["run_at", "in", "recurrence", "timezone"]

    /// The zone of what names none; `nil` if there is no such.
    let standardZone: Zone?
    private(set) var recurrence: RecurrenceRule?
    /// The zone that was given.
    private(set) var zone: Zone?
    /// The calendars that the recurrence may name.
    var calendars = CalendarBook()
    private var runAt: String?
    private var delay: String?

    init(standardZone: Zone?) {
        self.standardZone = standardZone
    }

    /// The zone in which a time without an offset is; `nil` if nothing says that.
    var zoneOfTimes: Zone? { zone ?? recurrence?.zone ?? standardZone }

    /// - Returns: whether the field is one of these.
    mutating func read(
        _ name: String, _ fields: inout FieldReader, _ reader: inout JSONReader
    ) throws -> Bool {
        switch name {
        case "run_at": runAt = try fields.string(&reader, "/run_at")
        case "in": delay = try fields.string(&reader, "/in")
        case "recurrence": recurrence = try Self.recurrence(&fields, &reader)
        case "timezone": zone = try Self.zone(&fields, &reader)
        default: return false
        }
        return true
    }

    private static func recurrence(
        _ fields: inout FieldReader, _ reader: inout JSONReader
    ) throws -> RecurrenceRule? {
        if try reader.readNull() { return nil }
        // Where it can't be accepted, what comes after it still can.
        let text = try reader.readRaw()
        do {
            var inner = try JSONReader(text.bytes)
            return try RecurrenceRule(reading: &inner)
        } catch let error as RecurrenceError {
            fields.add(error)
            return nil
        }
    }

    private static func zone(_ fields: inout FieldReader, _ reader: inout JSONReader) throws -> Zone? {
        if try reader.readNull() { return nil }
        guard let name = try fields.string(&reader, "/timezone") else { return nil }
        let zone = Zone(identifier: name)
        if zone == nil { fields.add("/timezone", ZoneName.problem(with: name)) }
        return zone
    }

    // MARK: - What the fields say together

    /// The times of a task after an edit.
    ///
    /// The anchor stays unless the edit gives a time to begin at. What is the same changes nothing.
    ///
    /// - Parameters:
    ///   - task: as it is; its times count.
    ///   - next: its occurrence that is next or under way.
    /// - Returns: `nil` if a field is at fault, which `fields` then knows.
    func edited(
        _ task: TaskDefinition, next: Timestamp, _ fields: inout FieldReader, now: Timestamp
    ) -> (timing: Timing, times: TaskUpdate.Times)? {
        guard let zone = effectiveZone(fields) else { return nil }
        var kept = task
        kept.recurrence = recurrence
        kept.zone = zone
        let startsAnew = recurrence.map { !$0.hasSameStart(as: task.recurrence) && $0.hasStart } ?? false
        guard isGiven || startsAnew || isRepeated(in: fields) else {
            guard recurrence != nil || task.recurrence != nil else { return (Timing(task), .kept) }
            return keeping(task, kept, next: next, &fields, now: now)
        }
        guard let begun = timing(&fields, seed: task.seed, now: now) else { return nil }
        if task.isAnchored, begun.task(like: task).hasSameTimes(as: task) { return (begun, .kept) }
        // What is next already, said once more.
        if begun.anchor == next, recurrence != nil, task.recurrence != nil,
            let kept = try? kept.keepingAnchor(of: task, next: next, now: now, calendars: calendars),
            let series = try? kept.series(calendars), series.next(after: next - .milliseconds(1)) == next
        {
            return keeping(task, kept, next: next, &fields, now: now)
        }
        return (begun, .begun)
    }

    private func keeping(
        _ task: TaskDefinition, _ changed: TaskDefinition, next: Timestamp, _ fields: inout FieldReader, now: Timestamp
    ) -> (timing: Timing, times: TaskUpdate.Times)? {
        if let rule = changed.recurrence, let old = task.recurrence, rule.saysTheSame(as: old),
            changed.zone == task.zone
        {
            return (Timing(task), .kept)
        }
        do {
            let kept = try changed.keepingAnchor(of: task, next: next, now: now, calendars: calendars)
            return (Timing(kept), .changed)
        } catch {
            fields.add(error)
            return nil
        }
    }

    /// Whether a time to begin at is given, though perhaps a bad one.
    private func isRepeated(in fields: FieldReader) -> Bool { fields.isPresent("run_at") || fields.isPresent("in") }

    /// - Returns: `nil` if the zone or the recurrence is at fault, which `fields` knows.
    private func effectiveZone(_ fields: FieldReader) -> Zone? {
        if fields.isPresent("timezone"), zone == nil, fields.hasError(at: "/timezone") { return nil }
        if fields.isPresent("recurrence"), recurrence == nil, fields.hasError(under: "/recurrence") { return nil }
        return zone ?? standardZone ?? .utc
    }

    /// When the task runs first, and again.
    ///
    /// - Parameters:
    ///   - seed: of the recurrence.
    ///   - now: from when a delay is reckoned, and a recurrence that does not say when it begins.
    /// - Returns: nil where a field is at fault, which `fields` then knows.
    func timing(_ fields: inout FieldReader, seed: UInt64, now: Timestamp) -> Timing? {
        guard var timing = beginning(&fields, now: now) else { return nil }
        guard let recurrence else { return timing }
        // A first time that the client gave may have passed: it runs then, late. Nothing else can have.
        let start = isGiven ? timing.anchor - .milliseconds(1) : now
        do {
            let accepted = try recurrence.accepted(
                anchor: timing.anchor, localAnchor: timing.skippedLocal, zone: timing.zone, seed: seed, after: start,
                countsAnchor: timing.isAnchored, calendars: calendars)
            timing.recurrence = accepted.rule
            timing.firstAt = accepted.first == timing.anchor ? nil : accepted.first
            return timing
        } catch {
            fields.add(error)
            return nil
        }
    }

    /// When it begins, without regard to whether the recurrence has an occurrence then.
    ///
    /// - Parameter anyRecurrence: whether one that does not say when may begin now.
    func beginning(_ fields: inout FieldReader, now: Timestamp, anyRecurrence: Bool = false) -> Timing? {
        // What is wrong with the zone says enough.
        guard let effectiveZone = effectiveZone(fields) else { return nil }
        // Whole seconds: a rule takes from the anchor what it does not say, and its milliseconds are never meant.
        var timing = Timing(anchor: now.wholeSecond, zone: effectiveZone)
        do {
            if let runAt {
                guard delay == nil else { throw FieldError("/in", "must be left out where run_at is given") }
                let time = try TimeField.resolve(runAt, in: zoneOfTimes, pointer: "/run_at")
                (timing.anchor, timing.skippedLocal) = (time.instant, time.skippedLocal)
            } else if let delay {
                let instant = try Self.instant(delay, after: now, in: zoneOfTimes ?? .utc)
                // Not sooner than was asked for.
                timing.anchor = recurrence == nil ? instant : (instant + .milliseconds(999)).wholeSecond
            } else if let start = try recurrence?.start(in: timing.zone) {
                timing.anchor = start
            } else if fields.isPresent("run_at") || fields.isPresent("in") {
                return nil
            } else if recurrence?.saysWhen ?? false || anyRecurrence {
                timing.isAnchored = false
            } else {
                throw FieldError("/run_at", "is missing: give run_at, or in, or a recurrence that says when")
            }
            return timing
        } catch let error as FieldError {
            fields.add(error)
        } catch let error as RecurrenceError {
            fields.add(error)
        } catch {
            fields.add("/run_at", "\(error)")
        }
        return nil
    }

    /// Whether the client said when it runs first.
    private var isGiven: Bool { runAt != nil || delay != nil }

    private static func instant(
        _ delay: String, after now: Timestamp, in zone: Zone
    ) throws(FieldError) -> Timestamp {
        do {
            return try ISODuration.instant(delay, after: now, in: zone)
        } catch {
            throw FieldError("/in", error.message, column: error.column)
        }
    }
}

extension Timestamp {
    /// The whole second at or before this.
    fileprivate var wholeSecond: Timestamp {
        self - .milliseconds((milliseconds % 1000 + 1000) % 1000)
    }
}

extension FieldReader {
    mutating func add(_ error: RecurrenceError) {
        add(FieldError("/recurrence" + error.pointer, error.message, column: error.column))
    }
}
