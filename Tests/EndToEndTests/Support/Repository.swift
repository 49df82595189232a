import Foundation

/// Where the files of this checkout are.
enum Repository {
    /// The folder with Package.swift.
    static let root: URL = {
        // From Tests/EndToEndTests/Support.
        var folder = URL(filePath: #filePath)
        for _ in 0..<4 { folder.deleteLastPathComponent() }
        return folder
    }()

    /// Where the build put the executables: beside the tests.
    static let products = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()

    static func file(_ path: String) -> URL { root.appending(path: path) }
}
