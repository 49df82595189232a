import JSON
import Testing
import Timekeeping

@testable import CommandLine

struct CrontabTests {
    private static func settings(_ zone: Zone = .utc, group: String? = nil, tags: [String] = []) -> ImportSettings {
        ImportSettings(zone: zone, group: group, tags: tags, prefix: "tab", now: ToolRun.now)
    }

    private func reading(
        _ text: String, isSystem: Bool? = nil, path: String = "tab", owners: CrontabImport.Owners = .likely(nil)
    ) -> ImportReading {
        CrontabImport(settings: Self.settings(), owners: owners)
            .reading(Crontab(parsing: text, isSystem: isSystem, path: path), file: path)
    }

    @Test func entries() {
        let crontab = Crontab(
            parsing: """
                # a comment
                SHELL=/bin/bash
                MAILTO="ops@example.com"

                */15 9-17 * * MON-FRI  /usr/bin/check --all
                CRON_TZ = Europe/Berlin
                  @daily\techo "a # b"
                @Weekly date +\\%F%first%second
                CRON_TZ=
                0 0 1 1 * x=1 run
                """)
        #expect(crontab.remarks.isEmpty)
        let shell = JSONValue.Member(key: "SHELL", value: "/bin/bash")
        #expect(
            crontab.entries == [
                .init(line: 5, schedule: "*/15 9-17 * * MON-FRI", command: "/usr/bin/check --all", variables: [shell]),
                .init(
                    line: 7, schedule: "@daily", command: "echo \"a # b\"", timezone: "Europe/Berlin",
                    variables: [shell]),
                .init(
                    line: 8, schedule: "@weekly", command: "date +%F", input: "first\nsecond\n",
                    timezone: "Europe/Berlin", variables: [shell]),
                .init(line: 10, schedule: "0 0 1 1 *", command: "x=1 run", variables: [shell]),
            ])
    }

    @Test func theZoneOfTheCommandIsNotThatOfTheSchedule() throws {
        let reading = reading("TZ=America/New_York\n0 9 * * * a\nCRON_TZ=Europe/Berlin\n0 9 * * * b\n")
        #expect(reading.remarks.isEmpty)
        #expect(reading.tasks.map { $0.definition["timezone"]?.string } == ["UTC", "Europe/Berlin"])
        let zones = reading.tasks.map { $0.definition["payload"]?["env"]?["TZ"]?.string }
        #expect(zones == ["America/New_York", "America/New_York"])
        #expect(reading.tasks.map(\.next?.rfc3339) == ["2026-06-11T09:00:00.000Z", "2026-06-11T07:00:00.000Z"])
    }

    @Test(arguments: [
        "0 9 * * * job\n@daily other\n", "\u{FEFF}0 9 * * * job\n@daily other", "0 9 * * * job\r\n@daily other\r\n",
        "\u{FEFF}# m h\r\n0\t9 * * *\tjob \r\n\r\n  @daily  other\r\n",
    ])
    func bytesAroundLinesAreNoneOfThem(text: String) {
        let crontab = Crontab(parsing: text)
        #expect(crontab.remarks.isEmpty)
        #expect(crontab.entries.map(\.command) == ["job", "other"])
        #expect(crontab.entries.map(\.schedule) == ["0 9 * * *", "@daily"])
        #expect(!crontab.isSystem)
    }

    @Test(arguments: [
        ("*/5 * * * * a", "*/5 * * * *", "a"), ("-*/15 * * * * quiet", "*/15 * * * *", "quiet"),
        // Supercronic: seconds first, the year last.
        ("*/2 * * * * * * ls 2>/dev/null", "*/2 * * * * *", "ls 2>/dev/null"),
        ("0 0 9 * * MON-FRI 2027 a", "0 0 9 * * MON-FRI 2027", "a"),
        ("0 30 9 1 1 * 2027-2030 a b", "0 30 9 1 1 * 2027-2030", "a b"),
        // Supercronic: the year last.
        ("*/10 * * * * * a", "*/10 * * * *", "a"), ("0 9 1 1 * 2027 a", "0 0 9 1 1 * 2027", "a"),
        ("0 9 1 1 * 2027,2029 a", "0 0 9 1 1 * 2027,2029", "a"),
        // No year, and no command: the seconds are first.
        ("0 0 9 * * 1 a", "0 0 9 * * 1", "a"), ("30 0 9 * * MON-FRI a", "30 0 9 * * MON-FRI", "a"),
        ("0 0 9 * * mon,wed a", "0 0 9 * * mon,wed", "a"),
        ("@every 5m a", "@every 5m", "a"), ("@every_minute a", "* * * * *", "a"), ("@HOURLY a", "@hourly", "a"),
        ("H 0~6 * * * 7z x", "H 0~6 * * *", "7z x"), ("0 9 * * * ./5", "0 9 * * *", "./5"),
        ("0 9 * * * monthly-report", "0 9 * * *", "monthly-report"), ("0 9 * * * monday x", "0 9 * * *", "monday x"),
    ])
    func schedules(line: String, schedule: String, command: String) {
        let crontab = Crontab(parsing: line, isSystem: false)
        #expect(crontab.entries.map(\.schedule) == [schedule])
        #expect(crontab.entries.map(\.command) == [command])
        let reading = reading(line, isSystem: false)
        #expect(reading.losses == 0 && reading.tasks.count == 1, "\(reading.remarks)")
    }

    @Test func whatCanBeReadInTwoWaysIsSaid() {
        #expect(
            reading("*/10 * * * * * a").remarks.map(\.message) == [
                "six fields are read as supercronic does: the sixth is the year"
            ])
        #expect(reading("0 0 9 * * MON a").remarks.map(\.message) == ["six fields are read with the seconds first"])
        #expect(reading("*/2 * * * * * * a").remarks.isEmpty)
    }

    @Test(arguments: [
        ("17 * * * * root cd / && run-parts /etc/cron.hourly", "tab", true),
        ("# m h dom mon dow user  command\n5 0 * * * reports make", "tab", true),
        ("# *  *  *  *  * user-name  command to be executed\n5 0 * * * reports make", "tab", true),
        ("5 0 * * * reports make", "/etc/crontab", true), ("5 0 * * * reports make", "/etc/cron.d/reports", true),
        ("SHELL=/bin/sh\n@daily www-data php run\n0 1 * * * backup tar c", "tab", true),
        ("* * * * * * * root ls", "tab", true),
        ("# m h  dom mon dow   command\n0 5 * * 1 tar -zcf /var/backups/home.tgz /home/", "tab", false),
        ("17 * * * * root", "tab", false), ("17 * * * * root x\n18 * * * * /usr/bin/y", "tab", false),
        ("17 * * * * make all", "tab", false), ("# user\n", "tab", false), ("", "tab", false),
    ])
    func aSystemsFileIsRecognized(text: String, path: String, isSystem: Bool) {
        #expect(Crontab(parsing: text, path: path).isSystem == isSystem)
        #expect(Crontab(parsing: text, isSystem: !isSystem, path: path).isSystem == !isSystem)
    }

    @Test func aSystemsFileHasUsers() {
        let crontab = Crontab(parsing: "17 * * * * root cd / && run-parts /etc/cron.hourly", isSystem: true)
        #expect(
            crontab.entries == [
                .init(line: 1, schedule: "17 * * * *", command: "cd / && run-parts /etc/cron.hourly", user: "root")
            ])
        let text = "1 * * * * root a\n2 * * * * postgres b\n3 * * * * root c"
        let all = reading(text, owners: .all)
        #expect(all.tasks.map { $0.definition["payload"]?["user"]?.string } == ["root", "postgres", "root"])
        #expect(all.losses == 0 && all.remarks.count == 1)
    }

    @Test(arguments: [
        (CrontabImport.Owners.named(["root"]), ["a", "c"]), (.named(["postgres", "git"]), ["b", "d"]),
        // The lines of the current user if there are any, else root's.
        (.likely("postgres"), ["b"]), (.likely("root"), ["a", "c"]), (.likely("me"), ["a", "c"]),
        (.likely(nil), ["a", "c"]), (.all, ["a", "b", "c", "d"]),
    ])
    func linesOfOtherUsersAreLeftOut(owners: CrontabImport.Owners, commands: [String]) {
        let text = "1 * * * * root a\n2 * * * * postgres b\n3 * * * * root c\n4 * * * * git d"
        let reading = reading(text, owners: owners)
        #expect(reading.tasks.map { $0.definition["payload"]?["command"]?.string } == commands)
        #expect(reading.losses == 4 - commands.count)
        // With --replace their tasks stay.
        #expect(reading.keptNames.count == reading.losses)
    }

    @Test func linesOfOneUserAreTakenWhoeverItIs() {
        let reading = reading("# m h dom mon dow user command\n1 * * * * backup a\n", owners: .likely("me"))
        #expect(reading.tasks.map { $0.definition["payload"]?["user"]?.string } == ["backup"])
        #expect(reading.losses == 0)
    }

    @Test func ofOtherUsersTheExitStatusTells() async {
        let text = "1 * * * * root a\n2 * * * * postgres b\n"
        let place = ToolRun.Place(user: "postgres", files: ["tab": .init(bytes: Array(text.utf8))])
        let run = await ToolRun.run("import", "--crontab", "tab", "--dry-run", "--json", in: place)
        #expect(run.status == 3)
        #expect(run.output.contains(#""command":"b""#) && !run.output.contains(#""command":"a""#))
        #expect(
            run.errors.contains(
                "tab:1: left out: it belongs to the user root; import it with --user root or --all-users"))
        #expect(await ToolRun.run("import", "--crontab", "tab", "--strict", in: place).status == 2)
        let all = await ToolRun.run("import", "--crontab", "tab", "--dry-run", "--json", "--all-users", in: place)
        #expect(all.status == 0 && all.output.split(separator: "\n").count == 2)
    }

    @Test(arguments: [
        "0 5 * * * mail -s hi bob\n30 1 * * * date +x", "0 5 * * * git gc --auto\n0 6 * * * mysql db",
        "0 5 * * * backup /srv", "0 5 * * * redis cli x",
    ])
    func aCommandThatIsAlsoAUserIsACommand(text: String) {
        #expect(!Crontab(parsing: text).isSystem)
    }

    @Test func aZoneBeforeTheScheduleIsOfItsLine() {
        let crontab = Crontab(
            parsing: """
                CRON_TZ=Europe/Berlin 0 9 * * * a
                0 1 * * * b
                TZ='Asia/Tokyo' @daily c
                CRON_TZ="America/New_York" */5 * * * MON-FRI root d
                TZ=UTC
                FOO=1 2 3 4 5 six
                """, isSystem: false)
        #expect(crontab.entries.map(\.timezone) == ["Europe/Berlin", nil, "Asia/Tokyo", "America/New_York"])
        #expect(crontab.entries.map(\.schedule) == ["0 9 * * *", "0 1 * * *", "@daily", "*/5 * * * MON-FRI"])
        #expect(crontab.remarks.map(\.line) == [1, 3, 4] && crontab.remarks.allSatisfy { !$0.isLoss })
    }

    @Test func otherKindsOfFiles() {
        #expect(Crontab(parsing: "0 5 * * * /a\r0 6 * * * /b\r").entries.map(\.command) == ["/a", "/b"])
        let anacron = Crontab(parsing: "SHELL=/bin/sh\n1\t5\tcron.daily\trun a\n@monthly 15 cron.monthly run b\n")
        #expect(anacron.entries.isEmpty && anacron.remarks.map(\.line) == [2, 3] && anacron.remarks[0].isLoss)
        let flags = Crontab(parsing: "~ 3 * * * -ns\t/bin/sh /etc/daily\n0 4 * * * -x y")
        #expect(flags.entries.map(\.command) == ["/bin/sh /etc/daily", "-x y"])
        #expect(flags.remarks.map(\.line) == [1])
        let goesOn = Crontab(parsing: "0 5 * * * /a \\\n  --more")
        #expect(goesOn.remarks.map(\.line) == [1, 2] && goesOn.remarks.map(\.isLoss) == [false, true])
    }

    @Test func whatIsNotUTF8IsFound() async {
        let bytes = Array("0 5 * * * a\n0 6 * * * Gr".utf8) + [0xFC, 0x0A]
        let place = ToolRun.Place(files: ["tab": .init(bytes: bytes)])
        let run = await ToolRun.run("import", "--crontab", "tab", in: place)
        #expect(run.status == 2 && run.errors.contains("tab is not valid UTF-8: see line 2; nothing was sent"))
    }

    @Test(arguments: [
        ("@reboot start", 1, "@reboot"), ("\n@sometimes x", 2, "@sometimes is not known"),
        ("* * * * *", 1, "no command"), ("@every", 1, "needs a duration"),
        ("hello", 1, "five fields"), ("@daily", 1, "no command"), ("1 2 3", 1, "five fields"),
        ("0 9 32 * * a", 1, "day of month must be"), ("0 0 30 2 * b", 1, "no future occurrence"),
        ("CRON_TZ=Nowhere/Land\n@daily c", 2, "is not a time zone"), ("@every soon x", 1, "duration"),
    ])
    func whatCantBeTakenIsLeftOut(text: String, line: Int, message: String) {
        let reading = reading("\(text)\n0 9 * * * good\n")
        #expect(reading.tasks.count == (message == "is not a time zone" ? 0 : 1))
        #expect(reading.remarks.first?.place == "tab:\(line)")
        #expect(reading.remarks.first?.message.contains(message) == true, "\(reading.remarks)")
    }

    @Test func namesAreThoseOfBefore() {
        let text = "0 9 * * * /usr/bin/report --all\n@daily tidy\n@hourly tidy\n"
        let names = reading(text).tasks.map(\.name)
        #expect(names == reading(text).tasks.map(\.name))
        #expect(Set(names).count == 3)
        #expect(names[0].hasPrefix("tab.report.") && names[2] == names[1] + "-2")
        // Another schedule is the same task; another command is another one.
        #expect(reading("5 10 * * 1 /usr/bin/report --all").tasks.map(\.name) == [names[0]])
        #expect(reading("0 9 * * * /usr/bin/report").tasks.map(\.name) != [names[0]])
        // An entry that can't be read keeps its name.
        #expect(reading("0 9 32 * * tidy").keptNames == [names[1]])
    }

    @Test func linesBecomeTasks() throws {
        let berlin = try #require(Zone(identifier: "Europe/Berlin"))
        let crontab = Crontab(
            parsing: "A=b\nRANDOM_DELAY=10\n0 9 * * MON-FRI job%in\nCRON_TZ=UTC\nRANDOM_DELAY=0\n@hourly other")
        let reading = CrontabImport(settings: Self.settings(berlin, group: "cron", tags: ["x"]))
            .reading(crontab, file: nil)
        #expect(reading.remarks.isEmpty)
        let tasks = reading.tasks.map { task in
            var definition = task.definition
            definition["name"] = nil
            return definition.compact
        }
        #expect(
            tasks == [
                #"{"action":"shell","payload":{"command":"job","stdin":"in\n","env":{"A":"b"}},"#
                    + #""recurrence":{"cron":"0 9 * * MON-FRI","jitter_seconds":600},"timezone":"Europe/Berlin","#
                    + #""group":"cron","tags":["x"]}"#,
                #"{"action":"shell","payload":{"command":"other","env":{"A":"b"}},"#
                    + #""recurrence":{"cron":"@hourly"},"timezone":"UTC","group":"cron","tags":["x"]}"#,
            ])
        #expect(reading.tasks.map(\.place) == ["line 3", "line 6"])
        // The first is delayed by up to ten minutes.
        #expect(reading.tasks.last?.next?.rfc3339 == "2026-06-10T13:00:00.000Z")
        #expect(reading.tasks.first?.next?.rfc3339.hasPrefix("2026-06-11T07:0") == true)
    }

    @Test func aScheduleThatCantBeReadShowsWhere() {
        let remark = reading("0 9 32 * * a").remarks.first
        #expect(remark?.column == 5)
        #expect(remark?.schedule == "0 9 32 * *")
    }
}
