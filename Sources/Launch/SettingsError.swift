/// A setting that can't be used: names it, and says what was expected.
public struct SettingsError: Error, Hashable, Sendable, CustomStringConvertible {
    public let description: String

    public init(_ description: String) {
        self.description = description
    }
}
