public import AMQP
public import Launch
public import Logging
public import MessageBus

extension AMQPConnection {
    /// The connection of a service, from its settings.
    ///
    /// - Throws: ``SettingsError`` if the URL can't be used. Its text does not show the password.
    public static func service(
        _ settings: Settings, name: String, topology: Topology, logger: Logger
    ) throws -> AMQPConnection {
        do {
            var configuration = try AMQPConfiguration(urls: settings.string(.amqpURL), connectionName: name)
            configuration.reconnect.maximum = .seconds(2)
            return AMQPConnection(configuration: configuration, topology: topology, logger: logger)
        } catch {
            throw SettingsError("\(Setting.amqpURL.variable) (\(Setting.amqpURL.flag)) can't be used: \(error.message)")
        }
    }
}

extension AMQPConnection: ReadinessReporting {
    public func waitUntilReady() async throws {
        // It connects as long as it takes: a service manager sets its own limit.
        try await waitUntilConnected(timeout: .seconds(365 * 86_400))
    }
}
