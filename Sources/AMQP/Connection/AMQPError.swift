/// An error of the broker or of its connection. Never contains a password.
public struct AMQPError: Error, Sendable, CustomStringConvertible {
    /// The kind of error.
    public struct Code: Sendable, Hashable, CustomStringConvertible {
        private enum Kind: String {
            case invalidConfiguration, notConnected, blocked, bufferFull, unroutable, timedOut, connectionLost
            case tooManyInFlight, accessRefused, virtualHostNotFound, topologyMismatch, cancelled, closed, tls
            case invalidMessage, alreadyRunning, queueUnavailable
        }

        private let kind: Kind

        public var description: String { kind.rawValue }

        /// A URL, file or option is invalid.
        public static let invalidConfiguration = Code(kind: .invalidConfiguration)
        /// There is no connection now; nothing was sent.
        public static let notConnected = Code(kind: .notConnected)
        /// The broker blocks publishers (`connection.blocked`); nothing was sent.
        public static let blocked = Code(kind: .blocked)
        /// The bounded buffer in front of the connection is full; nothing was sent.
        public static let bufferFull = Code(kind: .bufferFull)
        /// The broker returned the message: no queue is bound for it.
        public static let unroutable = Code(kind: .unroutable)
        /// The timeout passed first.
        public static let timedOut = Code(kind: .timedOut)
        /// The connection was lost before the reply came. Whether the message arrived is unknown.
        public static let connectionLost = Code(kind: .connectionLost)
        /// As many calls as allowed wait for their replies already; nothing was sent.
        public static let tooManyInFlight = Code(kind: .tooManyInFlight)
        /// The broker refused the user, or the user lacks a permission (403).
        public static let accessRefused = Code(kind: .accessRefused)
        /// The virtual host does not exist or is not open to the user (530).
        public static let virtualHostNotFound = Code(kind: .virtualHostNotFound)
        /// A queue or exchange exists with other properties than those declared (406).
        public static let topologyMismatch = Code(kind: .topologyMismatch)
        /// A queue can't be inspected: its node is down, or it is exclusive to another connection, for example.
        public static let queueUnavailable = Code(kind: .queueUnavailable)
        /// The calling task was cancelled.
        public static let cancelled = Code(kind: .cancelled)
        /// The connection was shut down permanently.
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
    /// The reply code of the broker (AMQP 0-9-1 section 1.2 "constants"), if the broker refused.
    public var replyCode: UInt16?

    public init(_ code: Code, _ message: String, replyCode: UInt16? = nil) {
        self.code = code
        self.message = message
        self.replyCode = replyCode
    }

    public var description: String { "\(code): \(message)" }
}
