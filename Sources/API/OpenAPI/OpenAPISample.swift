/// What examples show again and again, as JSON.
enum OpenAPISample {
    static let taskID = "01a20a30-f7b0-7dd1-97e8-1adbb7ab78c9"
    static let runID = "01a20a32-208b-7dd1-97e8-1adbb7ab78c9"

    /// - Parameter lastRun: the run to show with it.
    static func task(revision: Int = 3, timeout: Int = 30, lastRun: String? = nil) -> String {
        #"""
        {
          "task_id": "\#(taskID)",
          "name": "nightly",
          "group": "billing",
          "tags": ["report"],
          "priority": 5,
          "revision": \#(revision),
          "action": "webhook",
          "payload": {"url": "https://example.com/notify", "data": {"message": "Hello"}},
          "run_at": "2030-06-10T15:00:00.000Z",
          "recurrence": "daily",
          "timezone": "UTC",
          "anchor": {"at": "2030-06-10T15:00:00.000Z", "given": true},
          "status": "scheduled",
          "attempt": 1,
          "timeout_seconds": \#(timeout),
          "retry": {
            "max_attempts": 5,
            "backoff": "exponential",
            "initial_seconds": 5.0,
            "max_seconds": 3600.0,
            "jitter": "full"
          },
          "on_missed": "latest",
          "max_missed": 100,
          "grace_seconds": 60,
          "overlap": "skip",
          "on_failure": "continue",
          "created_at": "2026-11-23T20:56:27.002Z",
          "updated_at": "2026-11-23T20:56:27.002Z"
          \#(lastRun.map { #", "last_run": \#($0)"# } ?? "")
        }
        """#
    }

    static let run = #"""
        {
          \#(runMembers(attempt: 1, state: "succeeded")),
          "output": {"status": 204, "body": ""}
        }
        """#

    static let deadRun = #"""
        {
          "task_id": "\#(taskID)",
          "action": "webhook",
          \#(runMembers(attempt: 5, state: "dead")),
          "output": {"status": 500, "body": "no"},
          "error": {"code": "http_status", "message": "the receiver answered 500"}
        }
        """#

    static let limit = #"""
        {
          "name": "host:api.example.com",
          "max_concurrent": 10,
          "per_second": 50.0,
          "updated_at": "2026-11-23T20:56:27.002Z",
          "outstanding": 10,
          "waiting_since": "2026-11-23T20:59:14.310Z"
        }
        """#

    private static func runMembers(attempt: Int, state: String) -> String {
        #"""
        "run_id": "\#(runID)",
        "scheduled_for": "2026-06-10T15:00:00.000Z",
        "attempt": \#(attempt),
        "state": "\#(state)",
        "due_at": "2026-06-10T15:00:00.000Z",
        "queued_at": "2026-06-10T15:00:00.003Z",
        "started_at": "2026-06-10T15:00:00.019Z",
        "finished_at": "2026-06-10T15:00:00.131Z",
        "lateness_ms": 3,
        "duration_ms": 112,
        "executor": "vm/15297"
        """#
    }
}
