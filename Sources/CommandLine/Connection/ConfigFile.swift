import JSON
import TOMLKit

/// The config file: servers and keys, by profile.
struct ConfigFile: Hashable, Sendable {
    /// A server and its key.
    struct Profile: Hashable, Sendable {
        var server: String?
        var key: String?
        var keyFile: String?
    }

    /// The profile to use by default.
    var profile: String?
    /// The settings that apply unless a profile replaces them.
    var common = Profile()
    var profiles: [String: Profile] = [:]

    init() {}

    /// Reads TOML.
    ///
    /// - Parameter path: the path of the file, for errors.
    /// - Throws: ``Failure`` with the place of the error. Unknown keys are errors, since they are probably typos.
    init(parsing text: String, path: String) throws {
        let table: TOMLTable
        do {
            table = try TOMLTable(string: text)
        } catch let error as TOMLParseError {
            throw Failure(.usage, "\(path), line \(error.source.begin.line): \(error.description)")
        }
        for key in table.keys {
            switch key {
            case "profile": profile = try Self.string(table, key, path)
            case "profiles":
                guard let profiles = table[key]?.table else {
                    throw Failure(.usage, "\(path): profiles must be tables, such as [profiles.prod]")
                }
                for name in profiles.keys {
                    guard let entries = profiles[name]?.table else {
                        throw Failure(.usage, "\(path): profiles.\(name) must be a table, [profiles.\(name)]")
                    }
                    var profile = Profile()
                    for key in entries.keys { try Self.read(&profile, entries, key, path, "profiles.\(name).") }
                    self.profiles[name] = profile
                }
            default: try Self.read(&common, table, key, path, "")
            }
        }
    }

    /// Whether the file itself contains a key.
    var holdsKey: Bool { common.key != nil || profiles.values.contains { $0.key != nil } }

    private static func read(
        _ profile: inout Profile, _ table: TOMLTable, _ key: String, _ path: String, _ prefix: String
    ) throws {
        switch key {
        case "server": profile.server = try string(table, key, path, prefix)
        case "key": profile.key = try string(table, key, path, prefix)
        case "key_file": profile.keyFile = try string(table, key, path, prefix)
        default:
            let known = prefix.isEmpty ? "profile, server, key, key_file and [profiles.…]" : "server, key and key_file"
            throw Failure(.usage, "\(path): \(prefix)\(key) is not a setting; expected one of \(known)")
        }
    }

    private static func string(_ table: TOMLTable, _ key: String, _ path: String, _ prefix: String = "") throws
        -> String
    {
        guard let text = table[key]?.string else {
            throw Failure(.usage, "\(path): \(prefix)\(key) must be a text in quotes")
        }
        return text
    }
}
