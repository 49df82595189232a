public import JSON
public import Timekeeping

/// The result of an attempt, as the executor reports it.
public struct RunResult: Hashable, Sendable {
    public enum Outcome: String, Sendable {
        case succeeded
        /// To be tried again, if the task's policy allows.
        case failed
        /// Trying again will not help.
        case rejected
    }

    public var outcome: Outcome
    public var startedAt: Timestamp?
    public var finishedAt: Timestamp?
    /// The output of the action, kept as it is.
    public var output: RawJSON?
    /// Why it failed.
    public var error: RunError?
    /// Not to be tried again sooner than this, in seconds from the result.
    public var retryAfterSeconds: Double?
    /// The executor that performed the run, by its own name.
    public var executor: String?

    public init(
        outcome: Outcome, startedAt: Timestamp? = nil, finishedAt: Timestamp? = nil, output: RawJSON? = nil,
        error: RunError? = nil, retryAfterSeconds: Double? = nil, executor: String? = nil
    ) {
        self.outcome = outcome
        self.startedAt = startedAt
        self.finishedAt = finishedAt
        self.output = output
        self.error = error
        self.retryAfterSeconds = retryAfterSeconds
        self.executor = executor
    }
}

/// Why an attempt failed.
public struct RunError: Hashable, Sendable {
    /// The longest code that is kept, in bytes.
    public static let maximumCodeLength = 64
    /// The longest message that is kept, in bytes.
    public static let maximumMessageLength = 2048

    /// A word for programs, such as `timeout` or `http_status`.
    public let code: String
    /// A sentence for people.
    public let message: String

    /// Texts over the limits are cut, at the end of a character.
    public init(code: String, message: String) {
        self.code = Self.cut(code, to: Self.maximumCodeLength)
        self.message = Self.cut(message, to: Self.maximumMessageLength)
    }

    /// The beginning of a text, cut at the end of a character as people see it: an emoji of several code points is kept
    /// whole or not at all.
    ///
    /// - Parameter limit: in bytes of UTF-8.
    public static func cut(_ text: String, to limit: Int) -> String {
        guard text.utf8.count > limit else { return text }
        let end = text.utf8.index(text.startIndex, offsetBy: limit)
        let scalar = text.index(atOrBefore: end)
        let character = text.characterStart(at: scalar)
        // One letter may have any number of combining marks.
        return String(text[..<(text.utf8.distance(from: character, to: scalar) <= 64 ? character : scalar)])
    }
}

extension String {
    /// The start of the code point that `index` lies in.
    fileprivate func index(atOrBefore index: Index) -> Index {
        var scalar = index
        while scalar > startIndex, scalar.samePosition(in: unicodeScalars) == nil {
            scalar = utf8.index(before: scalar)
        }
        return scalar
    }

    /// The start of the character, as people see it, that `index` lies in or at.
    fileprivate func characterStart(at index: Index) -> Index {
        guard index < endIndex else { return endIndex }
        return self.index(before: self.index(after: index))
    }
}
