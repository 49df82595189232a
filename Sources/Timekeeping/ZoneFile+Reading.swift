extension ZoneFile {
    /// Reads a file of the tz database: TZif of version 2 or later (RFC 9636, section 3), which all have been since 2006.
    ///
    /// Leap seconds are left aside; a ``Timestamp`` does not count them. nil where the file is none of these.
    convenience init?(tzif file: [UInt8]) {
        var bytes = file[...]
        // The first block, with times of 32 bits, is there for old programs only.
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
            // Then whether it is summer time, and its abbreviation, a byte each.
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

/// What is before each block: how many of everything it has.
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
            // No file has as many as this; it keeps what follows from overflowing.
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

/// A number of `size` bytes; one of 8 is signed, a shorter one is not.
private func bigEndian(_ size: Int, _ bytes: inout ArraySlice<UInt8>) -> Int64? {
    guard bytes.count >= size else { return nil }
    let value = bytes.prefix(size).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    bytes.removeFirst(size)
    return Int64(bitPattern: value)
}
