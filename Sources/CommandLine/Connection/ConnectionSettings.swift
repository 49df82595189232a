/// Which server to speak with, and as whom: from flags, the environment and the config file, in this order.
struct ConnectionSettings: Hashable, Sendable {
    var server: ServerAddress
    var key: Secret?
    /// A file of certificates in PEM that are trusted, in place of the system's.
    var authorities: String?
    /// What somebody should know about the files.
    var warnings: [String] = []

    /// What was given on the command line.
    struct Flags: Hashable, Sendable {
        var server: String?
        var key: String?
        var profile: String?
    }

    /// - Parameter readFile: a file; nil where there is none.
    /// - Throws: ``Failure`` where something that was given can't be used.
    init(
        flags: Flags, environment: [String: String], readFile: (String) throws -> CommandEnvironment.File?
    ) throws {
        let variables = environment.filter { !$0.value.isEmpty }
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
            // A key goes only to the server that it is written for, not to another one that was named for once.
            let expected = try ServerAddress(configured ?? ServerAddress.standard, from: path)
            let own = profile.flatMap { $0.key == nil && $0.keyFile == nil ? nil : $0 } ?? config.common
            if expected == server { key = try Self.key(own, path: path, environment: variables, readFile, &warnings) }
        }
    }

    /// Where the config file is; nil where no home is known.
    static func path(_ environment: [String: String]) -> String? {
        if let folder = environment["XDG_CONFIG_HOME"], folder.hasPrefix("/") {
            return "\(folder)/carillon/config.toml"
        }
        return environment["HOME"].map { "\($0)/.config/carillon/config.toml" }
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
        _ profile: ConfigFile.Profile, path: String, environment: [String: String],
        _ readFile: (String) throws -> CommandEnvironment.File?, _ warnings: inout [String]
    ) throws -> Secret? {
        if let key = profile.key { return try Secret(key, from: path) }
        guard var keyPath = profile.keyFile else { return nil }
        if keyPath.hasPrefix("~/"), let home = environment["HOME"] { keyPath = home + keyPath.dropFirst() }
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
