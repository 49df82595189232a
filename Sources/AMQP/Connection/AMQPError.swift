/// What went wrong in a call to the broker. Never contains a password.
public struct AMQPError: Error, Sendable, CustomStringConvertible {
    /// The kind of failure, to decide upon.
    public struct Code: Sendable, Hashable, CustomStringConvertible {
        private enum Kind: String {
            case invalidConfiguration, notConnected, blocked, bufferFull, unroutable, timedOut, connectionLost
            case tooManyInFlight, accessRefused, virtualHostNotFound, topologyMismatch, cancelled, closed, tls
            case invalidMessage, alreadyRunning, queueUnavailable
        }

        private let kind: Kind

        public var description: String { kind.rawValue }

        /// A URL, file or option cannot be used as it is.
        public static let invalidConfiguration = Code(kind: .invalidConfiguration)
        /// There is no connection now; nothing was sent.
        public static let notConnected = Code(kind: .notConnected)
        /// The broker takes no publishes for now (`connection.blocked`); nothing was sent.
        public static let blocked = Code(kind: .blocked)
        /// The bounded buffer in front of the connection is full; nothing was sent.
        public static let bufferFull = Code(kind: .bufferFull)
        /// The broker returned the message: no queue is bound for it.
        public static let unroutable = Code(kind: .unroutable)
        /// The time given passed first.
        public static let timedOut = Code(kind: .timedOut)
        /// The connection was lost while an answer was awaited; whether the message arrived is unknown.
        public static let connectionLost = Code(kind: .connectionLost)
        /// As many calls as allowed are already waiting for their replies; nothing was sent.
        public static let tooManyInFlight = Code(kind: .tooManyInFlight)
        /// The broker refused the user, or the user lacks a permission (403).
        public static let accessRefused = Code(kind: .accessRefused)
        /// The virtual host does not exist or is not open to the user (530).
        public static let virtualHostNotFound = Code(kind: .virtualHostNotFound)
        /// A queue or exchange exists with other properties than those declared (406).
        public static let topologyMismatch = Code(kind: .topologyMismatch)
        /// A queue can't be asked about: its node is down, it is exclusive to another connection, or the like.
        public static let queueUnavailable = Code(kind: .queueUnavailable)
        /// The calling task was cancelled.
        public static let cancelled = Code(kind: .cancelled)
        /// The connection was shut down for good.
        public static let closed = Code(kind: .closed)
        /// A certificate or key cannot be loaded.
        public static let tls = Code(kind: .tls)
        /// The message cannot be encoded (AMQP short strings hold at most 255 bytes); nothing was sent.
        public static let invalidMessage = Code(kind: .invalidMessage)
        /// `run()` was called a second time.
        public static let alreadyRunning = Code(kind: .alreadyRunning)
    }

    public var code: Code
    public var message: String
    /// The reply code of the broker (AMQP 0-9-1 section 1.2 "constants"), where the broker was the one to refuse.
    public var replyCode: UInt16?

    public init(_ code: Code, _ message: String, replyCode: UInt16? = nil) {
        self.code = code
        self.message = message
        self.replyCode = replyCode
    }

    public var description: String { "\(code): \(message)" }
}
