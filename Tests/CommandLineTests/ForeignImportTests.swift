import JSON
import Testing
import Timekeeping

@testable import CommandLine

/// Imports of the files of other schedulers.
struct ForeignImportTests {
    /// A dry run of one file: the tasks without the fields that are the same in all, and the messages.
    private func run(
        _ flag: String, _ text: String, _ more: [String] = []
    ) async throws -> (tasks: [JSONValue], errors: String, status: Int32) {
        var place = ToolRun.Place(files: ["dir/file.x": CommandEnvironment.File(bytes: Array(text.utf8))])
        place.folders = ["dir": ["file.x", "a.service"]]
        let run = await ToolRun.run(
            list: ["import", flag, "dir/file.x", "--dry-run", "--json"] + more, in: place)
        return (try run.output.split(separator: "\n").map { try JSONValue(parsing: $0.utf8) }, run.errors, run.status)
    }

    // MARK: - iCalendar

    private func event(_ lines: String, _ before: String = "") -> String {
        ("BEGIN:VCALENDAR\nVERSION:2.0\n\(before)BEGIN:VEVENT\n\(lines)\nEND:VEVENT\nEND:VCALENDAR\n")
            .split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\r\n")
    }

    @Test func anEventIsATask() async throws {
        let (tasks, errors, status) = try await run(
            "--ics",
            event(
                """
                UID:abc-1
                DTSTART;TZID=Europe/Berlin:20260615T090000
                DTEND;TZID=Europe/Berlin:20260615T100000
                SUMMARY:Büro\\, früh
                DESCRIPTION:one\\ntwo is a long line that is fol
                 ded here
                RRULE:FREQ=WEEKLY;COUNT=8
                EXDATE;TZID=Europe/Berlin:20260622T090000
                """))
        #expect(status == 0 && errors.isEmpty, "\(errors)")
        let task = try #require(tasks.first)
        #expect(tasks.count == 1)
        #expect(task["name"]?.string == "file.abc-1")
        #expect(task["timezone"]?.string == "Europe/Berlin")
        #expect(
            task["recurrence"]?["rrule"]?.string == """
                DTSTART;TZID=Europe/Berlin:20260615T090000
                RRULE:FREQ=WEEKLY;COUNT=8
                EXDATE;TZID=Europe/Berlin:20260622T090000
                """)
        #expect(task["payload"]?["summary"]?.string == "Büro, früh")
        #expect(task["payload"]?["description"]?.string == "one\ntwo is a long line that is folded here")
    }

    @Test func anEventOfOneTimeIsOne() async throws {
        for (start, zone, time) in [
            ("DTSTART:20260701T120000Z", "UTC", "2026-07-01T12:00:00Z"),
            ("DTSTART:20260701T120000", "Asia/Tokyo", "2026-07-01T12:00:00"),
            ("DTSTART;VALUE=DATE:20260701", "Asia/Tokyo", "2026-07-01T00:00:00"),
            ("DTSTART;TZID=\"W. Europe Standard Time\":20260701T120000", "Europe/Berlin", "2026-07-01T12:00:00"),
            (
                "DTSTART;TZID=/citadel.org/20210210_1/Europe/Paris:20260701T120000", "Europe/Paris",
                "2026-07-01T12:00:00"
            ),
        ] {
            let (tasks, errors, status) = try await run("--ics", event("UID:x\n\(start)"), ["--tz", "Asia/Tokyo"])
            #expect(status == 0, "\(errors)")
            #expect(tasks.first?["run_at"]?.string == time)
            #expect(tasks.first?["timezone"]?.string == zone)
        }
    }

    @Test func aZoneOfTheFileIsFoundByItsDefinition() async throws {
        let zones = [
            ("BEGIN:VTIMEZONE\nTZID:Mine\nX-LIC-LOCATION:Europe/Vienna\nEND:VTIMEZONE\n", "Europe/Vienna"),
            (
                "BEGIN:VTIMEZONE\nTZID:Mine\nBEGIN:STANDARD\nTZOFFSETTO:+0300\nEND:STANDARD\nEND:VTIMEZONE\n",
                "Etc/GMT-3"
            ),
        ]
        for (definition, zone) in zones {
            let (tasks, _, status) = try await run(
                "--ics", event("UID:x\nDTSTART;TZID=Mine:20260701T120000", definition))
            #expect(status == 0)
            #expect(tasks.first?["timezone"]?.string == zone)
        }
    }

    @Test(arguments: [
        ("UID:x", "has no DTSTART", 3), ("UID:x\nDTSTART:soon", "is not a time", 3),
        ("UID:x\nDTSTART;TZID=Nowhere:20260701T120000", "is not a known zone", 3),
        ("UID:x\nDTSTART:20260701T120000Z\nRECURRENCE-ID:20260702T120000Z", "RECURRENCE-ID changes one", 3),
        ("UID:x\nDTSTART:20260701T120000Z\nRRULE:FREQ=SOMETIMES", "left out", 3),
        ("UID:x\nDTSTART:20200701T120000Z", "its time is in the past", 0),
        ("UID:x\nDTSTART:20200701T120000Z\nRRULE:FREQ=DAILY;COUNT=3", "it has no future occurrence", 0),
        ("UID:x\nDTSTART:20260701T120000Z\nSTATUS:CANCELLED", "is cancelled", 0),
        ("no line", "expected a line", 3),
    ])
    func whatOfAnEventCantBeTakenIsSaid(lines: String, message: String, expected: Int32) async throws {
        let (tasks, errors, status) = try await run("--ics", event(lines))
        #expect(tasks.isEmpty)
        #expect(errors.contains(message), "\(errors)")
        #expect(errors.contains("dir/file.x:"))
        #expect(status == expected)
    }

    @Test func partsOfAnEventAreNotedAndOthersGoOn() async throws {
        let (tasks, errors, status) = try await run(
            "--ics",
            event("UID:x\nDTSTART:20260701T120000Z\nBEGIN:VALARM\nTRIGGER:-PT15M\nEND:VALARM\nNEW-THING:1"))
        #expect(tasks.count == 1 && status == 0)
        #expect(errors.contains("VALARM is left out") && errors.contains("NEW-THING is left out"))
        let (none, wrong, code) = try await run("--ics", "BEGIN:VCALENDAR\r\nBEGIN:VTODO\r\nEND:VTODO\r\n")
        #expect(none.isEmpty && code == 3 && wrong.contains("has no end"))
    }

    @Test func aCharacterMayBeFolded() async throws {
        let head = Array("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:x\r\nDTSTART:20260701T120000Z\r\nSUMMARY:Gr".utf8)
        let end = Array("e\r\n  \r\nEND:VEVENT\r\nEND:VCALENDAR\r\n".utf8)
        // ü and ß, each with a fold in it.
        let folded: [UInt8] = [0xC3, 0x0D, 0x0A, 0x20, 0xBC, 0xC3, 0x0D, 0x0A, 0x09, 0x9F]
        var place = ToolRun.Place(files: ["f": .init(bytes: head + folded + end)])
        let run = await ToolRun.run("import", "--ics", "f", "--dry-run", "--json", in: place)
        #expect(run.status == 0 && run.output.contains("Grüße"), "\(run.errors)")
        place.files["f"] = .init(bytes: head + [0xFC] + end)
        let wrong = await ToolRun.run("import", "--ics", "f", "--dry-run", in: place)
        #expect(wrong.status == 2 && wrong.errors.contains("f is not valid UTF-8: see line 5"), "\(wrong.errors)")
        let old = String(decoding: head + end, as: UTF8.self).replacing("\r\n", with: "\r")
        #expect(try await self.run("--ics", old).tasks.count == 1)
    }

    // MARK: - systemd

    private func units(_ files: [String: String]) async throws -> ([JSONValue], ToolRun) {
        var place = ToolRun.Place()
        for (path, text) in files {
            let parts = path.split(separator: "/").map(String.init)
            place.files["units/\(path)"] = CommandEnvironment.File(bytes: Array(text.utf8))
            place.folders["units", default: []].append(parts[0])
            if parts.count > 1 { place.folders["units/\(parts[0])", default: []].append(parts[1]) }
        }
        // Can't be read: a folder of such a name, or a dangling link.
        place.folders["units", default: []].append("masked.timer")
        let run = await ToolRun.run("import", "--systemd", "units/", "--dry-run", "--json", in: place)
        return (try run.output.split(separator: "\n").map { try JSONValue(parsing: $0.utf8) }, run)
    }

    @Test func dropInsAddToTheirTimer() async throws {
        let (tasks, run) = try await units([
            "web-log.timer": "[Timer]\nOnCalendar=daily\nOnBootSec=1min\nUnit=a.service\n",
            "web-log.timer.d/20-b.conf": "[Timer]\nOnUnitActiveSec=\nOnCalendar=hourly\nPersistent=yes\n",
            "web-log.timer.d/README": "no setting",
            "web-log.timer.d/10-a.conf": "[Timer]\nOnCalendar=weekly\nRandomizedDelaySec=1m\nodd\n",
            // Hidden by the file of the same name in the folder of the timer.
            "web-.timer.d/10-a.conf": "[Timer]\nUnit=wrong.service\n", "timer.d/30.conf": "[Timer]\nUnit=c.service\n",
            "gone.timer.d/x.conf": "[Timer]\nOnCalendar=daily\n",
        ])
        #expect(run.status == 3)
        #expect(tasks.count == 1)
        #expect(tasks.first?["recurrence"]?.compact == #"{"systemd":"hourly","jitter_seconds":60}"#)
        #expect(tasks.first?["on_missed"]?.string == "latest")
        #expect(tasks.first?["payload"]?["unit"]?.string == "c.service")
        let lines = run.errors.split(separator: "\n").filter { $0.hasPrefix("warning: ") }
        #expect(lines.count == 3, "\(run.errors)")
        #expect(run.errors.contains("units/web-log.timer.d/10-a.conf:4: left out: expected a setting"))
        #expect(run.errors.contains("units/gone.timer.d/x.conf: left out: gone.timer is not in this folder"))
        #expect(run.errors.contains("units/masked.timer: left out: it can't be read, or it is masked"))
    }

    private func timer(_ name: String, _ text: String) async throws -> (JSONValue?, ToolRun) {
        var place = ToolRun.Place(files: ["units/\(name)": CommandEnvironment.File(bytes: Array(text.utf8))])
        place.folders = ["units": ["other.service", name]]
        let run = await ToolRun.run("import", "--systemd", "units", "--dry-run", "--json", in: place)
        return (run.output.isEmpty ? nil : try JSONValue(parsing: run.output.utf8), run)
    }

    @Test func aTimerStartsItsUnit() async throws {
        let (task, run) = try await timer(
            "backup.timer",
            """
            # comment
            [Unit]
            Description=Nightly backup
            [Timer]
            OnCalendar=daily
            OnCalendar=
            OnCalendar=Mon..Fri *-*-* \\
               02:30:00
            RandomizedDelaySec=1h 30min
            Persistent=true
            [Install]
            WantedBy=timers.target
            """)
        #expect(run.status == 0 && run.errors.isEmpty, "\(run.errors)")
        #expect(
            task?.compact
                == #"{"name":"units.backup","action":"shell","payload":{"command":"systemctl start backup.service","#
                + #""unit":"backup.service"},"recurrence":{"systemd":"Mon..Fri *-*-* 02:30:00","jitter_seconds":5400},"#
                + #""timezone":"UTC","on_missed":"latest"}"#)
    }

    @Test func severalTimesAreOneTask() async throws {
        let (task, run) = try await timer(
            "a.timer", "[Timer]\nOnCalendar=Mon 10:00\nOnCalendar=Tue 11:00\nOnUnitActiveSec=90\nUnit=b c.service\n")
        #expect(run.status == 0, "\(run.errors)")
        #expect(
            task?["recurrence"]?.compact
                == #"{"any_of":[{"systemd":"Mon 10:00"},{"systemd":"Tue 11:00"},{"every":"PT90S"}]}"#)
        #expect(task?["on_missed"]?.string == "skip")
        #expect(task?["payload"]?["command"]?.string == "systemctl start 'b c.service'")
    }

    @Test(arguments: [
        ("a.timer", "[Timer]\nOnBootSec=5min\nOnUnitActiveSec=1h\n", "units/a.timer:2: left out: OnBootSec", true),
        ("a.timer", "[Timer]\nOnBootSec=5min\n", "it needs an OnCalendar", false),
        ("a.timer", "[Timer]\nOnCalendar=sometimes\n", "units/a.timer: left out", false),
        ("a@.timer", "[Timer]\nOnCalendar=daily\n", "template", false),
        ("a.timer", "[Timer]\nOnCalendar=daily\nOnClockChange=true\n", "OnClockChange", true),
        ("a.timer", "[Timer]\nOnCalendar=daily\nSomething=1\n", "Something is not known", true),
        (
            "a.timer", "[Timer]\nOnCalendar=daily\nUnit=b@%i.service\n", "b@%i.service contains a systemd specifier",
            true
        ),
        (
            "a.timer", "[Timer]\nOnCalendar=daily\nRandomizedDelaySec=2d\n",
            "RandomizedDelaySec 2d is shortened to one day",
            true
        ),
        ("a.timer", "[Timer]\nOnUnitActiveSec=soon\n", "is not a duration", false),
        ("a.service", "[Service]\n", "no file whose name ends with .timer", false),
    ])
    func whatOfATimerCantBeTakenIsSaid(name: String, text: String, message: String, isMade: Bool) async throws {
        let (task, run) = try await timer(name, text)
        #expect((task != nil) == isMade)
        #expect(run.errors.contains(message), "\(run.errors)")
        #expect(run.status == 3)
    }

    @Test(arguments: [
        ("90", 90_000), ("1h 30min", 5_400_000), ("1.5h", 5_400_000), ("5m", 300_000), ("2w", 1_209_600_000),
        ("100ms", 100), ("1d2h", 93_600_000), ("", nil), ("soon", nil), ("5 parsecs", nil), ("infinity", nil),
    ])
    func lengthsOfTime(text: String, milliseconds: Int64?) {
        #expect(SystemdUnit.milliseconds(text) == milliseconds)
    }

    // MARK: - EventBridge

    private static let schedule = #"""
        {"ActionAfterCompletion":"NONE","Arn":"arn:aws:scheduler:eu-west-1:1:schedule/billing/night ly",
         "CreationDate":"2025-01-01T00:00:00+00:00","FlexibleTimeWindow":{"Mode":"FLEXIBLE","MaximumWindowInMinutes":15},
         "GroupName":"billing","Name":"nightly","ScheduleExpression":"cron(0 10 ? * MON-FRI *)",
         "ScheduleExpressionTimezone":"Europe/Berlin","StartDate":"2026-07-01T00:00:00+02:00","EndDate":1893456000.0,
         "State":"DISABLED","Target":{"Arn":"arn:aws:lambda:eu-west-1:1:function:send-bills","Input":"{\"a\": 1}",
         "RetryPolicy":{"MaximumEventAgeInSeconds":86400,"MaximumRetryAttempts":185},"RoleArn":"arn:aws:iam::1:role/r"}}
        """#

    @Test func aScheduleOfEventBridgeIsATask() async throws {
        let (tasks, errors, status) = try await run("--eventbridge", Self.schedule)
        #expect(status == 0, "\(errors)")
        #expect(
            tasks.map(\.compact) == [
                #"{"name":"file.billing.nightly","action":"send-bills","payload":{"a":1},"#
                    + #""recurrence":{"cron":"cron(0 10 ? * MON-FRI *)","starts_at":"2026-06-30T22:00:00.000Z","#
                    + #""until":"2030-01-01T00:00:00.000Z","dst_gap":"skip","jitter_seconds":900},"#
                    + #""timezone":"Europe/Berlin","group":"billing"}"#
            ])
        // Defaults that AWS writes are not reported.
        #expect(errors.isEmpty)
        // Several documents, and lists of them.
        for text in [
            Self.schedule + "\n" + Self.schedule, "[\(Self.schedule), \(Self.schedule)]",
            #"{"Schedules":[\#(Self.schedule),\#(Self.schedule)]}"#,
        ] { #expect(try await run("--eventbridge", text).tasks.count == 2) }
    }

    @Test func aDisabledScheduleIsPaused() async throws {
        let answers: [String: [StubServer.Answer]] = [
            "PUT /tasks/by-name/file.billing.nightly": [.init(#"{"task_id":"7"}"#, status: 201)],
            "POST /tasks/7/pause": [.init()],
        ]
        try await StubServer.with(answers) { server in
            let file = CommandEnvironment.File(bytes: Array(Self.schedule.utf8))
            let run = await ToolRun.run(
                "import", "--eventbridge", "file.json", at: server, in: .init(files: ["file.json": file]))
            #expect(run.status == 0, "\(run)")
            #expect(server.lines == ["PUT /tasks/by-name/file.billing.nightly", "POST /tasks/7/pause"])
        }
    }

    @Test(arguments: [
        (#""rate(5 minutes)""#, #"{"cron":"rate(5 minutes)"}"#), (#""cron(15 10 L * ? 2027)""#, nil),
    ])
    func expressions(expression: String, recurrence: String?) async throws {
        let (tasks, errors, status) = try await run(
            "--eventbridge", #"{"Name":"n","ScheduleExpression":\#(expression),"State":"ENABLED"}"#)
        #expect(status == 0, "\(errors)")
        #expect(tasks.count == 1)
        if let recurrence { #expect(tasks.first?["recurrence"]?.compact == recurrence) }
    }

    @Test func oneTimeIsOne() async throws {
        let (tasks, _, status) = try await run(
            "--eventbridge",
            #"{"Name":"n","ScheduleExpression":"at(2027-01-01T09:00:00)","ScheduleExpressionTimezone":"Asia/Tokyo"}"#)
        #expect(status == 0)
        #expect(tasks.first?["run_at"]?.string == "2027-01-01T09:00:00")
        #expect(tasks.first?["timezone"]?.string == "Asia/Tokyo")
    }

    @Test(arguments: [
        (#"{"Name":"n","GroupName":"g","State":"ENABLED"}"#, "aws scheduler get-schedule --name n --group-name g"),
        (#"{"Name":"n","ScheduleExpression":"cron(0 10 * * * *)"}"#, "must be ?"),
        (
            #"{"Name":"n","ScheduleExpression":"cron(0 10 * * ? *)","ScheduleExpressionTimezone":"Mars"}"#,
            "not a time zone"
        ),
        (#"{"Name":"n","ScheduleExpression":"rate(1 day)","StartDate":"soon"}"#, "StartDate \"soon\" is not a time"),
        (#"{"Rules":[{"Name":"n","EventPattern":"{}"}]}"#, "waits for events"),
        ("[1]", "expected the output of get-schedule"),
        (#"{"Schedules":[],"NextToken":"x"}"#, "NextToken"),
    ])
    func whatOfAScheduleCantBeTakenIsSaid(text: String, message: String) async throws {
        let (tasks, errors, status) = try await run("--eventbridge", text)
        #expect(tasks.isEmpty)
        #expect(errors.contains(message), "\(errors)")
        #expect(status == 3)
    }

    @Test(arguments: [
        (#"{"Arn":"a","SqsParameters":{"MessageGroupId":"g"}}"#, "SqsParameters of the target is left out", 3),
        (#"{"Arn":"a","Input":"{\"t\":\"<aws.scheduler.scheduled-time>\"}"}"#, "not filled in", 3),
        (#"{"Arn":"a","RetryPolicy":{"MaximumRetryAttempts":3}}"#, "note: n: RetryPolicy is left out", 0),
        (#"{"Arn":"a","DeadLetterConfig":{"Arn":"q"}}"#, "note: n: DeadLetterConfig is left out", 0),
    ])
    func whatOfATargetCantBeTakenIsSaid(target: String, message: String, expected: Int32) async throws {
        let (tasks, errors, status) = try await run(
            "--eventbridge", #"{"Name":"n","ScheduleExpression":"rate(1 day)","Target":\#(target)}"#)
        #expect(tasks.count == 1 && status == expected)
        #expect(errors.contains(message), "\(errors)")
    }

    @Test(arguments: ["--eventbridge", "--celery-beat"])
    func anEmptyFileIsNone(flag: String) async throws {
        // The output of a failed command: with --replace it would delete all.
        for text in ["", " \n"] { #expect(try await run(flag, text, ["--replace"]).status == 2) }
    }

    @Test func whatIsNoJSONIsSaid() async throws {
        let (_, errors, status) = try await run("--eventbridge", "{}\n{\"a\": }\n")
        #expect(status == 2 && errors.contains("the text at line 2"), "\(errors)")
    }

    // MARK: - Celery

    private func dump(_ task: String) -> String {
        #"""
        [{"model":"django_celery_beat.intervalschedule","pk":1,"fields":{"every":10,"period":"minutes"}},
         {"model":"django_celery_beat.crontabschedule","pk":2,"fields":{"minute":"0","hour":"9","day_of_week":"mon-fri",
          "day_of_month":"*","month_of_year":"*","timezone":"Europe/Berlin"}},
         {"model":"django_celery_beat.crontabschedule","pk":3,"fields":{"minute":"0","hour":"*/2","day_of_week":"1",
          "day_of_month":"1-7","month_of_year":"*","timezone":"UTC"}},
         {"model":"django_celery_beat.solarschedule","pk":1,"fields":{"event":"sunset","latitude":"1","longitude":"2"}},
         {"model":"django_celery_beat.clockedschedule","pk":1,"fields":{"clocked_time":"2026-07-01T12:00:00Z"}},
         {"model":"django_celery_beat.periodictasks","pk":1,"fields":{"last_update":"2026-01-01T00:00:00Z"}},
         {"model":"django_celery_beat.periodictask","pk":4,"fields":{"name":"Send bills","task":"shop.tasks.bills",
          "interval":null,"crontab":null,"solar":null,"clocked":null,"args":"[1, \"a\"]","kwargs":"{\"b\": 2}",
          "queue":null,"exchange":null,"routing_key":null,"headers":"{}","priority":null,"expires":null,
          "expire_seconds":null,"one_off":false,"start_time":null,"enabled":true,"last_run_at":null,
          "total_run_count":3,"date_changed":"2026-01-01T00:00:00Z","description":"",\#(task)}}]
        """#
    }

    @Test(arguments: [
        (#""interval":1"#, #"{"every":"PT600S"}"#, "UTC"),
        (#""crontab":2"#, #"{"cron":"0 9 * * mon-fri"}"#, "Europe/Berlin"),
        (#""crontab":3"#, #"{"cron":"0 */2 1-7 * 1","day_match":"and"}"#, "UTC"),
        (
            #""interval":1,"one_off":true,"start_time":"2026-07-01T00:00:00Z","expires":"2026-08-01T00:00:00Z""#,
            #"{"every":"PT600S","starts_at":"2026-07-01T00:00:00.000Z","until":"2026-08-01T00:00:00.000Z","count":1}"#,
            "UTC"
        ),
    ])
    func aPeriodicTaskIsATask(fields: String, recurrence: String, zone: String) async throws {
        let (tasks, errors, status) = try await run("--celery-beat", dump(fields))
        #expect(status == 0 && errors.isEmpty, "\(errors)")
        let task = try #require(tasks.first)
        #expect(task["action"]?.string == "shop.tasks.bills")
        #expect(task["payload"]?.compact == #"{"args":[1,"a"],"kwargs":{"b":2}}"#)
        #expect(task["recurrence"]?.compact == recurrence)
        #expect(task["timezone"]?.string == zone)
        #expect(task["name"]?.string?.hasPrefix("file.Send-bills-") == true)
    }

    @Test func aClockedTaskIsOnce() async throws {
        let (tasks, _, status) = try await run("--celery-beat", dump(#""clocked":1,"enabled":false"#))
        #expect(status == 0)
        #expect(tasks.first?["run_at"]?.string == "2026-07-01T12:00:00Z")
    }

    @Test(arguments: [
        (#""solar":1"#, "solar schedules are not supported", false),
        (#""interval":9"#, "the intervalschedule that it refers to is not in the dump", false),
        (#""queue":"fast","interval":1"#, "queue is left out", true),
        (#""expire_seconds":5,"interval":1"#, "expire_seconds is left out", true),
        (#""description":"x""#, "has no schedule", false),
        (#""interval":1,"args":"[1,""#, "args is not JSON", true),
        (#""interval":1,"priority":200"#, "priority 200 is left out", true),
    ])
    func whatOfAPeriodicTaskCantBeTakenIsSaid(fields: String, message: String, isMade: Bool) async throws {
        let (tasks, errors, status) = try await run("--celery-beat", dump(fields))
        #expect(tasks.isEmpty != isMade)
        #expect(errors.contains("warning: Send bills: ") && errors.contains(message), "\(errors)")
        #expect(status == 3)
    }

    @Test func aBeatScheduleInJSON() async throws {
        let (tasks, errors, status) = try await run(
            "--celery-beat",
            #"""
            {"a":{"task":"t.a","schedule":30.0},
             "b":{"task":"t.b","schedule":{"crontab":{"minute":"*/5","hour":[8,9],"day_of_week":1}},"args":[1]},
             "c":{"task":"t.c","schedule":{"every":2,"period":"hours"},"kwargs":{"x":1},"options":{"priority":3}},
             "d":{"task":"t.d","schedule":{"minute":0}},
             "e":{"task":"t.e","schedule":{"solar":{"event":"dawn"}}},
             "f":{"task":"t.f","schedule":"hourly","options":{"queue":"q"}}}
            """#, ["--action", "celery"])
        #expect(
            tasks.map { $0["recurrence"]?.compact } == [
                #"{"every":"PT30S"}"#, #"{"cron":"*/5 8,9 * * 1"}"#, #"{"every":"PT7200S"}"#, #"{"cron":"0 * * * *"}"#,
            ])
        #expect(tasks.first?["action"]?.string == "celery")
        #expect(tasks.first?["payload"]?.compact == #"{"args":[],"kwargs":{},"task":"t.a"}"#)
        #expect(tasks[2]["priority"]?.int == 3)
        #expect(errors.contains("e: left out: solar") && errors.contains("f: left out: \"hourly\" is not a crontab"))
        #expect(status == 3)
    }

    @Test(arguments: [
        (#""0 4 * * 1""#, #"{"cron":"0 4 * * 1"}"#), (#"{"crontab":"0 4 * * 1"}"#, #"{"cron":"0 4 * * 1"}"#),
        (#""<crontab: 0 4 1 2 3 (m/h/dM/MY/d)>""#, #"{"cron":"0 4 1 2 3","day_match":"and"}"#),
        // Older versions of Celery print the day of the week third.
        (#""<crontab: 0 4 3 1 2 (m/h/d/dM/MY)>""#, #"{"cron":"0 4 1 2 3","day_match":"and"}"#),
        (#""<crontab: 0 4 1 2 3 (x)>""#, nil), (#""0 4 * *""#, nil), (#""""#, nil), (#"{"crontab":5}"#, nil),
        (#"{"crontab":{"minut":"5"}}"#, nil), (#"{"timedelta":{"seconds":5}}"#, nil), ("0.2", nil), ("null", nil),
    ])
    func crontabsOfCelery(schedule: String, recurrence: String?) async throws {
        let (tasks, errors, status) = try await run(
            "--celery-beat", #"{"a":{"task":"t","schedule":\#(schedule)}}"#)
        #expect(tasks.first?["recurrence"]?.compact == recurrence, "\(errors)")
        #expect(status == (recurrence == nil ? 3 : 0) && errors.isEmpty == (recurrence != nil))
    }

    @Test func whatIsNoScheduleOfCeleryIsSaid() async throws {
        for text in ["3", "\"x\"", #"{"beat_schedule":[]}"#] {
            #expect(try await run("--celery-beat", text).status == 3, "\(text)")
        }
    }
}
