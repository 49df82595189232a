/// A time of day that a test can set, for a program that this library is preloaded into.
///
/// The environment variable `STEPPED_CLOCK_FILE` names a file of eight bytes: by how many seconds the time of day is
/// off, a signed integer in the machine's order of bytes. Whoever writes to the file sets the clock at once. Clocks
/// that count from the machine's start, and timers on them, stay as they are: that is what happens when a clock is set.
/// (libfaketime 0.9 shifts absolute timers of the monotonic clock as well, by which every later timer is lost.)
#ifndef STEPPED_CLOCK_H
#define STEPPED_CLOCK_H

/// The name of the environment variable.
#define STEPPED_CLOCK_FILE "STEPPED_CLOCK_FILE"

#endif
