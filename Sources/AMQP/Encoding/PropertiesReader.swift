import CRabbitMQ
import MessageBus

/// Copies message properties from the library's memory.
struct PropertiesReader {
    private var contentType = StringCache()
    private var contentEncoding = StringCache()
    private var type = StringCache()
    private var appID = StringCache()

    mutating func read(_ raw: borrowing amqp_basic_properties_t) -> MessageProperties {
        let flags = raw._flags
        func has(_ flag: Int32) -> Bool { flags & amqp_flags_t(flag) != 0 }
        var properties = MessageProperties(persistent: false)
        if has(AMQP_BASIC_CONTENT_TYPE_FLAG) { properties.contentType = contentType.string(raw.content_type) }
        if has(AMQP_BASIC_CONTENT_ENCODING_FLAG) {
            properties.contentEncoding = contentEncoding.string(raw.content_encoding)
        }
        if has(AMQP_BASIC_HEADERS_FLAG) { properties.headers = FieldValue.fields(raw.headers) }
        if has(AMQP_BASIC_DELIVERY_MODE_FLAG) { properties.persistent = raw.delivery_mode == 2 }
        if has(AMQP_BASIC_PRIORITY_FLAG) { properties.priority = raw.priority }
        if has(AMQP_BASIC_CORRELATION_ID_FLAG) { properties.correlationID = String(raw.correlation_id) }
        if has(AMQP_BASIC_REPLY_TO_FLAG) { properties.replyTo = String(raw.reply_to) }
        if has(AMQP_BASIC_EXPIRATION_FLAG) { properties.expiration = String(raw.expiration) }
        if has(AMQP_BASIC_MESSAGE_ID_FLAG) { properties.messageID = String(raw.message_id) }
        if has(AMQP_BASIC_TIMESTAMP_FLAG) { properties.timestamp = raw.timestamp }
        if has(AMQP_BASIC_TYPE_FLAG) { properties.type = type.string(raw.type) }
        if has(AMQP_BASIC_USER_ID_FLAG) { properties.userID = String(raw.user_id) }
        if has(AMQP_BASIC_APP_ID_FLAG) { properties.appID = appID.string(raw.app_id) }
        return properties
    }
}

/// Caches the last string of one property: exchange, type and others are mostly the same in every message, and then cost a
/// comparison instead of an allocation.
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
