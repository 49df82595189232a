/// The elements of a field's list.
extension CronParser {
    /// `*`, `5`, `MON`, `1-5`, `FRI-MON`, `*/15`, `10-30/5`, `10/5`, `H`, `H(0-9)`, `H/15`, `~`, `0~30`.
    ///
    /// - Returns: the values in the order in which the element names them.
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
            throw RuleTextError(start.column, "a step must be a number from 1; found \(start.found)")
        }
        return min(step, 10_000)
    }

    /// Jenkins's `H`.
    private mutating func hashed(_ spec: FieldSpec) throws(RuleTextError) -> [Int] {
        var range = spec.everyMonth
        if scanner.take("(") {
            let column = scanner.column
            let first = try value(spec)
            guard scanner.take("-") else { throw RuleTextError(scanner.column, "expected - in H(a-b)") }
            let last = try value(spec)
            guard scanner.take(")") else { throw RuleTextError(scanner.column, "expected ) after H(a-b") }
            guard first <= last else { throw RuleTextError(column, "the range of H must rise") }
            range = first...last
        }
        return chosen(spec, from: range, step: try step(spec))
    }

    /// OpenBSD's and cronie's `0~30`; an end that is left out is the field's.
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
            guard low <= high else { throw RuleTextError(first?.column ?? column, "the range of ~ must rise") }
        }
        return chosen(spec, from: low...high, step: try step(spec))
    }

    /// A value, or values at a distance, that the seed chooses: tasks with the same rule spread out, and each stays where
    /// it is.
    private func chosen(_ spec: FieldSpec, from range: ClosedRange<Int>, step: Int?) -> [Int] {
        let hash = StableHash.of(seed, UInt64(spec.name.utf8.count) << 8 | UInt64(spec.range.upperBound))
        guard let step else { return [range.lowerBound + Int(hash % UInt64(range.count))] }
        let offset = Int(hash % UInt64(min(step, range.count)))
        return Array(stride(from: range.lowerBound + offset, through: range.upperBound, by: step))
    }
}
