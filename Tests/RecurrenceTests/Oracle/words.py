"""The recurrence rules once more, written apart from the Swift ones, on Python's zoneinfo.

Reads a JSON object a line, {"frequency", "zone", "anchor", "after"} with instants in UTC milliseconds, and writes for
each a line {"next": milliseconds}, {"next": null} at the end of Python's calendar, or {"unknown": zone}.

It steps from the anchor's month or week near the wanted instant, tries every occurrence there, and takes the smallest
that is late enough. Where the clocks skip a local time it walks the zone's UTC timeline to the change.
"""

import calendar
import datetime
import json
import sys
import zoneinfo

UTC = datetime.timezone.utc
EPOCH = datetime.datetime(1970, 1, 1, tzinfo=UTC)
MILLISECOND = datetime.timedelta(milliseconds=1)
SECOND = datetime.timedelta(seconds=1)


def from_milliseconds(value):
    return EPOCH + datetime.timedelta(milliseconds=value)


def first_instant(naive, zone):
    """The first instant at which `zone` shows `naive`; after a gap, the first instant there is."""
    found = []
    for fold in (0, 1):
        instant = naive.replace(tzinfo=zone, fold=fold).astimezone(UTC)
        if instant.astimezone(zone).replace(tzinfo=None) == naive:
            found.append(instant)
    if found:
        return min(found)
    # Not shown at all: go back to where the zone is certainly before `naive`, then forward in ever smaller steps to
    # the last second that is.
    instant = naive.replace(tzinfo=UTC, microsecond=0) - datetime.timedelta(hours=40)
    for step in (3600, 60, 1):
        step = datetime.timedelta(seconds=step)
        while (instant + step).astimezone(zone).replace(tzinfo=None) < naive:
            instant += step
    return instant + SECOND


def nominal(start, frequency, count):
    if frequency == "daily":
        return start + datetime.timedelta(days=count)
    if frequency == "weekly":
        return start + datetime.timedelta(weeks=count)
    month = start.month - 1 + count * (12 if frequency == "yearly" else 1)
    year, month = start.year + month // 12, month % 12 + 1
    last = calendar.monthrange(year, month)[1]
    return start.replace(year=year, month=month, day=min(start.day, last))


def next_occurrence(frequency, zone, anchor, after):
    if after < anchor:
        return anchor
    start = anchor.astimezone(zone).replace(tzinfo=None)
    days = (after - anchor) / datetime.timedelta(days=1)
    guess = int(days / {"daily": 1, "weekly": 7, "monthly": 30.436875, "yearly": 365.2425}[frequency])
    near = range(max(1, guess - 4), guess + 6)
    return min(t for t in (first_instant(nominal(start, frequency, k), zone) for k in near) if t > after)


def answer(case):
    try:
        zone = zoneinfo.ZoneInfo(case["zone"])
    except zoneinfo.ZoneInfoNotFoundError:
        return {"unknown": case["zone"]}
    try:
        found = next_occurrence(
            case["frequency"], zone, from_milliseconds(case["anchor"]), from_milliseconds(case["after"])
        )
    except (OverflowError, ValueError):
        return {"next": None}
    return {"next": (found - EPOCH) // MILLISECOND}


for line in sys.stdin.readlines():
    print(json.dumps(answer(json.loads(line))))
