"""Calendar events by systemd itself.

Reads a JSON object a line, {"text", "after" in UTC milliseconds, "count"}, and writes for each {"times": [...]}, the next
occurrences in UTC milliseconds, fewer than asked for if there are no more; or {"times": null} if systemd refuses the text.
"""

import calendar
import datetime
import json
import os
import re
import subprocess
import sys

ELAPSE = re.compile(r"^\s*(?:Next elapse|Iter\. #\d+|\(in UTC\)): \w{3} (\d{4}-\d\d-\d\d \d\d:\d\d:\d\d) UTC$")


def answer(case):
    base = datetime.datetime.fromtimestamp(case["after"] / 1000, datetime.timezone.utc)
    result = subprocess.run(
        [
            "systemd-analyze",
            "calendar",
            f"--iterations={case['count']}",
            f"--base-time={base:%Y-%m-%d %H:%M:%S} UTC",
            "--",
            case["text"],
        ],
        env=os.environ | {"TZ": "UTC", "LC_ALL": "C"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=20,
    )
    if result.returncode != 0:
        return {"times": None}
    found = [ELAPSE.match(line) for line in result.stdout.splitlines()]
    times = [datetime.datetime.fromisoformat(match.group(1)) for match in found if match]
    return {"times": [calendar.timegm(time.timetuple()) * 1000 for time in times]}


for line in sys.stdin.readlines():
    print(json.dumps(answer(json.loads(line))))
