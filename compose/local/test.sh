#!/usr/bin/env bash
# make test: builds the tests and runs them, with a RabbitMQ node of their own that ends with them.
# usage: test.sh [ARG...]     the arguments go to `swift test`, e.g. --filter Recurrence
#
# The tests find in their environment
#   CARILLON_TEST_HOME             what .carillon is to `make run`: the node's files are in its folder rabbitmq
#   CARILLON_TEST_AMQP_URL         the node, as guest: make a vhost for each test
#   CARILLON_TEST_MANAGEMENT_URL   its management API
#   CARILLON_TEST_PYTHON           a Python that has Tests/requirements.txt installed
#   CARILLON_BROKER_SCRIPT         broker.sh, for the tests that need a node to maltreat
set -euo pipefail

here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
source "$here/ports.sh"
source "$here/processes.sh"
source "$here/python.sh"
cd "$here/../.."

start_broker() {
    local port management
    port=$(free_port)
    management=$(free_port)
    directory=$(mktemp -d "${TMPDIR:-/tmp}/carillon-test.XXXXXX")
    setsid "${tethered[@]}" "$here/broker.sh" run --throwaway \
        --dir "$directory/rabbitmq" --port "$port" --management "$management" </dev/null >"$directory/ready" &
    broker=$!
    until grep -qx ready "$directory/ready"; do
        is_alive "$broker" || exit 1
        sleep 0.2
    done
    export CARILLON_TEST_HOME=$directory
    export CARILLON_TEST_AMQP_URL=amqp://guest:guest@127.0.0.1:$port
    export CARILLON_TEST_MANAGEMENT_URL=http://guest:guest@127.0.0.1:$management
}

# Tests that this run did not wait for: `swift test` does not end them with itself. They, and what they started, have the
# folder in their environment.
end_leftovers() {
    local file pid
    for file in /proc/[0-9]*/environ; do
        if grep -qzFx "CARILLON_TEST_HOME=$directory" "$file" 2>/dev/null; then
            pid=${file//[!0-9]/}
            end_process "$pid" 10
        fi
    done
}

clean_up() {
    [[ -n $directory ]] || return 0
    end_leftovers
    [[ -z $broker ]] || end_process "$broker" 40
    rm -rf "$directory"
}

# Runs the tests of whole stacks. They wait for real processes, and on a busy machine one may come too late: up to three suites
# that failed are run again, each alone and once. More are no accident.
test_stacks() {
    local failed suite
    if swift test --skip-build --filter EndToEndTests --skip OpenAPIConformanceTests \
        --xunit-output "$directory/stacks.xml"; then
        return
    fi
    mapfile -t failed < <(failed_suites "$directory/stacks-swift-testing.xml")
    ((${#failed[@]} >= 1 && ${#failed[@]} <= 3)) || return 1
    for suite in "${failed[@]}"; do
        echo "$suite failed among the others and runs again alone"
        swift test --skip-build --filter "^${suite//./[.]}/" || return 1
    done
}

failed_suites() { # REPORT
    [[ -s $1 ]] || return 0
    awk -F '"' '/<testcase / { suite = $2 } /<failure / { print suite }' "$1" | sort -u
}

"$here/dependencies.sh" test
make_venv
swift build --build-tests

broker='' directory=''
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP
start_broker
export CARILLON_TEST_PYTHON=$PWD/.build/venv/bin/python
export CARILLON_BROKER_SCRIPT=$here/broker.sh
if (($#)); then
    swift test --skip-build "$@"
else
    # One after another: simulations, comparisons of rules, answers and requests that are made up take all cores, and so do
    # the stacks of the end-to-end tests; the others wait for real things in real time.
    swift test --skip-build --filter SimulationTests
    swift test --skip-build --filter RecurrenceTests
    swift test --skip-build --filter HTTPEngineTests
    swift test --skip-build --skip 'SimulationTests|RecurrenceTests|HTTPEngineTests|EndToEndTests'
    swift test --skip-build --filter OpenAPIConformanceTests
    test_stacks
fi
