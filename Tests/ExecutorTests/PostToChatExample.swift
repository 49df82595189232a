import Executor
import TaskModel

/// Posts a text message to a chat room in memory. (docs/examples/post-to-chat is a whole program.)
struct PostToChat: Action {
    static let name: ActionName = "chat.post"

    struct Payload: Codable, Sendable {
        let room: String
        let text: String
    }

    let rooms: ChatRooms

    func perform(_ payload: Payload, context: ActionContext) async throws -> ActionOutcome {
        try await rooms.post(payload.text, to: payload.room)
        return .succeeded()
    }
}

/// A chat system in memory.
actor ChatRooms {
    struct NoSuchRoom: Error {}

    private(set) var posts: [String: [String]] = ["general": []]

    func post(_ text: String, to room: String) throws {
        guard posts[room] != nil else { throw NoSuchRoom() }
        posts[room]?.append(text)
    }
}
