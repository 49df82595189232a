import CarillonExecutor

/// Posts a text message to a chat room.
struct PostToChat: Action {
    static let name: ActionName = "chat.post"

    struct Payload: Codable, Sendable {
        let room: String
        let text: String
    }

    struct Output: Codable {
        /// The number of the message in its room, from 1.
        let message: Int
    }

    let rooms: ChatRooms

    func perform(_ payload: Payload, context: ActionContext) async throws -> ActionOutcome {
        guard await rooms.contains(payload.room) else {
            return .rejected(code: "no_such_room", message: "there is no room \(payload.room)")
        }
        let number = try await rooms.post(payload.text, to: payload.room, key: context.idempotencyKey)
        context.logger.info("posted", metadata: ["room": "\(payload.room)", "message": "\(number)"])
        return try .succeeded(output: Output(message: number))
    }
}
