/// A set of the numbers 0 to 63, such as the values that a field may have.
struct BitMask: Hashable, Sendable {
    var bits: UInt64 = 0

    init() {}

    init(bits: UInt64) {
        self.bits = bits
    }

    init(_ range: ClosedRange<Int>, step: Int = 1) {
        for value in stride(from: range.lowerBound, through: range.upperBound, by: step) { insert(value) }
    }

    init(_ values: some Sequence<Int>) {
        for value in values { insert(value) }
    }

    var isEmpty: Bool { bits == 0 }
    var count: Int { bits.nonzeroBitCount }

    /// The smallest element; `nil` if the set is empty.
    var first: Int? { bits == 0 ? nil : bits.trailingZeroBitCount }

    func contains(_ value: Int) -> Bool { bits >> UInt64(value) & 1 == 1 }

    mutating func insert(_ value: Int) { bits |= 1 << UInt64(value) }

    mutating func remove(_ value: Int) { bits &= ~(1 << UInt64(value)) }

    /// The smallest element that is not less than `value`; `nil` if there is none.
    func first(from value: Int) -> Int? {
        guard value < 64 else { return nil }
        let rest = bits >> UInt64(max(0, value))
        return rest == 0 ? nil : max(0, value) + rest.trailingZeroBitCount
    }

    /// The element at `index`, from 0, in ascending order.
    func element(at index: Int) -> Int {
        var rest = bits
        for _ in 0..<index { rest &= rest - 1 }
        return rest.trailingZeroBitCount
    }

    /// The elements in ascending order.
    var values: [Int] {
        var values: [Int] = []
        var rest = bits
        while rest != 0 {
            values.append(rest.trailingZeroBitCount)
            rest &= rest - 1
        }
        return values
    }
}

extension Array where Element: Comparable {
    /// In a sorted array, the first element that is greater than `value`; `nil` if there is none.
    func first(after value: Element) -> Element? {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if self[middle] > value { high = middle } else { low = middle + 1 }
        }
        return low < count ? self[low] : nil
    }
}
