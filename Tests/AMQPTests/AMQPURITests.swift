import Testing

@testable import AMQP

@Suite struct AMQPURITests {
    @Test func `everything given`() throws {
        let configuration = try AMQPConfiguration(
            urls: "amqp://us%65r:p%40ss%2C@host:1234/v%2Fhost", connectionName: "test")
        #expect(configuration.endpoints == [AMQPEndpoint(host: "host", port: 1234)])
        #expect(configuration.username == "user")
        #expect(configuration.password == "p@ss,")
        #expect(configuration.virtualHost == "v/host")
    }

    @Test(arguments: ["amqp://", "amqp:///", "amqp://localhost", "amqp://localhost:5672/%2f", "AMQP://localhost/"])
    func `defaults`(url: String) throws {
        let configuration = try AMQPConfiguration(urls: url, connectionName: "test")
        #expect(configuration.endpoints == [AMQPEndpoint(host: "localhost", port: 5672)])
        #expect(configuration.username == "guest")
        #expect(configuration.password == "guest")
        #expect(configuration.virtualHost == "/")
    }

    @Test func `several, where what is given once holds for all`() throws {
        let configuration = try AMQPConfiguration(
            urls: "amqp://u:p@a/vhost, amqps://b,amqp://[::1]:99", connectionName: "test")
        #expect(
            configuration.endpoints == [
                AMQPEndpoint(host: "a", port: 5672), AMQPEndpoint(host: "b", port: 5671, usesTLS: true),
                AMQPEndpoint(host: "::1", port: 99),
            ])
        #expect(configuration.username == "u")
        #expect(configuration.virtualHost == "vhost")
    }

    @Test func `files for TLS`() throws {
        let configuration = try AMQPConfiguration(
            urls: "amqps://h?cacertfile=/a%20b/ca.pem&certfile=c.pem&keyfile=k.pem&heartbeat=10", connectionName: "test"
        )
        #expect(
            configuration.tls
                == AMQPTLSConfiguration(caFile: "/a b/ca.pem", certificateFile: "c.pem", keyFile: "k.pem"))
    }

    @Test(arguments: [
        "", ",", "host", "http://u:secret@h", "amqp://u:secret@h:0", "amqp://u:secret@h:65536", "amqp://u:secret@h:x",
        "amqp://u:secret%zz@h", "amqp://u:secret@h/%2", "amqp://u:secret@h/a/b", "amqp://u:secret@[::1",
        "amqp://%00:secret@h",
        "amqp://u:secret@[::1]x", "amqp://u:secret%ff@h", "amqp://u:secret@a,amqp://u:other-secret@b",
        "amqp://u:secret@a/x,amqp://b/y",
    ])
    func `faults are refused, and do not tell the password`(url: String) {
        let error = #expect(throws: AMQPError.self) { try AMQPConfiguration(urls: url, connectionName: "test") }
        #expect(error?.code == .invalidConfiguration)
        #expect(error?.description.contains("secret") == false)
    }
}
