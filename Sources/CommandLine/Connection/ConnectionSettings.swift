import ArgumentParser
import Foundation

/// The server and the key to use: from flags, environment variables and the config file, in this order.
struct ConnectionSettings: Hashable, Sendable {
    var server: ServerAddress
    var key: Secret?
    /// A PEM file of certificates to trust in place of the system's.
    var authorities: String?
    /// Warnings about the files, for the user.
    var warnings: [String] = []

    /// The flags of the command line.
    struct Flags: Hashable, Sendable {
        var server: String?
        var key: String?
        var profile: String?
    }

    /// - Parameter readFile: reads a file; returns `nil` if it does not exist.
    /// - Throws: ``Failure`` if a setting can't be used.
    init(
        flags: Flags, variables: [String: String], readFile: (String) throws -> CommandEnvironment.File?
    ) throws {
        let variables = variables.filter { !$0.value.isEmpty }
        authorities = variables["SSL_CERT_FILE"]
        let path = Self.path(variables)
        let file = try path.flatMap { path in try Self.read(path, readFile).map { (path: path, file: $0) } }
        let config =
            try file.map {
                try ConfigFile(parsing: String(decoding: $0.file.bytes, as: UTF8.self), path: $0.path)
            } ?? ConfigFile()
        if let file, config.holdsKey, file.file.isReadableByOthers {
            warnings.append("\(file.path) holds a key and others can read it: chmod 600 \(file.path)")
        }

        let profile = try Self.profile(
            flags.profile ?? variables["CARILLON_PROFILE"] ?? config.profile, in: config, path: path)
        let configured = profile?.server ?? config.common.server
        switch (flags.server, variables["CARILLON_SERVER"]) {
        case (let text?, _): server = try ServerAddress(text, from: "--server")
        case (nil, let text?): server = try ServerAddress(text, from: "CARILLON_SERVER")
        default: server = try ServerAddress(configured ?? ServerAddress.standard, from: path ?? "the default")
        }

        if let text = flags.key {
            key = try Secret(text, from: "--key")
        } else if let text = variables["CARILLON_KEY"] {
            key = try Secret(text, from: "CARILLON_KEY")
        } else if let path {
            // A key is sent only to the server that it is configured for, not to one given by a flag or variable.
            let expected = try ServerAddress(configured ?? ServerAddress.standard, from: path)
            let own = profile.flatMap { $0.key == nil && $0.keyFile == nil ? nil : $0 } ?? config.common
            if expected == server { key = try Self.key(own, path: path, variables: variables, readFile, &warnings) }
        }
    }

    /// The path of the config file; `nil` if there is no home folder.
    static func path(_ variables: [String: String]) -> String? {
        if let folder = variables["XDG_CONFIG_HOME"], folder.hasPrefix("/") {
            return "\(folder)/carillon/config.toml"
        }
        return variables["HOME"].map { "\($0)/.config/carillon/config.toml" }
    }

    private static func read(
        _ path: String, _ readFile: (String) throws -> CommandEnvironment.File?
    ) throws -> CommandEnvironment.File? {
        do {
            return try readFile(path)
        } catch {
            throw Failure(.usage, "can't read \(path)")
        }
    }

    private static func profile(_ name: String?, in config: ConfigFile, path: String?) throws -> ConfigFile.Profile? {
        guard let name else { return nil }
        if let profile = config.profiles[name] { return profile }
        let known = config.profiles.keys.sorted()
        throw Failure(
            .usage, "there is no profile \"\(name)\" in \(path ?? "the config file")",
            hint: known.isEmpty ? nil : "there are: \(known.joined(separator: ", "))")
    }

    private static func key(
        _ profile: ConfigFile.Profile, path: String, variables: [String: String],
        _ readFile: (String) throws -> CommandEnvironment.File?, _ warnings: inout [String]
    ) throws -> Secret? {
        if let key = profile.key { return try Secret(key, from: path) }
        guard var keyPath = profile.keyFile else { return nil }
        if keyPath.hasPrefix("~/"), let home = variables["HOME"] { keyPath = home + keyPath.dropFirst() }
        if !keyPath.hasPrefix("/") { keyPath = "\(path[..<(path.lastIndex(of: "/") ?? path.startIndex)])/\(keyPath)" }
        guard let file = try read(keyPath, readFile) else {
            throw Failure(.usage, "there is no file \(keyPath), which \(path) names as key_file")
        }
        if file.isReadableByOthers {
            warnings.append("others can read the key in \(keyPath): chmod 600 \(keyPath)")
        }
        return try Secret(String(decoding: file.bytes, as: UTF8.self), from: keyPath)
    }
}

/// The address of the API.
struct ServerAddress: Hashable, Sendable, CustomStringConvertible {
    static let standard = "http://127.0.0.1:8080"

    /// The URL without a slash at its end.
    let url: String

    var description: String { url }
    /// Whether the connection uses TLS.
    var isSecure: Bool { url.lowercased().hasPrefix("https:") }

    /// - Parameter source: where the text comes from, for the error.
    /// - Throws: ``Failure`` if the text is not an http or https URL of a host, with or without a port and a path.
    init(_ text: String, from source: String) throws {
        let withScheme = text.contains("://") ? text : "http://\(text)"
        guard let parts = URLComponents(string: withScheme), let scheme = parts.scheme?.lowercased(),
            scheme == "http" || scheme == "https", let host = parts.host, !host.isEmpty
        else {
            throw Failure(.usage, "the server from \(source) must be an http or https URL, such as \(Self.standard)")
        }
        guard parts.user == nil, parts.password == nil else {
            throw Failure(
                .usage, "the server from \(source) must not contain a user name or password",
                hint: "give a key with --key")
        }
        guard parts.query == nil, parts.fragment == nil else {
            throw Failure(.usage, "the server from \(source) must end with its host, port or path")
        }
        var url = withScheme
        while url.hasSuffix("/") { url.removeLast() }
        self.url = url
    }
}

/// An API key. It is sent, and never shown.
struct Secret: Hashable, Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The key itself, for the header of requests only.
    let value: String

    var description: String { "(hidden)" }
    var debugDescription: String { description }
    var customMirror: Mirror { Mirror(self, children: []) }

    /// - Parameter source: where the text comes from, for the error.
    /// - Throws: ``Failure`` if the text can't be sent in a header; the failure does not show it.
    init(_ text: String, from source: String) throws {
        let value = String(
            String.UnicodeScalarView(
                text.unicodeScalars.drop(while: Self.isSpace).reversed().drop(while: Self.isSpace).reversed()))
        guard !value.isEmpty, value.utf8.allSatisfy({ 0x21...0x7E ~= $0 }) else {
            throw Failure(.usage, "the key from \(source) is not a key: it must be printable ASCII without spaces")
        }
        self.value = value
    }

    private static func isSpace(_ scalar: Unicode.Scalar) -> Bool { scalar.properties.isWhitespace }

    /// The text with the key replaced, if it contains it.
    func removed(from text: String) -> String {
        text.split(separator: value, omittingEmptySubsequences: false).joined(separator: description)
    }
}

/// The flags of the connection.
struct ConnectionOptions: ParsableArguments {
    @Option(help: "The API's URL. (default: CARILLON_SERVER, the config file, or \(ServerAddress.standard))")
    var server: String?

    @Option(help: "The API key. CARILLON_KEY or the config file are safer: other users can see flags.")
    var key: String?

    @Option(help: "The profile of the config file to use. (default: CARILLON_PROFILE, or the file's setting)")
    var profile: String?

    @Flag(name: [.short, .long], help: "Print each request to standard error.")
    var verbose = false

    var flags: ConnectionSettings.Flags { .init(server: server, key: key, profile: profile) }
}
