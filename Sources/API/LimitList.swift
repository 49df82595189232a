import JSON
import Messages
import TaskModel

/// The limits as the scheduler tells them, read as far as the API needs it.
struct LimitList {
    private let limits: [RawJSON]

    /// - Parameter answer: `{"limits":[…]}`.
    /// - Throws: ``MessageError`` or ``JSONError`` where it is something else.
    init(_ answer: RawJSON) throws {
        guard let list = try answer.members()?.first(where: { $0.name == "limits" })?.value else {
            throw MessageError("the scheduler's answer has no limits")
        }
        var limits: [RawJSON] = []
        var reader = try JSONReader(list.bytes)
        try reader.readArray { limits.append(try $0.readRaw()) }
        self.limits = limits
    }

    /// The limit of a name, as it was told.
    func limit(_ name: LimitName) throws -> RawJSON? {
        try limits.first { limit in
            guard let value = try limit.members()?.first(where: { $0.name == "name" })?.value else { return false }
            var reader = try JSONReader(value.bytes)
            return try reader.readString() == name.text
        }
    }
}
