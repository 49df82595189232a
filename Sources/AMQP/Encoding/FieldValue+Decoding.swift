import CRabbitMQ
import MessageBus

extension FieldValue {
    /// How deep tables and arrays may nest; deeper values read as null. Deeper nesting only occurs in attacks that exhaust
    /// the stack.
    private static let maximumDepth = 32

    init(_ field: amqp_field_value_t, depth: Int = 0) {
        switch field.kind {
        case FieldKind.boolean: self = .bool(field.value.boolean != 0)
        case FieldKind.int8: self = .int(Int64(field.value.i8))
        case FieldKind.uint8: self = .int(Int64(field.value.u8))
        case FieldKind.int16: self = .int(Int64(field.value.i16))
        case FieldKind.uint16: self = .int(Int64(field.value.u16))
        case FieldKind.int32: self = .int(Int64(field.value.i32))
        case FieldKind.uint32: self = .int(Int64(field.value.u32))
        case FieldKind.int64: self = .int(field.value.i64)
        case FieldKind.uint64: self = .int(Int64(clamping: field.value.u64))
        case FieldKind.float32: self = .double(Double(field.value.f32))
        case FieldKind.float64: self = .double(field.value.f64)
        case FieldKind.decimal: self = .double(Self.double(field.value.decimal))
        case FieldKind.utf8:
            let bytes = UnsafeRawBufferPointer(field.value.bytes)
            self = String(validating: bytes, as: UTF8.self).map(Self.string) ?? .bytes(Array(bytes))
        case FieldKind.bytes: self = .bytes(Array(UnsafeRawBufferPointer(field.value.bytes)))
        case FieldKind.timestamp: self = .timestamp(field.value.u64)
        case FieldKind.array where depth < Self.maximumDepth:
            let array = field.value.array
            self = .array(
                UnsafeBufferPointer(start: array.entries, count: Int(array.num_entries)).map {
                    FieldValue($0, depth: depth + 1)
                })
        case FieldKind.table where depth < Self.maximumDepth:
            self = .table(Self.fields(field.value.table, depth: depth + 1))
        default: self = .null
        }
    }

    /// Decodes a table. If a key occurs twice, the last value counts.
    static func fields(_ table: amqp_table_t, depth: Int = 0) -> [String: FieldValue] {
        guard table.num_entries > 0 else { return [:] }
        var result = [String: FieldValue](minimumCapacity: Int(table.num_entries))
        for entry in UnsafeBufferPointer(start: table.entries, count: Int(table.num_entries)) {
            result[String(entry.key)] = FieldValue(entry.value, depth: depth)
        }
        return result
    }

    private static func double(_ decimal: amqp_decimal_t) -> Double {
        var scale = 1.0
        for _ in 0..<decimal.decimals { scale *= 10 }
        // It is signed on the wire; the library returns it unsigned.
        return Double(Int32(bitPattern: decimal.value)) / scale
    }
}

extension UnsafeRawBufferPointer {
    init(_ bytes: amqp_bytes_t) {
        self.init(start: bytes.bytes, count: bytes.bytes == nil ? 0 : bytes.len)
    }
}

extension String {
    /// Copies the bytes and repairs invalid UTF-8.
    init(_ bytes: amqp_bytes_t) {
        self = String(decoding: UnsafeRawBufferPointer(bytes), as: UTF8.self)
    }
}

/// The type codes of field values.
enum FieldKind {
    static let boolean = UInt8(AMQP_FIELD_KIND_BOOLEAN.rawValue)
    static let int8 = UInt8(AMQP_FIELD_KIND_I8.rawValue)
    static let uint8 = UInt8(AMQP_FIELD_KIND_U8.rawValue)
    static let int16 = UInt8(AMQP_FIELD_KIND_I16.rawValue)
    static let uint16 = UInt8(AMQP_FIELD_KIND_U16.rawValue)
    static let int32 = UInt8(AMQP_FIELD_KIND_I32.rawValue)
    static let uint32 = UInt8(AMQP_FIELD_KIND_U32.rawValue)
    static let int64 = UInt8(AMQP_FIELD_KIND_I64.rawValue)
    static let uint64 = UInt8(AMQP_FIELD_KIND_U64.rawValue)
    static let float32 = UInt8(AMQP_FIELD_KIND_F32.rawValue)
    static let float64 = UInt8(AMQP_FIELD_KIND_F64.rawValue)
    static let decimal = UInt8(AMQP_FIELD_KIND_DECIMAL.rawValue)
    static let utf8 = UInt8(AMQP_FIELD_KIND_UTF8.rawValue)
    static let array = UInt8(AMQP_FIELD_KIND_ARRAY.rawValue)
    static let timestamp = UInt8(AMQP_FIELD_KIND_TIMESTAMP.rawValue)
    static let table = UInt8(AMQP_FIELD_KIND_TABLE.rawValue)
    static let void = UInt8(AMQP_FIELD_KIND_VOID.rawValue)
    static let bytes = UInt8(AMQP_FIELD_KIND_BYTES.rawValue)
}
