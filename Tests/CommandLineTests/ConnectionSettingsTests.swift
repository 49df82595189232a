import Testing

@testable import CommandLine

struct ConnectionSettingsTests {
    private static let config = """
        profile = "prod"

        [profiles.prod]
        server = "https://carillon.example.com/"
        key = "ck_prod"

        [profiles.dev]
        server = "http://127.0.0.1:9999"
        key_file = "dev.key"
        """

    private func settings(
        _ flags: ConnectionSettings.Flags = .init(), _ environment: [String: String] = [:],
        config: String? = config, isReadableByOthers: Bool = false
    ) throws -> ConnectionSettings {
        var files = ["/home/me/.config/carillon/dev.key": CommandEnvironment.File(bytes: Array("ck_dev\n".utf8))]
        if let config {
            files["/home/me/.config/carillon/config.toml"] =
                .init(bytes: Array(config.utf8), isReadableByOthers: isReadableByOthers)
        }
        return try ConnectionSettings(
            flags: flags, variables: environment.merging(["HOME": "/home/me"]) { $1 }, readFile: { files[$0] })
    }

    @Test func withoutAnythingItIsTheLocalServer() throws {
        let settings = try settings(config: nil)
        #expect(settings.server.url == "http://127.0.0.1:8080")
        #expect(settings.key == nil)
    }

    @Test func theFileSaysWhichProfile() throws {
        let settings = try settings()
        #expect(settings.server.url == "https://carillon.example.com")
        #expect(settings.key?.value == "ck_prod")
        #expect(settings.warnings.isEmpty)
    }

    @Test func aKeyInAFileOfItsOwn() throws {
        let settings = try settings(.init(profile: "dev"))
        #expect(settings.server.url == "http://127.0.0.1:9999")
        #expect(settings.key?.value == "ck_dev")
    }

    @Test func flagsGoBeforeTheEnvironmentAndThatBeforeTheFile() throws {
        let environment = ["CARILLON_SERVER": "http://env", "CARILLON_KEY": "ck_env", "CARILLON_PROFILE": "dev"]
        #expect(try settings(.init(), ["CARILLON_PROFILE": "dev"]).key?.value == "ck_dev")
        #expect(try settings(.init(), environment).server.url == "http://env")
        #expect(try settings(.init(), environment).key?.value == "ck_env")
        let flagged = try settings(.init(server: "flag:1", key: "ck_flag"), environment)
        #expect(flagged.server.url == "http://flag:1")
        #expect(flagged.key?.value == "ck_flag")
    }

    @Test func aKeyGoesOnlyToItsOwnServer() throws {
        #expect(try settings(.init(server: "http://elsewhere")).key == nil)
        #expect(try settings(.init(server: "https://carillon.example.com")).key?.value == "ck_prod")
    }

    @Test func aKeyThatOthersCanReadIsWarnedOf() throws {
        let settings = try settings(isReadableByOthers: true)
        #expect(settings.warnings.count == 1)
        #expect(!settings.warnings[0].contains("ck_prod"))
        let keyless = try self.settings(config: "server = \"http://a\"", isReadableByOthers: true)
        #expect(keyless.warnings.isEmpty)
    }

    @Test(arguments: [
        ("profile = 1", "profile must be a text"), ("servre = \"x\"", "servre is not a setting"),
        ("[profiles.a]\ntoken = \"x\"", "profiles.a.token is not a setting"), ("a = ", "line 1"),
        ("profile = \"b\"\n[profiles.a]", "no profile \"b\""), ("server = \"ftp://x\"", "http or https"),
        ("key = \"a b\"", "not a key"), ("server = \"http://me:secret@x\"", "user name"),
    ])
    func refuses(config: String, message: String) {
        let failure = #expect(throws: Failure.self) { try settings(config: config) }
        #expect(failure?.status == .usage)
        #expect(failure?.message.contains(message) == true, "\(failure?.message ?? "")")
    }

    @Test func theConfigFolderIsThatOfXDG() {
        #expect(ConnectionSettings.path(["HOME": "/h", "XDG_CONFIG_HOME": "/x"]) == "/x/carillon/config.toml")
        #expect(ConnectionSettings.path(["HOME": "/h"]) == "/h/.config/carillon/config.toml")
        #expect(ConnectionSettings.path([:]) == nil)
    }

    @Test func aKeyIsNotShown() throws {
        let key = try Secret(" ck_secret\n", from: "--key")
        #expect("\(key)" == "(hidden)")
        #expect(String(reflecting: key) == "(hidden)")
        var dumped = ""
        dump(key, to: &dumped)
        #expect(!dumped.contains("ck_secret"))
        #expect(key.removed(from: "the key ck_secret!") == "the key (hidden)!")
        let failure = #expect(throws: Failure.self) { try Secret("bad key", from: "--key") }
        #expect(failure?.message.contains("bad key") == false)
    }
}
