"""Every change of the clocks from 2020 to 2037, in every zone of Python's zoneinfo.

Writes a JSON object a line: {"zone", "changes": [[UTC milliseconds of the first instant with the new offset, seconds
ahead of UTC before, after], ...], "offset": at the beginning, "samples": [[UTC milliseconds, seconds ahead], ...] at
random from 1850 to 2500}. Reads its input and ignores it.
"""

import datetime
import json
import random
import sys
import zoneinfo

UTC = datetime.timezone.utc
START = int(datetime.datetime(2020, 1, 1, tzinfo=UTC).timestamp())
END = int(datetime.datetime(2038, 1, 1, tzinfo=UTC).timestamp())
WEEK = 7 * 86_400


def offset(zone, second):
    return int(datetime.datetime.fromtimestamp(second, zone).utcoffset().total_seconds())


def changes(zone):
    found = []
    for low in range(START, END, WEEK):
        low_offset, high = offset(zone, low), low + WEEK
        if offset(zone, high) == low_offset:
            continue
        while high - low > 1:
            middle = (low + high) // 2
            if offset(zone, middle) == low_offset:
                low = middle
            else:
                high = middle
        found.append([high * 1000, low_offset, offset(zone, high)])
    return found


def samples(name, zone):
    seconds = random.Random(name)
    found = (seconds.randrange(-3_786_912_000, 16_725_225_600) for _ in range(200))
    return [[second * 1000, offset(zone, second)] for second in found]


sys.stdin.read()
for name in sorted(zoneinfo.available_timezones()):
    zone = zoneinfo.ZoneInfo(name)
    print(json.dumps({"zone": name, "offset": offset(zone, START), "changes": changes(zone), "samples": samples(name, zone)}))
