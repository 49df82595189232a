internal import Messages
internal import TaskModel
internal import Timekeeping

/// Puts together what is known of every action: what the dispatcher counts, and what the broker says of the queues.
struct ActionOverview: Sendable {
    /// What executors serve unless they are told otherwise: shown also while no task names it.
    private static let builtIn: [ActionName] = ["message", "webhook"]
    /// How many queues are asked about at once.
    private static let width = 16

    let dispatcher: Dispatcher
    let inspector: any QueueInspector

    func views() async -> [ActionView] {
        var views = dispatcher.actionViews
        for action in Set(Self.builtIn).union(dispatcher.actionsServed)
        where !views.contains(where: { $0.action == action }) {
            views.append(ActionView(action: action, inspection: .unknown(reason: "not asked")))
        }
        views.sort { $0.action < $1.action }
        return await inspect(views)
    }

    private func inspect(_ views: [ActionView]) async -> [ActionView] {
        await withTaskGroup(of: (Int, QueueInspection).self) { group in
            var views = views
            var next = 0
            func ask() {
                guard next < views.count else { return }
                let (index, action) = (next, views[next].action)
                next += 1
                group.addTask { (index, await inspector.inspect(queueOf: action)) }
            }
            for _ in 0..<Self.width { ask() }
            while let (index, inspection) = await group.next() {
                views[index].inspection = inspection
                ask()
            }
            return views
        }
    }
}
