#!/usr/bin/env bash
# make bench: release builds of the services and of the benchmarks, which start what they measure themselves.
# usage: bench.sh [ARG...]     the arguments go to carillon-bench
set -euo pipefail

here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
source "$here/python.sh"
cd "$here/../.."

"$here/dependencies.sh" test
make_venv
"$here/build.sh"
swift build -c release --package-path Tests/Benchmarks --scratch-path .build/benchmarks
export CARILLON_BROKER_SCRIPT=$here/broker.sh
export CARILLON_BENCH_PYTHON=$PWD/.build/venv/bin/python
export CARILLON_BENCH_RECURRENCE_SCRIPT=$here/recurrence-bench.py
exec .build/benchmarks/release/carillon-bench --bin "$PWD/.build/release" "$@"
