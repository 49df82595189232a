import CRabbitMQ

/// Remembers the last string read in one place: exchange, type and the like are mostly the same in every message, and
/// then cost a comparison instead of an allocation.
struct StringCache {
    private var last = ""

    mutating func string(_ bytes: amqp_bytes_t) -> String {
        let bytes = UnsafeRawBufferPointer(bytes)
        let isSame =
            last.utf8.withContiguousStorageIfAvailable { last in
                last.count == bytes.count && last.elementsEqual(bytes)
            } ?? false
        if !isSame { last = String(decoding: bytes, as: UTF8.self) }
        return last
    }
}
