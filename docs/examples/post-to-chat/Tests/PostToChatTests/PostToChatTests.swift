import CarillonExecutor
import Foundation
import Testing

@testable import post_to_chat

@Suite struct PostToChatTests {
    /// Runs `body` with a folder that has the room `general`.
    private func withRooms(_ body: (ActionTester<PostToChat>, URL) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let room = folder.appending(path: "general.txt")
        try Data().write(to: room)
        try await body(ActionTester(PostToChat(rooms: ChatRooms(folder: folder.path))), room)
    }

    @Test func `a message is posted once, even if its run is repeated`() async throws {
        try await withRooms { tester, room in
            let payload = PostToChat.Payload(room: "general", text: "hello")
            let report = try await tester.run(payload)
            #expect(try report.outcome == .succeeded(output: PostToChat.Output(message: 1)))
            #expect(report.logs.map(\.message) == ["posted"])
            #expect(report.logs.first?.metadata["room"] == "general")

            let repeated = try await tester.run(payload)
            #expect(repeated.outcome == report.outcome)
            let lines = try String(contentsOf: room, encoding: .utf8).split(separator: "\n")
            #expect(lines.count == 1 && lines[0].hasSuffix(" hello"))
        }
    }

    @Test func `an unknown room is rejected`() async throws {
        try await withRooms { tester, _ in
            let report = try await tester.run(.init(room: "attic", text: "hello"))
            #expect(report.outcome == .rejected(code: "no_such_room", message: "there is no room attic"))
        }
    }

    @Test func `a payload without a text is rejected`() async throws {
        try await withRooms { tester, _ in
            let report = try await tester.run(json: #"{"room":"general"}"#)
            #expect(report.outcome == .rejected(code: "invalid_payload", message: "payload/text is missing"))
        }
    }
}
