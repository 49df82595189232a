import ArgumentParser
import JSON

/// `carillon calendars`. Without a subcommand it lists calendars.
struct Calendars: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "List, set and delete calendars: named lists of days that recurrences skip.",
        subcommands: [ListCalendars.self, SetCalendar.self, ShowCalendar.self, RemoveCalendars.self],
        defaultSubcommand: ListCalendars.self)

    static func path(_ name: String) -> String { "/calendars/\(APIRequest.escaped(name))" }
}

/// `carillon calendars ls`.
struct ListCalendars: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ls", abstract: "List calendars.", aliases: ["list"])

    @OptionGroup(title: "Output") var output: OutputOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    func run() async throws {
        try await Session.with(connection, output) { session in
            var calendars: [JSONValue] = []
            _ = try await session.pages(APIRequest("/calendars"), of: "calendars", maximum: nil) { calendars += $0 }
            if session.isJSON {
                return try session.printJSON(.object([.init(key: "calendars", value: .array(calendars))]))
            }
            guard !calendars.isEmpty else { return session.printNote("no calendars") }
            var table = Table(columns: [
                .init(title: "NAME", isElastic: true), .init(title: "TASKS"), .init(title: "REVISION"),
                .init(title: "UPDATED"),
            ])
            table.rows = calendars.map { calendar in
                [
                    .init(calendar["name"]?.string ?? ""), .init("\(calendar["tasks"]?.int ?? 0)"),
                    .init("\(calendar["revision"]?.int ?? 0)"), .init(calendar["updated_at"]?.string ?? ""),
                ]
            }
            try session.print(table)
        }
    }
}

/// `carillon calendars set`.
struct SetCalendar: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "set", abstract: "Create or replace a calendar.",
        discussion: """
            Tasks that use the calendar follow the change.

            Examples:
              carillon calendars set holidays-de --file feiertage.ics
              carillon calendars set holidays-de --entries '["2026-12-25", "2026-12-26"]'
            """)

    @Argument(help: "The name of the calendar.")
    var name: String

    @Option(help: "An iCalendar file (.ics).")
    var file: String?

    @Option(help: "A JSON list of days and rules; @FILE reads it from a file, - from standard input.")
    var entries: String?

    @OptionGroup(title: "Output") var output: OutputOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    func validate() throws {
        if (file == nil) == (entries == nil) { throw ValidationError("give --file or --entries") }
    }

    func run() async throws {
        try await Session.with(connection, output) { session in
            let reader = DataReader(session.environment)
            var flags = FlagMap()
            var request = APIRequest("PUT", Calendars.path(name))
            if let file {
                request.body = .init(bytes: try reader.file(file, flag: "--file"), type: "text/calendar")
            } else if let entries {
                request.body = .init(bytes: try reader.json(entries, flag: "--entries").bytes)
            }
            flags.record("", file == nil ? "--entries" : "--file")
            flags.record("name", name)
            let answer = try await session.client.send(request, flags: flags).json()
            if session.isJSON { return try session.printJSON(answer) }
            let tasks = answer["calendar"]?["tasks"]?.int ?? 0
            let users = tasks == 0 ? "" : ", which \(tasks) task\(tasks == 1 ? " follows" : "s follow")"
            try session.print("\(session.style.apply(.good, "set")) \(name)\(users)")
        }
    }
}

/// `carillon calendars show`.
struct ShowCalendar: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show the days of a calendar.")

    @Argument(help: "The name of the calendar.")
    var name: String

    @OptionGroup(title: "Output") var output: OutputOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    func run() async throws {
        try await Session.with(connection, output) { session in
            let answer = try await session.client.send(APIRequest(Calendars.path(name))).json()
            if session.isJSON { return try session.printJSON(answer) }
            let calendar = answer["calendar"] ?? [:]
            if let text = calendar["icalendar"]?.string {
                try session.print(text.split(whereSeparator: \.isNewline).map(String.init))
            } else {
                try session.print((calendar["entries"]?.array ?? []).map { $0.string ?? $0.compact })
            }
        }
    }
}

/// `carillon calendars rm`.
struct RemoveCalendars: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rm", abstract: "Delete calendars that no task uses.")

    @Argument(help: "The names of the calendars.")
    var names: [String]

    @OptionGroup(title: "Output") var output: OutputOptions
    @OptionGroup(title: "Connection") var connection: ConnectionOptions

    func run() async throws {
        try await Session.with(connection, output) { session in
            var answers: [JSONValue] = []
            for name in names {
                answers.append(try await session.client.send(APIRequest("DELETE", Calendars.path(name))).json())
                if !session.isJSON { try session.print("\(session.style.apply(.good, "deleted")) \(name)") }
            }
            if session.isJSON { try session.printJSON(names.count == 1 ? answers[0] : .array(answers)) }
        }
    }
}
