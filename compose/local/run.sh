#!/usr/bin/env bash
# make run: builds Carillon, starts a private RabbitMQ node and the three services, and keeps them running.
# Ctrl-C, SIGTERM or SIGHUP stops everything; a second Ctrl-C does not wait for what is in flight.
#
# Read from the environment (all CARILLON_* reach the services):
#   CARILLON_HOME        where the state is; default .carillon in the checkout
#   CARILLON_HTTP_HOST, CARILLON_HTTP_PORT   default 127.0.0.1 and 8080
#   CARILLON_AMQP_PORT   the private node's port; default 5673
#   CARILLON_AMQP_URL    use this broker instead of a private node
#   CARILLON_BIN         use the services in this directory instead of building them
set -euo pipefail

here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
source "$here/ports.sh"
source "$here/processes.sh"
source "$here/supervisor.sh"

say() { printf 'carillon: %s\n' "$*" >&2 || true; }
fail() {
    say "$@"
    exit 1
}

root=$(readlink -f "$here/../..")
home=$(readlink -m "${CARILLON_HOME:-$root/.carillon}")
export CARILLON_HOME=$home
export CARILLON_DATABASE=${CARILLON_DATABASE:-$home/data/carillon.sqlite}
export CARILLON_HTTP_HOST=${CARILLON_HTTP_HOST:-127.0.0.1}
export CARILLON_HTTP_PORT=${CARILLON_HTTP_PORT:-8080}
export CARILLON_AMQP_PORT=${CARILLON_AMQP_PORT:-5673}
bin=${CARILLON_BIN:-$root/.build/release}
own_broker=true
[[ -z ${CARILLON_AMQP_URL:-} ]] || own_broker=false
ready=false
declare -A log_start=() # service → the size of its log when it was last started

# --- Before anything is started ---

take_home() {
    mkdir -p "$home"/{run,log,data}
    chmod 700 "$home/data"
    # Only this shell keeps the lock (every child closes 9): a leftover child does not look like a second instance.
    exec 9>"$home/run/lock"
    flock -n 9 || fail "another instance is already running in $home; stop it, or choose another CARILLON_HOME"
}

# What a supervisor ended by kill -9 left behind is on its way out; this sees to it that it is gone.
end_leftovers() {
    local file pid
    for file in "$home/run"/{api,executor,scheduler,rabbitmq}.pid; do
        pid=$(cat "$file" 2>/dev/null) || continue
        if [[ $pid =~ ^[0-9]+$ ]] && grep -qzFx "CARILLON_HOME=$home" "/proc/$pid/environ" 2>/dev/null; then
            end_process "$pid" 15
        fi
        rm -f "$file"
    done
}

check_port() { # VARIABLE HOST
    local port=${!1}
    is_port "$port" || fail "$1 must be a number from 1 to 65535, not '$port'"
    ! port_is_taken "$2" "$port" || fail "port $port is taken; set $1 to another one"
}

# In the background, so that a signal is answered at once.
build_services() {
    local left_out=()
    [[ -n ${CARILLON_TLS_CERTIFICATE:-} ]] || left_out+=("HTTPS (CARILLON_TLS_CERTIFICATE)")
    [[ -n ${CARILLON_JWT_JWKS:-} ]] || left_out+=("JSON web tokens (CARILLON_JWT_JWKS)")
    say "building; the first time takes 7 to 8 minutes on two cores"
    ((${#left_out[@]} == 0)) ||
        say "left out, since not set: $(printf '%s\n' "${left_out[@]}" | paste -s -d , | sed 's/,/, /'); the image has all"
    begin_job build "$here/build.sh"
    wait -n "${!name_of[@]}" || fail "the build failed, see above"
    name_of=()
}

# --- The processes, as supervisor.sh wants them ---

start_rabbitmq() {
    setsid "${tethered[@]}" "$here/broker.sh" run --dir "$home/rabbitmq" --port "$CARILLON_AMQP_PORT" \
        --log "$home/log/rabbitmq.log" --pid-file "$home/run/rabbitmq.pid" 9>&- </dev/null >/dev/null &
}
start_scheduler() { start_service scheduler; }
start_executor() { start_service executor; }
start_api() { start_service api; }

start_service() {
    local name=$1 log=$home/log/$1.log
    if [[ -n $(find "$log" -size +20M 2>/dev/null) ]]; then mv "$log" "$log.1"; fi
    log_start[$name]=$(stat -c %s "$log" 2>/dev/null || echo 0)
    (
        exec 9>&- </dev/null >>"$log" 2>&1
        if "$own_broker"; then
            password=$(<"$home/rabbitmq/credentials/$name/password")
            export CARILLON_AMQP_URL=amqp://carillon-$name:$password@127.0.0.1:$CARILLON_AMQP_PORT
        fi
        # Writing a backtrace takes seconds, and runs of others wait for the executor.
        [[ $name != executor ]] || export SWIFT_BACKTRACE=${SWIFT_BACKTRACE:-enable=no}
        # Its own session: Ctrl-C reaches the supervisor only, which stops the services in order.
        exec setsid "${tethered[@]}" "$bin/carillon-$name"
    ) &
    write_atomically "$home/run/$name.pid" "$!"
}

start_broker() {
    launch rabbitmq
    until broker_answers "$CARILLON_AMQP_PORT"; do
        is_alive "${pid_of[rabbitmq]}" || fail "the broker did not start, see above"
        sleep 0.2
    done
}

# --- What the supervisor tells us ---

# A service that ends by itself before the stack was ever ready has been told something wrong: no use in trying again.
on_death() {
    local name=$1 status=$2
    if ! "$ready" && ((status <= 128)) && [[ $name != rabbitmq ]]; then
        tail -c "+$((log_start[$name] + 1))" "$home/log/$name.log" | tail -n 10 >&2 || true
        fail "carillon-$name did not start, it $(describe_status "$status"); its last words are above"
    fi
}

on_job_end() {
    ready=true
    announce
}

# The address to reach the API at from here, also when it listens on all.
http_host() {
    case $CARILLON_HTTP_HOST in
    0.0.0.0) echo 127.0.0.1 ;;
    ::) echo ::1 ;;
    *) echo "$CARILLON_HTTP_HOST" ;;
    esac
}

# With TLS there is nothing here to ask with: that it takes connections has to do.
is_ready() { # HOST
    if [[ -n ${CARILLON_TLS_CERTIFICATE:-} ]]; then
        port_is_taken "$1" "$CARILLON_HTTP_PORT"
    else
        [[ $(http_status "$1" "$CARILLON_HTTP_PORT" /readyz) == 200 ]]
    fi
}

await_ready() {
    local host warned=false patience=$((SECONDS + 30))
    host=$(http_host)
    until is_ready "$host"; do
        kill -0 $$ 2>/dev/null || exit 1
        if ! "$warned" && ((SECONDS > patience)); then
            say "still not ready; the reason should be in $home/log"
            warned=true
        fi
        sleep 0.25
    done
}

announce() {
    local host scheme=http url
    host=$(http_host)
    [[ -z ${CARILLON_TLS_CERTIFICATE:-} ]] || scheme=https
    [[ $host != *:* ]] || host="[$host]"
    url=$scheme://$host:$CARILLON_HTTP_PORT
    cat <<EOF || true

Carillon is ready at $url (logs in $home/log; Ctrl-C stops it). Try:

  curl -i $url/tasks -H 'Content-Type: application/json' \\
    -d '{"action":"message","payload":{"channel":"hello","body":"world"},"run_at":"'\$(date -u +%FT%TZ)'"}'
  $bin/carillon add message hello --in 10s --data '"world"'; $bin/carillon ls

EOF
}

# --- Stopping ---

stop() {
    set +e
    trap hurry INT TERM HUP
    exec 2>/dev/null # bash's own "Killed" lines
    stop_helpers
    local name
    for name in api executor scheduler; do
        stop_process "$name" 15
        [[ -z ${pid_of[$name]:-} ]] || rm -f "$home/run/$name.pid"
    done
    stop_process rabbitmq 40 # broker.sh, which removes its pid file itself
}

hurry() {
    local name
    for name in api executor scheduler; do
        [[ -z ${pid_of[$name]:-} ]] || kill -KILL "${pid_of[$name]}" 2>/dev/null || true
    done
}

interrupted() {
    say "stopping"
    exit 0
}

trap interrupted INT TERM HUP
trap stop EXIT
take_home
end_leftovers
check_port CARILLON_HTTP_PORT "$(http_host)"
! "$own_broker" || check_port CARILLON_AMQP_PORT 127.0.0.1
if [[ -z ${CARILLON_BIN:-} ]]; then
    "$here/dependencies.sh" run 9>&-
    build_services
fi
! "$own_broker" || start_broker
launch scheduler
launch executor
launch api
begin_job ready await_ready
supervise
