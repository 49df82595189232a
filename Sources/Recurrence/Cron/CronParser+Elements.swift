/// Parses the elements of a field's list.
extension CronParser {
    /// Parses one element: `*`, `5`, `MON`, `1-5`, `FRI-MON`, `*/15`, `10-30/5`, `10/5`, `H`, `H(0-9)`, `H/15`, `~`,
    /// `0~30`.
    ///
    /// - Returns: the values in the order of the element.
    mutating func values(_ spec: FieldSpec) throws(RuleTextError) -> [Int] {
        let whole = spec.whole
        if scanner.take("*") {
            return Array(stride(from: whole.lowerBound, through: whole.upperBound, by: try step(spec) ?? 1))
        }
        if let next = scanner.next, next & 0xDF == UInt8(ascii: "H"), takeLetter("H") {
            return try hashed(spec)
        }
        if scanner.next == UInt8(ascii: "~") { return try random(spec, from: nil) }
        let column = scanner.column
        let first = try value(spec)
        if scanner.next == UInt8(ascii: "~") { return try random(spec, from: (first, column)) }
        guard scanner.take("-") else {
            guard let step = try step(spec) else { return [first] }
            return Array(stride(from: first, through: whole.upperBound, by: step))
        }
        var last = try value(spec)
        let step = try step(spec) ?? 1
        let length = whole.count
        if last < first { last += length }
        return stride(from: first, through: last, by: step).map { value in
            value > spec.range.upperBound ? value - length : value
        }
    }

    private mutating func value(_ spec: FieldSpec) throws(RuleTextError) -> Int {
        let start = scanner
        if let number = scanner.takeNumber() {
            guard spec.range.contains(number) else {
                scanner = start
                throw fault(spec)
            }
            return number
        }
        // A name may be followed by an L, as in FRIL.
        let word = scanner.takeLetters()
        if let value = spec.value(of: word) { return value }
        if word.hasSuffix("L"), let value = spec.value(of: String(word.dropLast())) {
            scanner = start
            _ = scanner.takeLetters(atMost: word.utf8.count - 1)
            return value
        }
        scanner = start
        throw fault(spec)
    }

    private mutating func step(_ spec: FieldSpec) throws(RuleTextError) -> Int? {
        guard scanner.take("/") else { return nil }
        let start = scanner
        guard let step = scanner.takeNumber(), step >= 1 else {
            throw RuleTextError(start.column, "a step must be a number of at least 1; found \(start.found)")
        }
        return min(step, 10_000)
    }

    /// Parses the rest of Jenkins's `H`.
    private mutating func hashed(_ spec: FieldSpec) throws(RuleTextError) -> [Int] {
        var range = spec.everyMonth
        if scanner.take("(") {
            let column = scanner.column
            let first = try value(spec)
            guard scanner.take("-") else { throw RuleTextError(scanner.column, "expected - in H(a-b)") }
            let last = try value(spec)
            guard scanner.take(")") else { throw RuleTextError(scanner.column, "expected ) after H(a-b") }
            guard first <= last else {
                throw RuleTextError(
                    column, "the range of H must go from low to high")
            }
            range = first...last
        }
        return chosen(spec, from: range, step: try step(spec))
    }

    /// Parses `0~30` of OpenBSD and cronie; a missing end is the end of the field's range.
    private mutating func random(
        _ spec: FieldSpec, from first: (value: Int, column: Int)?
    ) throws(RuleTextError) -> [Int] {
        _ = scanner.take("~")
        let range = spec.everyMonth
        let low = first?.value ?? range.lowerBound
        var high = max(low, range.upperBound)
        if let next = scanner.next, !" \t,/)".utf8.contains(next) {
            let column = scanner.column
            high = try value(spec)
            guard low <= high else {
                throw RuleTextError(
                    first?.column ?? column,
                    "the range of ~ must go from low to high")
            }
        }
        return chosen(spec, from: low...high, step: try step(spec))
    }

    /// Values that the seed chooses, one or several at a fixed distance: tasks with the same rule are spread out, and
    /// each keeps its values.
    private func chosen(_ spec: FieldSpec, from range: ClosedRange<Int>, step: Int?) -> [Int] {
        let hash = StableHash.of(seed, UInt64(spec.name.utf8.count) << 8 | UInt64(spec.range.upperBound))
        guard let step else { return [range.lowerBound + Int(hash % UInt64(range.count))] }
        let offset = Int(hash % UInt64(min(step, range.count)))
        return Array(stride(from: range.lowerBound + offset, through: range.upperBound, by: step))
    }
}
