#!/usr/bin/env bash
# make bench: a release build, then the benchmarks, which start what they measure themselves.
# usage: bench.sh [ARG...]     the arguments go to carillon-bench
set -euo pipefail

here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
cd "$here/../.."

"$here/dependencies.sh" run
swift build -c release
export CARILLON_BROKER_SCRIPT=$here/broker.sh
exec .build/release/carillon-bench "$@"
