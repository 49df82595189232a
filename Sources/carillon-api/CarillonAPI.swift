import AMQP
import API
import Launch
import Logging
import Messages
import NIOCore
import NIOPosix
import RabbitMQTransport
import Timekeeping

/// The HTTP API: `carillon-api --help` lists its settings.
@main
enum CarillonAPI {
    static let host = Setting("http.host", standard: "127.0.0.1", summary: "the address to listen on")
    static let port = Setting("http.port", standard: "8080", summary: "the port to listen on; 0 for any that is free")

    static func main() async {
        _ = NIOSingletons.unsafeTryInstallSingletonPosixEventLoopGroupAsConcurrencyGlobalExecutor()
        await Launch.run("carillon-api", settings: [host, port]) { settings, logger in
            let clock = SystemClock()
            let connection = try AMQPConnection.service(
                settings, name: "carillon-api", topology: .api, logger: logger)
            let scheduler = RabbitMQSchedulerClient(connection: connection, appID: "carillon-api", clock: clock)
            let api = APIService(
                scheduler: scheduler, clock: clock,
                settings: .init(host: settings.string(host), port: try settings.int(port, in: 0...65535)),
                logger: logger,
                onListening: { port in logger.info("listening", metadata: ["port": "\(port)"]) })
            return [connection, api]
        }
    }
}
