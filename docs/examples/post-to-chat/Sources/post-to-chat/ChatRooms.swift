import Foundation

/// A chat system whose rooms are files in a folder: a room `general` is the file `general.txt`, a message is a line.
actor ChatRooms {
    private let folder: URL

    init(folder: String) {
        self.folder = URL(filePath: folder, directoryHint: .isDirectory)
    }

    func contains(_ room: String) -> Bool {
        !room.contains("/") && FileManager.default.fileExists(atPath: file(of: room).path)
    }

    /// Adds a message to a room, unless the room has a message with the same key.
    ///
    /// - Returns: the number of the message in its room, from 1.
    func post(_ text: String, to room: String, key: String) throws -> Int {
        var lines = try String(contentsOf: file(of: room), encoding: .utf8).split(separator: "\n").map(String.init)
        if let index = lines.firstIndex(where: { $0.hasPrefix("\(key) ") }) { return index + 1 }
        lines.append("\(key) \(text)")
        try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: file(of: room), options: .atomic)
        return lines.count
    }

    private func file(of room: String) -> URL { folder.appending(path: "\(room).txt") }
}
