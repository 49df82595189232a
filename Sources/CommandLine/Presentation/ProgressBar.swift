/// How far something long has come, as one line that is written over itself.
struct ProgressBar: Hashable, Sendable {
    var label: String
    var done = 0
    /// nil where nobody knows.
    var total: Int?

    /// - Parameter width: of the terminal.
    func line(width: Int) -> String {
        guard let total, total > 0 else { return DisplayWidth.cut("\(label) \(done)", to: width) }
        let share = min(1, Double(done) / Double(total))
        let numbers = " \(min(done, total))/\(total)"
        let room = min(40, width - label.count - numbers.count - 4)
        guard room >= 5 else { return DisplayWidth.cut(label + numbers, to: width) }
        let full = Int(share * Double(room))
        let bar = String(repeating: "━", count: full) + String(repeating: "╌", count: room - full)
        return "\(label) \(bar)\(numbers)"
    }
}
