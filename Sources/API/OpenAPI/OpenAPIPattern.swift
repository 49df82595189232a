/// Regular expressions that several schemas have in common, with the escapes of JSON.
enum OpenAPIPattern {
    private static let day = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
    private static let clock = #"[Tt][0-9]{2}:[0-9]{2}(:[0-9]{2}(\\.[0-9]+)?)?"#
    private static let offset = "([Zz]|[+-][0-9]{2}:[0-9]{2})"

    static let instant = #"\#(day)T[0-9]{2}:[0-9]{2}:[0-9]{2}\\.[0-9]{3}Z"#
    /// As the clocks of a zone show it.
    static let clockTime =
        #"\#(day)T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{1,3})?(Z|[+-][0-9]{2}:[0-9]{2}(:[0-9]{2})?)"#

    static let localTime = "\(day)T[0-9]{2}:[0-9]{2}:[0-9]{2}"
    static let time = "\(day)\(clock)\(offset)"
    static let timeOrLocalTime = "\(day)\(clock)\(offset)?"
    static let dayOrTime = "\(day)(\(clock)\(offset)?)?"

    /// Three letters or the whole name, in any case.
    static let dayOfWeek =
        "([Mm][Oo][Nn]([Dd][Aa][Yy])?|"
        + "[Tt][Uu][Ee]([Ss][Dd][Aa][Yy])?|"
        + "[Ww][Ee][Dd]([Nn][Ee][Ss][Dd][Aa][Yy])?|"
        + "[Tt][Hh][Uu]([Rr][Ss][Dd][Aa][Yy])?|"
        + "[Ff][Rr][Ii]([Dd][Aa][Yy])?|"
        + "[Ss][Aa][Tt]([Uu][Rr][Dd][Aa][Yy])?|"
        + "[Ss][Uu][Nn]([Dd][Aa][Yy])?)"

    private static let number = "[0-9]+([.,][0-9]+)?"
    private static let days = "([0-9]+[Yy])?([0-9]+[Mm])?(\(number)[Ww])?(\(number)[Dd])?"
    private static let hours = "(\(number)[Hh])?(\(number)[Mm])?(\(number)[Ss])?"
    static let duration = "[Pp](?=[0-9Tt])\(days)([Tt](?=[0-9])\(hours))?"

    /// Letters and digits of any language: all but the ASCII characters that a name can't have.
    static let name = #"[^\\u0000-,/;-@\\[-\\^`{-\\u007f]{1,128}"#
    static let group = #"[^\\u0000-/:-@A-Z\\[-`{-\\u007f][^\\u0000-,/:-@A-Z\\[-\\^`{-\\u007f]{0,62}"#
    static let host = #"([A-Za-z0-9._%-]{1,255}|\\[[A-Za-z0-9:._%-]{1,253}\\])(:[0-9]{1,5})?"#
}
