/// Why the database can't be used.
public struct TaskStoreError: Error, Sendable, CustomStringConvertible {
    public struct Code: Hashable, Sendable, CustomStringConvertible {
        private enum Value: String { case notADatabase, newerVersion, olderVersion, inUse, unusable }
        private let value: Value

        /// The file is something else.
        public static let notADatabase = Code(value: .notADatabase)
        /// A newer version of Carillon wrote it.
        public static let newerVersion = Code(value: .newerVersion)
        /// A version too old to be brought up to date wrote it.
        public static let olderVersion = Code(value: .olderVersion)
        /// Another scheduler has it open.
        public static let inUse = Code(value: .inUse)
        /// It can't be read or written.
        public static let unusable = Code(value: .unusable)

        public var description: String { value.rawValue }
    }

    public let code: Code
    public let message: String

    init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    public var description: String { message }
}
