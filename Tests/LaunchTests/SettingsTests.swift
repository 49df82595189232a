import Launch
import Testing

@Suite struct SettingsTests {
    private let port = Setting("http.port", standard: "8080", summary: "the port")
    private enum Mode: String, CaseIterable {
        case onTime = "on-time"
        case eachMinute = "each-minute"
    }
    private let mode = Setting("dispatch", standard: "on-time", summary: "the mode")

    private func settings(_ arguments: [String] = [], _ environment: [String: String] = [:]) throws -> Settings {
        try Settings([port, mode] + Setting.common, arguments: arguments, environment: environment)
    }

    @Test func aFlagGoesBeforeTheEnvironmentAndThatBeforeTheStandard() throws {
        #expect(try settings().int(port, in: 0...65535) == 8080)
        #expect(try settings([], ["CARILLON_HTTP_PORT": "1"]).int(port, in: 0...65535) == 1)
        #expect(try settings(["--http-port", "2"], ["CARILLON_HTTP_PORT": "1"]).int(port, in: 0...65535) == 2)
        #expect(try settings(["--http-port=3"]).int(port, in: 0...65535) == 3)
        #expect(try settings(["--http-port=4", "--http-port", "5"]).int(port, in: 0...65535) == 4)
        #expect(try settings(["--http-port="], ["CARILLON_HTTP_PORT": "1"]).int(port, in: 0...65535) == 8080)
        #expect(try settings(["--amqp-url=amqp://h/?a=b"]).string(.amqpURL) == "amqp://h/?a=b")
        #expect(try settings([], ["CARILLON_AMQP_URL": "amqp://h"]).string(.amqpURL) == "amqp://h")
        #expect(try settings([], ["CARILLON_DISPATCH": "each-minute"]).word(mode, as: Mode.self) == .eachMinute)
        #expect(try settings([], ["CARILLON_HTTP_PORT": ""]).int(port, in: 0...65535) == 8080)
    }

    @Test(arguments: ["abc", "-1", "65536", "1.5", " 1"])
    func aBadNumberIsNamed(_ value: String) throws {
        let settings = try settings([], ["CARILLON_HTTP_PORT": value])
        let error = #expect(throws: SettingsError.self) { try settings.int(port, in: 0...65535) }
        #expect(error?.description.contains("CARILLON_HTTP_PORT") == true)
        #expect(error?.description.contains("--http-port") == true)
        #expect(error?.description.contains("\"\(value)\"") == true)
    }

    @Test func aBadWordIsNamedWithTheGoodOnes() throws {
        let settings = try settings([], ["CARILLON_DISPATCH": "never"])
        let error = #expect(throws: SettingsError.self) { try settings.word(mode, as: Mode.self) }
        #expect(error?.description == #"CARILLON_DISPATCH (--dispatch) must be on-time or each-minute; it is "never""#)
    }

    @Test(arguments: [["--http-prot", "1"], ["--http-port"], ["serve"], ["-p", "1"]])
    func anUnknownFlagIsNotPassedOver(_ arguments: [String]) {
        #expect(throws: SettingsError.self) { try settings(arguments) }
    }
}
