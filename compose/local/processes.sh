# shellcheck shell=bash
# Starting and ending processes by their id. To be sourced.

# With this in front, a program is ended by the kernel when the shell that started it dies, even by kill -9.
tethered=(setpriv --pdeathsig TERM)
"${tethered[@]}" true 2>/dev/null || tethered=()

# is_alive PID: a zombie is not.
is_alive() {
    local stat
    stat=$(cat "/proc/$1/stat" 2>/dev/null) || return 1
    [[ ${stat##*) } != [ZX]* ]]
}

# end_process PID SECONDS: TERM, and KILL when it is still there after that time.
end_process() {
    local pid=$1 deadline=$((SECONDS + $2))
    kill -TERM "$pid" 2>/dev/null || return 0
    while is_alive "$pid"; do
        if ((SECONDS >= deadline)); then
            kill -KILL "$pid" 2>/dev/null || true
            return 0
        fi
        sleep 0.1 || true # a signal may cut it short
    done
}

# write_atomically FILE TEXT
write_atomically() {
    printf '%s\n' "$2" >"$1.new" && mv "$1.new" "$1"
}
