# shellcheck shell=bash
# Keeps a set of processes running: whatever ends is started again. To be sourced, after processes.sh.
#
# Who sources it provides
#   start_NAME              begins the process NAME in the background, so that $! is its id
#   on_death NAME STATUS    is called when a process has ended, before it is started again
#   on_job_end JOB STATUS   is called when a job (see begin_job) is done
#   say TEXT...
# Nothing here polls: the shell sleeps in `wait -n` until a process, a job or a timer ends.

declare -A name_of=()    # process id → a process's name, "job NAME" or "timer NAME"
declare -A pid_of=()     # process's name → its id
declare -A started_at=() # process's name → when, in $SECONDS
declare -A delay_of=()   # process's name → the pause before its latest start

# launch NAME: starts it.
launch() {
    local name=$1
    "start_$name"
    pid_of[$name]=$!
    name_of[$!]=$name
    started_at[$name]=$SECONDS
}

# begin_job NAME COMMAND...: runs something that ends by itself in the background, in a process group of its own.
begin_job() { begin_helper "job $1" "${@:2}"; }

begin_helper() {
    set -m
    "${@:2}" </dev/null 9>&- &
    set +m
    name_of[$!]=$1
}

# A process that has lived for 30 s, or dies for the first time, is started again at once.
# One that keeps dying waits for 1, 2, 4, 8, then always 10 s; not longer than 1 s if a signal ended it, which is no
# setting that is wrong: what the others wait for matters more then.
next_delay() {
    local name=$1 status=$2
    if ((SECONDS - started_at[$name] >= 30)) || [[ -z ${delay_of[$name]:-} ]]; then
        delay_of[$name]=0
    else
        delay_of[$name]=$((delay_of[$name] == 0 || status > 128 ? 1 : delay_of[$name] >= 5 ? 10 : delay_of[$name] * 2))
    fi
}

describe_status() {
    if (($1 > 128)); then
        printf 'was ended by signal %s' "$(kill -l "$1")"
    else
        printf 'ended with exit code %d' "$1"
    fi
}

revive() {
    local name=$1 status=$2 when='at once'
    next_delay "$name" "$status"
    ((delay_of[$name] == 0)) || when="in ${delay_of[$name]} s"
    say "$name $(describe_status "$status"); starting it again $when"
    if ((delay_of[$name] == 0)); then
        launch "$name"
    else
        begin_helper "timer $name" sleep "${delay_of[$name]}"
    fi
}

# Waits for any child to end: sets `ended` to its id and `status` to its exit status.
# `wait -n` does not report a child that ended while another command ran in the foreground, so that is asked first.
# No command runs between the question and the wait: nothing is missed. (2>/dev/null: bash's own "Killed" lines.)
await_any() {
    local pid
    status=0
    for pid in "${!name_of[@]}"; do
        if ! kill -0 "$pid" 2>/dev/null; then
            ended=$pid
            wait "$pid" 2>/dev/null || status=$?
            return
        fi
    done
    wait -n -p ended "${!name_of[@]}" 2>/dev/null || status=$?
}

# Runs until the shell exits, by a trap or by on_death.
supervise() {
    local ended status name
    while :; do
        ended=''
        await_any
        [[ -n $ended ]] || continue
        name=${name_of[$ended]}
        unset "name_of[$ended]"
        case $name in
        timer\ *) launch "${name#timer }" ;;
        job\ *) on_job_end "${name#job }" "$status" ;;
        *)
            on_death "$name" "$status"
            revive "$name" "$status"
            ;;
        esac
    done
}

# stop_helpers: ends the jobs and the timers, each with all that it has started.
stop_helpers() {
    local pid
    for pid in "${!name_of[@]}"; do
        [[ ${name_of[$pid]} != *' '* ]] || kill -TERM -- "-$pid" 2>/dev/null || true
    done
}

# stop_process NAME SECONDS: see end_process.
stop_process() {
    local name=$1
    [[ -n ${pid_of[$name]:-} ]] || return 0
    end_process "${pid_of[$name]}" "$2"
    wait "${pid_of[$name]}" 2>/dev/null || true
}
