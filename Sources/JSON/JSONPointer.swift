/// JSON pointers (RFC 6901) as texts.
public enum JSONPointer {
    /// The pointer to the member `field` of what `parent` points to.
    public static func joining(_ parent: String, _ field: String) -> String {
        var token = ""
        for character in field.unicodeScalars {
            switch character {
            case "~": token += "~0"
            case "/": token += "~1"
            default: token.unicodeScalars.append(character)
            }
        }
        return parent + "/" + token
    }
}
