import TaskModel

/// Decides everything that chance decides, from one seed.
///
/// Everything happens on one thread.
final class Dice: @unchecked Sendable {
    private let random: RandomSource

    init(_ seed: UInt64) {
        random = .seeded(seed)
    }

    func below(_ bound: Int) -> Int { Int(random.next() % UInt64(bound)) }

    func chance(_ probability: Double) -> Bool {
        Double(random.next() >> 11) / Double(1 << 53) < probability
    }

    func pick<Element>(_ elements: [Element]) -> Element { elements[below(elements.count)] }

    func milliseconds(_ range: ClosedRange<Int>) -> Duration {
        .milliseconds(range.lowerBound + below(range.count))
    }
}
