import Foundation
import JSON
import Testing

/// A small company schedules its week from a shell.
@Suite("The command line", .timeLimit(.minutes(20)))
struct CommandLineToolTests {
    @Test("schedules, shows, changes and runs tasks")
    func week() async throws {
        try await withStack { stack in
            let carillon = CommandLineTool(stack)
            let added = try await carillon(
                "add", "webhook", stack.receiver.url("/first"), "--in", "1s", "--data", #"{"a":1}"#, "--json")
            #expect(added.status == 0, "\(added)")
            let first = try #require(added.json?["task_id"]?.string)
            let report = try await carillon(
                "add", "webhook", stack.receiver.url("/report"), "--cron", "0 9 * * MON-FRI", "--tz", "Europe/Berlin",
                "--name", "report", "--group", "office", "--tag", "weekly")
            #expect(report.status == 0, "\(report)")
            try await stack.client.wait(for: first, toBe: "completed")
            #expect(stack.receiver.requests.map(\.body) == [#"{"a":1}"#])

            let list = try await carillon("ls", "--group", "office")
            #expect(list.status == 0 && list.output.contains("report"), "\(list)")
            #expect(try await carillon("show", "report").output.contains("Europe/Berlin"))

            let ran = try await carillon("run", "report")
            #expect(ran.status == 0, "\(ran)")
            try await wait(until: "the report was sent") { stack.receiver.requests.contains { $0.path == "/report" } }
            let edited = try await carillon("edit", "report", "--target", stack.receiver.url("/other"))
            #expect(edited.status == 0, "\(edited)")
            #expect(try await carillon("pause", "report").status == 0)
            #expect(try await carillon("run", "report").status == 0)
            try await wait(until: "the other was sent") { stack.receiver.requests.contains { $0.path == "/other" } }
            #expect(try await carillon("resume", "report").status == 0)
            let runs = try await carillon("runs", "report", "--json")
            #expect(runs.json?["runs"]?.array?.count == 2, "\(runs)")
            #expect(try await carillon("status").status == 0)

            let twice = try await carillon("add", "x", "--payload", "1", "--in", "1h", "--name", "report")
            #expect(twice.status == 4, "\(twice)")
            let wrong = try await carillon("add", "x", "--payload", "1", "--cron", "0 9 32 * *")
            #expect(wrong.status == 1 && wrong.output.contains("--cron") && wrong.output.contains("^"), "\(wrong)")
            #expect(try await carillon("show", "nobody").status == 3)
            #expect(try await carillon("rm", "report").status == 0)
            #expect(try await carillon("show", "report").status == 3)
        }
    }

    @Test("shows what failed for good, puts it back and settles it")
    func dead() async throws {
        try await withStack { stack in
            let carillon = CommandLineTool(stack)
            stack.receiver.answer("/down", ReceiverAnswer(status: 400))
            for name in ["a", "b", "c"] {
                let added = try await carillon(
                    "add", "webhook", stack.receiver.url("/down"), "--in", "1s", "--name", name)
                #expect(added.status == 0, "\(added)")
            }
            var list = try await carillon("dead", "--json")
            try await wait(until: "all three are dead") {
                list = try await carillon("dead", "--json")
                return list.json?["dead"]?.array?.count == 3
            }
            let run = try #require(list.json?["dead"]?.array?.first?["run_id"]?.string, "\(list)")
            stack.receiver.answer("/down", ReceiverAnswer())
            let redriven = try await carillon("redrive", run)
            #expect(redriven.status == 0 && redriven.output == "redriven 1 run\n", "\(redriven)")
            let refused = try await carillon("discard", "--action", "webhook")
            #expect(refused.status == 2 && refused.output.contains("--yes"), "\(refused)")
            let discarded = try await carillon("discard", "--action", "webhook", "--yes")
            #expect(discarded.status == 0 && discarded.output == "discarded 2 runs\n", "\(discarded)")
            #expect(try await carillon("dead").output == "no dead runs\n")
        }
    }

    @Test("takes over a crontab, and carries tasks from here to there")
    func importing() async throws {
        try await withStack { stack in
            let carillon = CommandLineTool(stack)
            let crontab = "# the office\nCRON_TZ=Europe/Berlin\n0 9 * * MON-FRI /usr/bin/report --all\n@daily tidy\n"
            for outcome in ["2 created", "2 unchanged"] {
                let imported = try await carillon(
                    "import", "--crontab", "@INPUT", "--group", "cron", "--prefix", "office", input: crontab)
                #expect(imported.status == 0 && imported.output.contains(outcome), "\(imported)")
            }
            let listed = try await stack.client.page("group=cron&action=shell")
            #expect(listed.tasks.count == 2)
            let exported = try await carillon("export", "--group", "cron")
            #expect(exported.status == 0, "\(exported)")
            let gone = try await carillon("rm", "--group", "cron", "--yes")
            #expect(gone.status == 0, "\(gone)")
            let lines = exported.output.split(separator: "\n").filter { $0.hasPrefix("{") }.joined(separator: "\n")
            let again = try await carillon("import", "@INPUT", input: lines)
            #expect(again.status == 0, "\(again)")
            #expect(try await stack.client.page("group=cron").tasks.count == 2)
            let fewer = try await carillon(
                "import", "--crontab", "@INPUT", "--group", "cron", "--prefix", "office", "--replace",
                input: "CRON_TZ=Europe/Berlin\n0 10 * * MON-FRI /usr/bin/report --all\n")
            #expect(fewer.status == 0 && fewer.output.contains("1 replaced, 1 deleted"), "\(fewer)")
            #expect(try await stack.client.page("group=cron").tasks.count == 1)
            let bad = try await carillon("import", "--crontab", "@INPUT", input: "@reboot x\n")
            #expect(bad.status == 3 && bad.output.contains(":1: left out: @reboot"), "\(bad)")
        }
    }

    @Test("makes keys and uses them, and never shows them again")
    func keys() async throws {
        try await withStack { stack in
            var carillon = CommandLineTool(stack)
            let made = try await carillon("keys", "create", "--name", "me", "--scope", "admin", "--json")
            let admin = try #require(made.json?["key"]?.string, "\(made)")
            #expect(try await carillon("ls").status == 5)
            carillon.key = admin
            let second = try await carillon(
                "keys", "create", "--name", "ci", "--scope", "tasks:write", "--group", "billing", "--json")
            let secret = try #require(second.json?["key"]?.string, "\(second)")
            let id = try #require(second.json?["id"]?.string)
            var limited = carillon
            limited.key = secret
            #expect(try await limited("add", "x", "--payload", "1", "--in", "1h").status == 5)
            #expect(try await limited("add", "x", "--payload", "1", "--in", "1h", "--group", "billing").status == 0)
            let list = try await carillon("keys", "ls")
            #expect(list.output.contains("ci") && !list.output.contains(secret), "\(list)")
            #expect(try await carillon("keys", "revoke", id).status == 0)
            #expect(try await limited("ls").status == 5)
        }
    }
}
