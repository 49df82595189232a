import JSON

/// A message as the broker's management API shows it.
struct BrokerMessage: Sendable {
    var exchange: String
    var routingKey: String
    var body: String
    var properties: JSONValue

    init(_ json: JSONValue) {
        exchange = json["exchange"]?.string ?? ""
        routingKey = json["routing_key"]?.string ?? ""
        body = json["payload"]?.string ?? ""
        properties = json["properties"] ?? .null
    }
}
