/// Tells a system's crontab, which names a user before each command, from a user's.
enum CrontabKind {
    /// Users that systems have, without those that are commands, too, such as `mail`, `git` and `mysql`.
    private static let users: Set<String> = [
        "root", "daemon", "nobody", "www-data", "postgres", "smmsp", "munin", "ubuntu", "debian", "centos", "ec2-user",
        "logcheck", "amavis", "debian-spamd", "opendkim", "zabbix", "nagios", "operator", "_sysupgrade",
        "_rpki-client",
    ]

    /// - Parameters:
    ///   - lines: without white space before them.
    ///   - path: where the file is: systems have theirs in fixed places.
    static func isSystem(_ lines: [Substring], path: String) -> Bool {
        if path == "/etc/crontab" || path.hasSuffix("/etc/crontab") || path.contains("/cron.d/") { return true }
        if lines.contains(where: isHead) { return true }
        var hasKnownUser = false
        for line in lines where !line.isEmpty && line.first != "#" {
            var words = CrontabWords(line)
            guard let start = line.first, start == "@" || start == "*" || start == "-" || start.isNumber else {
                continue
            }
            guard case .success = CrontabSchedule.take(from: &words) else { continue }
            // A user, and then a command.
            guard let user = words.take(), isUserName(user), !words.rest.isEmpty else { return false }
            hasKnownUser = hasKnownUser || users.contains(user)
        }
        return hasKnownUser
    }

    /// Whether the lines are those of anacron: a number of days, a delay in minutes, a name and a command.
    static func isAnacron(_ lines: [Substring], path: String) -> Bool {
        path.hasSuffix("anacrontab")
            || lines.contains { line in
                var words = CrontabWords(line)
                guard let days = words.take(), let delay = words.take(), let name = words.take() else { return false }
                return Int(days) != nil && Int(delay) != nil && name.hasPrefix("cron.")
            }
    }

    /// The comment over the columns: `# m h dom mon dow user  command`.
    private static func isHead(_ line: Substring) -> Bool {
        guard line.first == "#" else { return false }
        let words = line.lowercased().split { !$0.isLetter && $0 != "-" }
        guard let user = words.firstIndex(where: { $0 == "user" || $0 == "who" || $0 == "user-name" }) else {
            return false
        }
        return words[..<user].last.map { ["dow", "wday", "weekday", "week"].contains($0) } ?? false
            || words.contains("user-name") && words.contains("command")
    }

    private static func isUserName(_ word: String) -> Bool {
        guard let first = word.utf8.first, word.utf8.count <= 32 else { return false }
        return (first == UInt8(ascii: "_") || UInt8(ascii: "a")...UInt8(ascii: "z") ~= first)
            && word.utf8.allSatisfy {
                UInt8(ascii: "a")...UInt8(ascii: "z") ~= $0 || UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0
                    || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: "-")
            }
    }
}
