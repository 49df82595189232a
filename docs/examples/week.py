"""The week of a small company, as tasks of Carillon. Needs Python 3.9 and nothing else.

Each task has a name, so this can be run as often as the week changes: what asks for the same stays as it is.
"""
import json, os, sys, urllib.error, urllib.request

SERVER = os.environ.get("CARILLON_SERVER", "http://127.0.0.1:8080")
KEY = os.environ.get("CARILLON_KEY")

WEEK = {
    "stand-up": {
        "action": "message",
        "payload": {"channel": "office.chat", "body": "stand-up in ten minutes"},
        "recurrence": {"cron": "50 9 * * MON-FRI"},
    },
    "backup": {
        "action": "webhook",
        "payload": {"url": "http://127.0.0.1:9000/backup", "data": {"keep_days": 30}},
        "recurrence": {"cron": "0 2 * * *"},
        "timeout_seconds": 300,
        "retry": {"max_attempts": 10, "backoff": "exponential", "initial_seconds": 60},
    },
    "invoices": {  # the last working day of each month
        "action": "webhook",
        "payload": {"url": "http://127.0.0.1:9000/invoices"},
        "recurrence": {"cron": "0 9 LW * *"},
        "on_failure": "pause",
    },
}


def call(method, path, body=None):
    request = urllib.request.Request(SERVER + path, method=method)
    if body is not None:
        request.data = json.dumps(body).encode()
        request.add_header("Content-Type", "application/json")
    if KEY:
        request.add_header("Authorization", f"Bearer {KEY}")
    try:
        with urllib.request.urlopen(request, timeout=30) as response:
            return json.load(response)
    except urllib.error.HTTPError as error:  # its body says what is wrong, and where
        problem = json.load(error)
        details = [f"{e['pointer']} {e['detail']}" for e in problem.get("errors", [])] or [problem["detail"]]
        sys.exit(f"{method} {path}: {'; '.join(details)}")


for name, task in WEEK.items():
    call("PUT", f"/tasks/by-name/{name}", {"group": "office", "timezone": "Europe/Berlin", **task})
    print(name, "is next due at", call("GET", f"/tasks/by-name/{name}")["task"]["run_at"])
