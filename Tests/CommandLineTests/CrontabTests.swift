import Testing
import Timekeeping

@testable import CommandLine

struct CrontabTests {
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
                TZ=
                0 0 1 1 * x=1 run
                """)
        #expect(crontab.faults.isEmpty)
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

    @Test func aSystemsFileHasUsers() {
        let crontab = Crontab(parsing: "17 * * * * root cd / && run-parts /etc/cron.hourly", isSystem: true)
        #expect(
            crontab.entries == [
                .init(line: 1, schedule: "17 * * * *", command: "cd / && run-parts /etc/cron.hourly", user: "root")
            ])
    }

    @Test(arguments: [
        ("@reboot start", 1, "@reboot"), ("\n@sometimes x", 2, "@sometimes is not known"),
        ("* * * * *", 1, "no command"),
        ("hello", 1, "five fields"), ("@daily", 1, "no command"), ("1 2 3", 1, "five fields"),
    ])
    func faults(text: String, line: Int, message: String) {
        let crontab = Crontab(parsing: text)
        #expect(crontab.entries.isEmpty)
        #expect(crontab.faults.map(\.line) == [line])
        #expect(crontab.faults.first?.message.contains(message) == true)
    }

    @Test func linesBecomeTasks() throws {
        let berlin = try #require(Zone(identifier: "Europe/Berlin"))
        let crontab = Crontab(parsing: "A=b\n0 9 * * MON-FRI job%in\nTZ=UTC\n@hourly other")
        let (items, faults) = CrontabImport(
            action: "shell", zone: berlin, group: "cron", tags: ["x"], now: ToolRun.now
        ).items(crontab)
        #expect(faults.isEmpty)
        #expect(
            items.map(\.task.compact) == [
                #"{"action":"shell","payload":{"command":"job","stdin":"in\n","env":{"A":"b"}},"#
                    + #""recurrence":{"cron":"0 9 * * MON-FRI"},"timezone":"Europe/Berlin","group":"cron","tags":["x"]}"#,
                #"{"action":"shell","payload":{"command":"other","env":{"A":"b"}},"#
                    + #""recurrence":{"cron":"@hourly"},"timezone":"UTC","group":"cron","tags":["x"]}"#,
            ])
        #expect(items.map(\.next?.rfc3339) == ["2026-06-11T07:00:00.000Z", "2026-06-10T13:00:00.000Z"])
    }

    @Test func aScheduleThatCantBeReadIsAFault() {
        let crontab = Crontab(parsing: "0 9 32 * * a\n0 0 30 2 * b\nTZ=Nowhere/Land\n@daily c")
        let (items, faults) = CrontabImport(action: "shell", zone: .utc, now: ToolRun.now).items(crontab)
        #expect(items.isEmpty)
        #expect(faults.map(\.line) == [1, 2, 4])
        #expect(faults[0].column == 5)
        #expect(faults[0].schedule == "0 9 32 * *")
    }
}
