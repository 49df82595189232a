"""Recurrence rules by other people's implementations.

Reads a JSON object a line and writes the answer to each as a line. A question has

  kind    rrule (python-dateutil), croniter, cronsim, every (dateutil's relativedelta), ical (recurring-ical-events),
          set (dateutil's rruleset, of lines with DTSTART), debian (cronsim with its own reckoning of zones)
  text    the rule
  start   the anchor, local time without an offset
  zone    an IANA name
  gap     forward, skip or shift: what becomes of local times that the clocks skip
  overlap first, second or both: what becomes of those that they show twice
  after   only later occurrences count, UTC milliseconds
  count   how many are wanted

An answer is {"times": [...], "ended": bool}, in UTC milliseconds, with "ended" where there are no more; or
{"unknown": why} where the implementation does not know such a rule, or takes too long.

The libraries give local times; what these mean in a zone is reckoned here, with Python's zoneinfo.
"""

import datetime
import itertools
import json
import signal
import sys
import warnings
import zoneinfo

import croniter
import cronsim
import dateutil.relativedelta
import dateutil.rrule
import icalendar
import recurring_ical_events

warnings.simplefilter("ignore")

UTC = datetime.timezone.utc
EPOCH = datetime.datetime(1970, 1, 1, tzinfo=UTC)
MILLISECOND = datetime.timedelta(milliseconds=1)
DAY = datetime.timedelta(days=1)
# What one question may take, in seconds.
PATIENCE = 0.2


class TooSlow(BaseException):
    pass


waiting = False


def on_alarm(_signal, _frame):
    if waiting:
        raise TooSlow


def milliseconds(instant):
    return (instant - EPOCH) // MILLISECOND


def first_after_gap(naive, zone):
    """The first instant after the gap that swallows a local time: the clocks are asked for ever smaller steps."""
    instant = naive.replace(tzinfo=UTC) - datetime.timedelta(hours=40)
    for size in (3600, 60, 1):
        step = datetime.timedelta(seconds=size)
        while (instant + step).astimezone(zone).replace(tzinfo=None) < naive:
            instant += step
    return (instant + datetime.timedelta(seconds=1)).replace(microsecond=0)


def instants(naive, zone, gap, overlap):
    shown = []
    for fold in (0, 1):
        instant = naive.replace(tzinfo=zone, fold=fold).astimezone(UTC)
        if instant.astimezone(zone).replace(tzinfo=None) == naive and instant not in shown:
            shown.append(instant)
    if len(shown) == 2:
        shown.sort()
        return {"first": shown[:1], "second": shown[1:], "both": shown}[overlap]
    if shown:
        return shown
    if gap == "skip":
        return []
    if gap == "shift":
        # PEP 495: the first fold takes the offset before the gap.
        return [naive.replace(tzinfo=zone, fold=0).astimezone(UTC)]
    return [first_after_gap(naive, zone)]


def rrule(case, start, near):
    rule = dateutil.rrule.rrulestr("RRULE:" + case["text"], dtstart=start)
    return rule.xafter(near, inc=True)


def rruleset(case, start, near):
    return dateutil.rrule.rrulestr(case["text"], forceset=True).xafter(near, inc=True)


def cron(case, start, near):
    # Both give what is later than they are told.
    begin = max(start, near) - datetime.timedelta(seconds=1)
    if case["kind"] == "cronsim":
        return cronsim.CronSim(case["text"], begin)
    six = len(case["text"].split()) == 6
    return croniter.croniter(
        case["text"],
        begin,
        ret_type=datetime.datetime,
        day_or=case.get("dayMatch", "or") == "or",
        second_at_beginning=six,
        max_years_between_matches=100,
    )


def every(case, start, near):
    months = case["months"]
    # A step is between 28 and 31 days a month.
    first = max(0, int((near - start) / DAY / (31 * months)) - 2)
    times = (
        start + dateutil.relativedelta.relativedelta(months=months * number) for number in itertools.count(first)
    )
    return (time for time in times if time >= near)


def answer(case):
    zone = zoneinfo.ZoneInfo(case["zone"])
    if case["kind"] == "ical":
        return ical(case, zone)
    if case["kind"] == "debian":
        return debian(case, zone)
    start = datetime.datetime.fromisoformat(case["start"])
    after = EPOCH + datetime.timedelta(milliseconds=case["after"])
    anchor = instants(start, zone, "forward", "first")[0]
    near = max(start, after.astimezone(zone).replace(tzinfo=None) - 2 * DAY)
    generate = {"rrule": rrule, "croniter": cron, "cronsim": cron, "every": every, "set": rruleset}[case["kind"]]
    found = set()
    limit = datetime.datetime.max.replace(tzinfo=UTC)
    try:
        for number, naive in enumerate(generate(case, start, near)):
            if number == 4 * case["count"] + 400:
                # Cut off: what is found is all that there is up to a while ago.
                limit = naive.replace(tzinfo=UTC) - 3 * DAY
                break
            for instant in instants(naive, zone, case["gap"], case["overlap"]):
                if instant > after and instant >= anchor:
                    found.add(instant)
            # No change of the clocks reaches further than two days.
            certain = sorted(found)[: case["count"]]
            if len(certain) == case["count"]:
                if naive > certain[-1].astimezone(zone).replace(tzinfo=None) + 2 * DAY:
                    break
    except croniter.CroniterBadDateError:
        pass
    times = [milliseconds(time) for time in sorted(found) if time < limit][: case["count"]]
    return {"times": times, "ended": len(times) < case["count"] and limit.year == 9999}


def debian(case, zone):
    """As Debian's cron: what has a * in its minutes or hours goes on through a repeated hour, all else runs once."""
    after = EPOCH + datetime.timedelta(milliseconds=case["after"])
    times = []
    for time in cronsim.CronSim(case["text"], after.astimezone(zone)):
        instant = milliseconds(time.astimezone(UTC))
        # After a gap it may give the same instant twice.
        if instant > case["after"] and instant not in times:
            times.append(instant)
        if len(times) == case["count"]:
            break
    return {"times": sorted(times), "ended": len(times) < case["count"]}


def ical(case, zone):
    """As a calendar file, for what dateutil alone does not know: zones, UNTIL in UTC, EXDATE."""
    event = icalendar.Event()
    start = datetime.datetime.fromisoformat(case["start"]).replace(tzinfo=zone)
    event.add("uid", "1")
    event.add("dtstamp", EPOCH)
    event.add("dtstart", start)
    event.add("rrule", icalendar.vRecur.from_ical(case["text"]))
    for text in case["except"]:
        event.add("exdate", datetime.datetime.fromisoformat(text).replace(tzinfo=zone))
    calendar = icalendar.Calendar()
    calendar.add_component(event)
    after = EPOCH + datetime.timedelta(milliseconds=case["after"])
    until = after + datetime.timedelta(days=case["days"])
    events = recurring_ical_events.of(calendar).between(after, until)
    # There the start is an event whether it matches the rule or not.
    local = start.replace(tzinfo=None)
    matches = dateutil.rrule.rrulestr("RRULE:" + case["text"], dtstart=local)[0] == local
    found = sorted(event["DTSTART"].dt.astimezone(UTC) for event in events)
    found = [time for time in found if matches or time != start]
    times = [milliseconds(time) for time in found if after < time < until]
    return {"times": times[: case["count"]], "ended": False}


def bounded(case):
    global waiting
    try:
        waiting = True
        # Again and again, as a library may swallow it once.
        signal.setitimer(signal.ITIMER_REAL, PATIENCE, PATIENCE)
        try:
            return answer(case)
        except (
            zoneinfo.ZoneInfoNotFoundError,
            croniter.CroniterError,
            cronsim.CronSimError,
            # dateutil, of a 53rd weekday that a year does not have.
            IndexError,
            OverflowError,
            ValueError,
        ) as error:
            return {"unknown": f"{type(error).__name__}: {error}"}
        finally:
            waiting = False
            signal.setitimer(signal.ITIMER_REAL, 0)
    except TooSlow:
        waiting = False
        signal.setitimer(signal.ITIMER_REAL, 0)
        return {"unknown": "too slow"}


signal.signal(signal.SIGALRM, on_alarm)
# The threads that start processes block all signals, and hand that on.
signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGALRM, signal.SIGTERM})
for line in sys.stdin.readlines():
    print(json.dumps(bounded(json.loads(line))))
