/// A user of the broker.
struct BrokerUser: Sendable {
    var name: String
    var password: String
}
