public import TaskModel
internal import Timekeeping

/// The opaque text that clients hand back to get the next page: time and id in hexadecimal.
extension TaskCursor {
    /// - Parameter order: of the list, which the text keeps: a place in one order is none in another.
    public func text(in order: TaskOrder) -> String {
        order.mark + HexWords.text([UInt64(bitPattern: runAt.milliseconds), id.high, id.low])
    }

    /// - Returns: `nil` if the text is not one that ``text(in:)`` gave for this order.
    public init?(text: String, in order: TaskOrder) {
        guard text.hasPrefix(order.mark), let words = HexWords.words(String(text.dropFirst()), count: 3) else {
            return nil
        }
        self.init(
            runAt: Timestamp(milliseconds: Int64(bitPattern: words[0])), id: TaskID(high: words[1], low: words[2]))
    }
}

extension TaskOrder {
    fileprivate var mark: String {
        switch (key, isDescending) {
        case (.runAt, false): "r"
        case (.runAt, true): "R"
        case (.createdAt, false): "c"
        case (.createdAt, true): "C"
        }
    }
}

extension DeadCursor {
    public var text: String { HexWords.text([UInt64(bitPattern: diedAt.milliseconds), runID.high, runID.low]) }

    /// - Returns: `nil` if the text is not one that ``text`` gave.
    public init?(text: String) {
        guard let words = HexWords.words(text, count: 3) else { return nil }
        self.init(
            diedAt: Timestamp(milliseconds: Int64(bitPattern: words[0])),
            runID: RunID(high: words[1], low: words[2]))
    }
}
