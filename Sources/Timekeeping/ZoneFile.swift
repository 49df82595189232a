/// What the tz database's file of a zone says: when its clocks change, and what they are ahead of UTC in between.
final class ZoneFile: Sendable {
    /// The UTC seconds of the changes, ascending.
    private let changes: [Int64]
    /// What the clocks are ahead of UTC from each change on, in seconds.
    private let offsets: [Int]
    /// What they were ahead before the first change.
    private let offsetBefore: Int
    /// What goes on for ever after the last change; nil where the last offset stays.
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
        // The number of changes that are not after it.
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
