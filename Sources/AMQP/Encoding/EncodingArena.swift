import CRabbitMQ
import MessageBus

/// Memory for the strings and tables that the C library reads while it encodes one method or header. Freed all at once.
final class EncodingArena {
    private static let firstCapacity = 64 << 10
    private let first: UnsafeMutableRawPointer
    private var firstUsed = 0
    private var overflow: [UnsafeMutableRawPointer] = []
    /// Bytes allocated since the last reset.
    private(set) var used = 0

    init() {
        first = .allocate(byteCount: Self.firstCapacity, alignment: 16)
    }

    deinit {
        reset()
        first.deallocate()
    }

    func reset() {
        firstUsed = 0
        used = 0
        guard !overflow.isEmpty else { return }
        for chunk in overflow { chunk.deallocate() }
        overflow.removeAll()
    }

    func allocate(_ count: Int) -> UnsafeMutableRawPointer {
        used += count
        let aligned = (firstUsed + 15) & ~15
        if aligned + count <= Self.firstCapacity {
            firstUsed = aligned + count
            return first + aligned
        }
        let chunk = UnsafeMutableRawPointer.allocate(byteCount: max(count, 1), alignment: 16)
        overflow.append(chunk)
        return chunk
    }

    func copy(_ bytes: UnsafeRawBufferPointer) -> amqp_bytes_t {
        guard let base = bytes.baseAddress, !bytes.isEmpty else { return amqp_bytes_t(len: 0, bytes: nil) }
        let target = allocate(bytes.count)
        target.copyMemory(from: base, byteCount: bytes.count)
        return amqp_bytes_t(len: bytes.count, bytes: target)
    }

    func copy(_ string: String) -> amqp_bytes_t {
        var string = string
        return string.withUTF8 { copy(UnsafeRawBufferPointer($0)) }
    }

    func table(_ fields: [String: FieldValue]) -> amqp_table_t {
        guard !fields.isEmpty else { return amqp_table_t(num_entries: 0, entries: nil) }
        let entries = allocate(fields.count * MemoryLayout<amqp_table_entry_t>.stride)
            .bindMemory(to: amqp_table_entry_t.self, capacity: fields.count)
        for (index, field) in fields.enumerated() {
            (entries + index).initialize(to: amqp_table_entry_t(key: copy(field.key), value: value(field.value)))
        }
        return amqp_table_t(num_entries: Int32(fields.count), entries: entries)
    }

    private func value(_ value: FieldValue) -> amqp_field_value_t {
        var result = amqp_field_value_t()
        switch value {
        case .string(let string):
            result.kind = FieldKind.utf8
            result.value.bytes = copy(string)
        case .int(let int):
            result.kind = FieldKind.int64
            result.value.i64 = int
        case .bool(let bool):
            result.kind = FieldKind.boolean
            result.value.boolean = bool ? 1 : 0
        case .double(let double):
            result.kind = FieldKind.float64
            result.value.f64 = double
        case .bytes(let bytes):
            result.kind = FieldKind.bytes
            result.value.bytes = bytes.withUnsafeBytes(copy)
        case .timestamp(let seconds):
            result.kind = FieldKind.timestamp
            result.value.u64 = seconds
        case .null:
            result.kind = FieldKind.void
        case .table(let fields):
            result.kind = FieldKind.table
            result.value.table = table(fields)
        case .array(let values):
            result.kind = FieldKind.array
            result.value.array = array(values)
        }
        return result
    }

    private func array(_ values: [FieldValue]) -> amqp_array_t {
        let entries = allocate(max(1, values.count) * MemoryLayout<amqp_field_value_t>.stride)
            .bindMemory(to: amqp_field_value_t.self, capacity: max(1, values.count))
        for (index, element) in values.enumerated() {
            (entries + index).initialize(to: value(element))
        }
        return amqp_array_t(num_entries: Int32(values.count), entries: entries)
    }
}
