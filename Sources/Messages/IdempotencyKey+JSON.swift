internal import JSON
internal import TaskModel

extension IdempotencyKey {
    /// The fields of a key, as they are read.
    struct Parts {
        private var text: String?
        private var fingerprint: String?

        /// - Returns: whether the field is one of these.
        mutating func read(_ field: String, _ reader: inout JSONReader) throws -> Bool {
            switch field {
            case "key": text = try reader.readString()
            case "fingerprint": fingerprint = try reader.readString()
            default: return false
            }
            return true
        }

        func key() throws -> IdempotencyKey {
            try required(
                IdempotencyKey(
                    decoding: try required(text, "key"), fingerprint: try required(fingerprint, "fingerprint")),
                "key")
        }
    }

    func write(into json: inout JSONWriter) {
        json.field("key", key)
        json.field("fingerprint", fingerprint)
    }

    init(reading reader: inout JSONReader) throws {
        var parts = Parts()
        try reader.readObject { reader, field in
            if try !parts.read(field, &reader) { try reader.skipValue() }
        }
        self = try parts.key()
    }
}
