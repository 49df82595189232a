import CarillonExecutor
import Foundation

let folder = ProcessInfo.processInfo.environment["CHAT_FOLDER"] ?? "."

try await ExecutorApp(actions: [PostToChat(rooms: ChatRooms(folder: folder))]).run()
