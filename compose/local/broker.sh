#!/usr/bin/env bash
# A private RabbitMQ node on the loopback interface, with Carillon's users, permissions and policies.
#
# usage: broker.sh run   --dir DIR --port PORT [--management PORT] [--log FILE] [--pid-file FILE] [--throwaway]
#            in the foreground until SIGTERM or SIGINT; prints "ready" when the node is; ends as the node does
#        broker.sh start (the same options)    in the background; returns when it is ready
#        broker.sh stop  --dir DIR             ends what start (or run) began, and waits
#        broker.sh ctl   --dir DIR ARG...      rabbitmqctl, on that node
#
# The state stays in DIR and is found again by the next start, on whatever port; a throwaway node ends without
# ceremony and takes DIR with it. There are the users
# guest (password guest, everything) and carillon-<service> (password in DIR/credentials/<service>/password).
set -euo pipefail

here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
source "$here/ports.sh"
source "$here/processes.sh"
source "$here/node.sh"

say() { printf 'broker: %s\n' "$*" >&2; }
fail() {
    say "$@"
    exit 1
}
usage() {
    sed -n '4,9s/^# \{0,1\}//p' "${BASH_SOURCE[0]}" >&2
    exit 2
}

command=${1:-}
[[ $# -gt 0 ]] && shift
dir='' port='' management='' log='' pid_file='' throwaway=false rest=()
while (($#)); do
    case $1 in
    --dir | --port | --management | --log | --pid-file)
        [[ $# -gt 1 ]] || usage
        name=${1#--}
        printf -v "${name//-/_}" '%s' "$2"
        shift 2
        ;;
    --throwaway)
        throwaway=true
        shift
        ;;
    *)
        rest=("$@")
        break
        ;;
    esac
done
[[ -n $dir ]] || usage
dir=$(readlink -m "$dir")

epmd=0 node=0 asked_to_stop=false

# ends the node, then epmd: the node tells epmd goodbye.
stop_node() {
    local patience=30
    ! "$throwaway" || patience=0
    trap '' TERM INT HUP
    exec 2>/dev/null # bash's own "Killed" lines
    ((node == 0)) || end_process "$node" "$patience"
    ((epmd == 0)) || end_process "$epmd" 5
    wait
    rm -f "$dir/broker.pid"
    # After a crash it stays until the next node replaces it: who reads it always finds a number.
    ! "$asked_to_stop" || rm -f ${pid_file:+"$pid_file"}
    ! "$throwaway" || rm -rf "$dir"
}

start_node() {
    local bin
    bin=$(rabbitmq_bin)
    node_write "$dir" "$port" "$management"
    node_environment "$dir"
    cd "$dir"
    [[ -z $log ]] || export RABBITMQ_LOGS=$log
    setsid "${tethered[@]}" "$(epmd_bin)" -port "$ERL_EPMD_PORT" -address 127.0.0.1 </dev/null >"$dir/epmd.log" 2>&1 &
    epmd=$!
    # As under systemd, the script becomes the node: $! is the node itself.
    RUNNING_UNDER_SYSTEMD=1 setsid "${tethered[@]}" "$bin/rabbitmq-server" </dev/null >"$dir/console.log" 2>&1 &
    node=$!
    [[ -z $pid_file ]] || write_atomically "$pid_file" "$node"
}

# the node has answered, or it has died or taken more than 120 s: then its last words are shown.
await_node() {
    local deadline=$((SECONDS + 120))
    until broker_answers "$port"; do
        if ! is_alive "$node" || ((SECONDS >= deadline)); then
            tail -n 15 "$dir/console.log" >&2 || true
            fail "RabbitMQ did not start in $dir on port $port; see ${log:-$dir/log} and $dir/console.log"
        fi
        sleep 0.2
    done
}

run() {
    mkdir -p "$dir"
    # Held by the node as well: whoever comes after a kill -9 waits here until the old node is really gone.
    exec {lock}>"$dir/lock"
    flock -w 30 "$lock" || fail "another node is running in $dir"
    for taken in $port $management; do
        ! port_is_taken 127.0.0.1 "$taken" || fail "port $taken is taken"
    done
    trap stop_node EXIT
    trap 'asked_to_stop=true; exit 0' TERM INT HUP
    write_atomically "$dir/broker.pid" $$
    start_node
    await_node
    echo ready
    # Neither is of use without the other. How it ended is for the caller to say. (2>/dev/null: bash's "Killed".)
    local status=0
    wait -n "$node" "$epmd" 2>/dev/null || status=$?
    exit "$((status == 0 ? 1 : status))"
}

start() {
    local options=(--dir "$dir" --port "$port")
    [[ -z $management ]] || options+=(--management "$management")
    [[ -z $log ]] || options+=(--log "$log")
    [[ -z $pid_file ]] || options+=(--pid-file "$pid_file")
    ! "$throwaway" || options+=(--throwaway)
    mkdir -p "$dir"
    : >"$dir/broker.log"
    (
        trap '' HUP
        exec setsid "${BASH_SOURCE[0]}" run "${options[@]}" </dev/null >"$dir/broker.log" 2>&1
    ) &
    local runner=$!
    until grep -qx ready "$dir/broker.log" 2>/dev/null; do
        is_alive "$runner" || { cat "$dir/broker.log" >&2 && exit 1; }
        sleep 0.2
    done
}

stop() {
    local runner
    runner=$(cat "$dir/broker.pid" 2>/dev/null) || return 0
    end_process "$runner" 40
}

case $command in
run | start)
    is_port "$port" || fail "--port must be a number from 1 to 65535, not '$port'"
    [[ -z $management ]] || is_port "$management" || fail "--management must be a number from 1 to 65535, not '$management'"
    [[ ${#rest[@]} -eq 0 ]] || usage
    [[ -z $log ]] || log=$(readlink -m "$log")
    [[ -z $pid_file ]] || pid_file=$(readlink -m "$pid_file")
    "$command"
    ;;
stop) stop ;;
ctl)
    [[ -e $dir/ports ]] || fail "no node has run in $dir"
    bin=$(rabbitmq_bin)
    node_environment "$dir"
    exec "$bin/rabbitmqctl" "${rest[@]}"
    ;;
*) usage ;;
esac
