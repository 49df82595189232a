/// Names for tasks that come from files: the same entry gets the same name each time, so that a second import finds it.
enum ImportNames {
    /// How long a name may be; the API takes 128 bytes, and a number may follow.
    private static let maximumLength = 120

    /// `prefix.key`.
    static func name(prefix: String, key: String) -> String {
        "\(prefix).\(slug(key, maximum: maximumLength - prefix.utf8.count - 1))"
    }

    /// What names of tasks from a file begin with, by its path: `backup` for `/etc/cron.d/backup.cron`.
    static func prefix(path: String) -> String {
        let parts = path.split(separator: "/").filter { $0 != "." && $0 != ".." }
        var file = parts.last.map(String.init) ?? ""
        if path == "-" { file = "stdin" }
        if let dot = file.lastIndex(of: "."), dot > file.startIndex { file = String(file[..<dot]) }
        let slug = slug(file, maximum: 40)
        return slug.isEmpty ? "import" : slug
    }

    /// A text in the characters that a name may have. One that has others, or is too long, ends with its hash, so that
    /// different texts stay apart.
    static func slug(_ text: String, maximum: Int) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            let isAllowed = scalar.isASCII && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil)
            if isAllowed || ".-_".unicodeScalars.contains(scalar) {
                result.unicodeScalars.append(scalar)
            } else if result.last != "-" {
                result.append("-")
            }
        }
        guard result != text || result.utf8.count > maximum else { return result }
        while result.last == "-" { result.removeLast() }
        while result.first == "-" { result.removeFirst() }
        let hash = hash([text])
        return result.isEmpty ? hash : "\(result.prefix(max(0, maximum - hash.utf8.count - 1)))-\(hash)"
    }

    /// Ten hexadecimal digits that texts always have (FNV-1a, 64 bits).
    static func hash(_ texts: [String]) -> String {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for text in texts {
            // No UTF-8 text has 0xFF in it: what is a text each stays one.
            for byte in Array(text.utf8) + [0xFF] { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        }
        let digits = String(hash, radix: 16)
        return String((String(repeating: "0", count: 16 - digits.count) + digits).suffix(10))
    }
}
