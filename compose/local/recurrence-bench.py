"""What croniter or dateutil take for the next occurrence 30 years from the anchor, in microseconds.

usage: recurrence-bench.py croniter|dateutil RULE
"""

import datetime
import sys
import time
import zoneinfo

import croniter
import dateutil.rrule

engine, text = sys.argv[1:]
start = datetime.datetime(2026, 1, 31, 9, tzinfo=zoneinfo.ZoneInfo("Europe/Berlin"))
after = start + datetime.timedelta(days=30 * 365.2425)


def next_occurrence():
    if engine == "croniter":
        return croniter.croniter(text, after).get_next(datetime.datetime)
    return dateutil.rrule.rrulestr("RRULE:" + text, dtstart=start).after(after)


best = float("inf")
count = 20 if engine == "croniter" else 2
for _ in range(5):
    begin = time.perf_counter()
    for _ in range(count):
        next_occurrence()
    best = min(best, (time.perf_counter() - begin) / count)
print(best * 1e6)
