/// How a command ended, for scripts.
enum Outcome: Int32, Sendable {
    case ok = 0
    /// The server refused the request, or what the command shows can't be written.
    case refused = 1
    /// The command was wrong; nothing was sent.
    case usage = 2
    case notFound = 3
    /// The name is taken, somebody else was faster, or the task has ended.
    case conflict = 4
    /// The key is missing, unknown or not enough.
    case notAllowed = 5
    /// The server can't be reached, or can't answer now.
    case unavailable = 6

    /// What an HTTP status means.
    init(status: Int) {
        switch status {
        case 200..<300: self = .ok
        case 401, 403: self = .notAllowed
        case 404: self = .notFound
        case 409, 412: self = .conflict
        case 429, 500...: self = .unavailable
        default: self = .refused
        }
    }

    /// For `carillon --help`.
    static let help = """
        Exit status:
          0  done
          1  the server refused the request, or the output can't be written
          2  the command is wrong, nothing was sent
          3  there is no such task, run or key
          4  conflict: the name is taken, the task has ended or was changed meanwhile
          5  not allowed: the key is missing, unknown or not enough
          6  the server can't be reached or can't answer now
        """
}
