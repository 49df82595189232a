import Foundation

/// Why something could not be written.
public struct OutputError: Error, Hashable, Sendable {
    /// Whether the reader has gone, as after `| head`: the command ends quietly.
    public var isReaderGone: Bool
    /// What is wrong, for people.
    public var message: String

    /// - Parameters:
    ///   - errno: as `write(2)` left it.
    ///   - name: of the file, or of what else was written to.
    public init(errno code: Int32, name: String) {
        isReaderGone = code == EPIPE
        message = "can't write to \(name): \(String(cString: strerror(code)))"
    }
}
