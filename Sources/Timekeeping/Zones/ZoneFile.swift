/// The contents of a zone's file in the tz database: the changes of its clocks, and the offsets between them.
final class ZoneFile: Sendable {
    /// The UTC seconds of the changes, ascending.
    private let changes: [Int64]
    /// The offset from each change on, in seconds ahead of UTC.
    private let offsets: [Int]
    /// The offset before the first change.
    private let offsetBefore: Int
    /// The rule after the last change; `nil` if the last offset stays.
    private let lasting: PosixZoneRule?

    init(changes: [Int64], offsets: [Int], offsetBefore: Int, lasting: PosixZoneRule?) {
        self.changes = changes
        self.offsets = offsets
        self.offsetBefore = offsetBefore
        self.lasting = lasting
    }

    /// Seconds ahead of UTC at a UTC second.
    func offset(at second: Int64) -> Int {
        guard let last = changes.last, second < last else {
            return lasting?.offset(at: second) ?? offsets.last ?? offsetBefore
        }
        // Searches the number of changes that are not after the second.
        var (low, high) = (0, changes.count)
        while low < high {
            let middle = (low + high) / 2
            if changes[middle] <= second {
                low = middle + 1
            } else {
                high = middle
            }
        }
        return low == 0 ? offsetBefore : offsets[low - 1]
    }
}

extension ZoneFile {
    /// Parses a file of the tz database: TZif of version 2 or later (RFC 9636, section 3), which is usual since 2006.
    ///
    /// Leap seconds are ignored, since a ``Timestamp`` does not count them. `nil` if the file has another format.
    convenience init?(tzif file: [UInt8]) {
        var bytes = file[...]
        // The first block, with times of 32 bits, is only for old programs.
        guard
            let old = TZifHeader(&bytes), old.version >= UInt8(ascii: "2"),
            skip(old.length(timeSize: 4), in: &bytes),
            let header = TZifHeader(&bytes), header.types > 0,
            bytes.count >= header.length(timeSize: 8)
        else { return nil }

        var changes: [Int64] = []
        changes.reserveCapacity(header.times)
        for _ in 0..<header.times {
            guard let time = bigEndian(8, &bytes) else { return nil }
            changes.append(time)
        }
        let indices = bytes.prefix(header.times)
        bytes.removeFirst(header.times)
        var types: [Int] = []
        for _ in 0..<header.types {
            // Followed by one byte each for summer time and for the abbreviation.
            guard let offset = bigEndian(4, &bytes), skip(2, in: &bytes) else { return nil }
            types.append(Int(Int32(truncatingIfNeeded: offset)))
        }
        guard
            zip(changes, changes.dropFirst()).allSatisfy(<),
            indices.allSatisfy({ Int($0) < types.count }),
            types.allSatisfy({ abs($0) < 86_400 * 2 }),
            skip(header.characters + header.leapSeconds * 12 + header.standardFlags + header.utcFlags, in: &bytes),
            bytes.first == UInt8(ascii: "\n"), bytes.count >= 2, bytes.last == UInt8(ascii: "\n")
        else { return nil }

        let footer = bytes.dropFirst().dropLast()
        var lasting: PosixZoneRule?
        if !footer.isEmpty {
            lasting = PosixZoneRule(String(decoding: footer, as: UTF8.self))
            if lasting == nil { return nil }
        }
        self.init(changes: changes, offsets: indices.map { types[Int($0)] }, offsetBefore: types[0], lasting: lasting)
    }
}

/// The header of a block: the number of its entries of each kind.
private struct TZifHeader {
    let version: UInt8
    let utcFlags: Int
    let standardFlags: Int
    let leapSeconds: Int
    let times: Int
    let types: Int
    let characters: Int

    init?(_ bytes: inout ArraySlice<UInt8>) {
        guard bytes.starts(with: "TZif".utf8), skip(4, in: &bytes), let version = bytes.popFirst(), skip(15, in: &bytes)
        else { return nil }
        self.version = version
        var counts: [Int] = []
        for _ in 0..<6 {
            // No file has this many; the check prevents overflows below.
            guard let count = bigEndian(4, &bytes), count < 1 << 20 else { return nil }
            counts.append(Int(count))
        }
        (utcFlags, standardFlags, leapSeconds) = (counts[0], counts[1], counts[2])
        (times, types, characters) = (counts[3], counts[4], counts[5])
    }

    /// The bytes of the block after this header.
    func length(timeSize: Int) -> Int {
        times * (timeSize + 1) + types * 6 + characters + leapSeconds * (timeSize + 4) + standardFlags + utcFlags
    }
}

private func skip(_ count: Int, in bytes: inout ArraySlice<UInt8>) -> Bool {
    guard bytes.count >= count else { return false }
    bytes.removeFirst(count)
    return true
}

/// Reads a number of `size` bytes; signed if it has 8 bytes, otherwise unsigned.
private func bigEndian(_ size: Int, _ bytes: inout ArraySlice<UInt8>) -> Int64? {
    guard bytes.count >= size else { return nil }
    let value = bytes.prefix(size).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    bytes.removeFirst(size)
    return Int64(bitPattern: value)
}
