#!/bin/bash
# What test.sh does inside the Debian that it made, where the package is installed and nothing runs yet.
set -euo pipefail

key=/etc/carillon/admin.key
notifications=/run/notifications
declare -A pids=()

say() { printf 'package test: %s\n' "$*"; }
fail() {
    say "FAILED: $*"
    tail -n 20 /tmp/*.log || true
    exit 1
}
expect() { # WHAT ACTUAL EXPECTED
    [[ $2 == "$3" ]] || fail "$1: expected '$3', got '$2'"
    say "$1: $2"
}
await() { # SECONDS WHAT COMMAND...
    local deadline=$((SECONDS + $1)) what=$2
    until "${@:3}" >/dev/null 2>&1; do
        ((SECONDS < deadline)) || fail "$what: not after $1 s"
        sleep 0.2
    done
}
vhosts() { rabbitmqctl --quiet list_vhosts name --no-table-headers | grep -cx carillon || true; }
users() { rabbitmqctl --quiet list_users --no-table-headers | grep -c '^carillon-' || true; }
cli() { CARILLON_KEY=$(<"$key") carillon "$@"; }

# --- In place of systemd ---

# What services report with sd_notify(3), a line each.
listen_for_notifications() {
    perl -e '
        use Socket;
        socket(my $socket, AF_UNIX, SOCK_DGRAM, 0) or die $!;
        bind($socket, pack_sockaddr_un($ARGV[0])) or die $!;
        chmod 0666, $ARGV[0];
        $| = 1;
        while (defined recv($socket, my $text, 4096, 0)) { print "$text\n" }' /run/notify >"$notifications" &
    await 10 "the socket for notifications" test -S /run/notify
}

unit_value() { # UNIT KEY
    sed -n "s/^$2=//p" "/lib/systemd/system/carillon-$1.service"
}

start_service() { # NAME
    local file user known
    user=$(unit_value "$1" User)
    known=$(wc -l <"$notifications")
    (
        set -a
        while read -r file; do
            # shellcheck disable=SC1090
            source "$file"
        done < <(unit_value "$1" EnvironmentFile)
        export NOTIFY_SOCKET=/run/notify
        cd /
        exec setpriv --reuid "$user" --regid "$user" --init-groups --no-new-privs --bounding-set=-all \
            "$(unit_value "$1" ExecStart)" >>"/tmp/$1.log" 2>&1
    ) &
    pids[$1]=$!
    await 60 "$1 reports that it is ready" has_notified "$known"
}
has_notified() { (($(wc -l <"$notifications") > $1)); }

# With the rights that its unit leaves it.
set_up() {
    local rights
    rights=$(unit_value setup CapabilityBoundingSet | tr '[:upper:]' '[:lower:]' | sed 's/cap_/+/g; s/ /,/g')
    setpriv --bounding-set="-all,$rights" "$(unit_value setup ExecStart)" || fail "the broker could not be set up"
}

start_services() {
    local service
    for service in scheduler executor api; do start_service "$service"; done
    expect "notifications" "$(sort -u "$notifications")" READY=1
}

stop_services() {
    local service
    for service in api executor scheduler; do
        kill -TERM "${pids[$service]}"
        wait "${pids[$service]}" || fail "$service ended with $?"
    done
}

start_broker() {
    setpriv --reuid rabbitmq --regid rabbitmq --init-groups env HOME=/var/lib/rabbitmq RUNNING_UNDER_SYSTEMD=1 \
        /usr/lib/rabbitmq/bin/rabbitmq-server >/tmp/broker.log 2>&1 &
    await 300 "the broker" rabbitmqctl --quiet await_startup --timeout 5
}

# --- The trial ---

run_task() { # CHANNEL: has a task send a message now, and waits for the result; prints its id
    local id
    id=$(cli add message "$1" --in 1s --data '"hello"' --json | sed -n 's/.*"task_id" *: *"\([^"]*\)".*/\1/p' | head -n 1)
    [[ -n $id ]] || fail "no task was made"
    await 60 "task $id is completed" is_completed "$id"
    echo "$id"
}
is_completed() { cli show "$1" --json | grep -q '"status" *: *"completed"'; }

ip link set lo up 2>/dev/null || perl -e '
    # ip is not installed: SIOCSIFFLAGS, IFF_UP.
    use Socket;
    socket(my $socket, AF_INET, SOCK_DGRAM, 0) or die $!;
    my $request = pack("Z16 s x22", "lo", 1);
    ioctl($socket, 0x8914, $request) or die $!;'

expect "the user" "$(getent passwd carillon | cut -d : -f 6,7)" /var/lib/carillon:/usr/sbin/nologin
expect "the key's owner and mode" "$(stat -c '%U:%G %a' $key)" "root:carillon 640"
expect "the database's folder" "$(stat -c '%U:%G %a' /var/lib/carillon)" "carillon:carillon 700"
for program in carillon carillon-api carillon-scheduler carillon-executor; do
    ! ldd "/usr/bin/$program" | grep 'not found' || fail "$program lacks a library"
done
expect "pages of the manual without text" "$(find /usr/share/man -name 'carillon*' -size -200c | wc -l)" 0

start_broker
set_up
expect "vhosts" "$(vhosts)" 1
expect "users of the broker" "$(users)" 3
listen_for_notifications
start_services
expect "without the key" "$(carillon ls >/dev/null 2>&1 || echo $?)" 5
first=$(run_task package.first)
cli add message later --in 300d --data 1 --timezone Europe/Berlin >/dev/null
stop_services

say "upgrading, with a setting that was changed"
echo 'CARILLON_LOG_LEVEL=debug' >>/etc/carillon/carillon.conf
password=$(</etc/carillon/private/api.env)
dpkg -i /tmp/newer.deb >/tmp/upgrade.log 2>&1 || fail "dpkg did not upgrade it"
expect "the changed setting" "$(tail -n 1 /etc/carillon/carillon.conf)" CARILLON_LOG_LEVEL=debug
[[ $(</etc/carillon/private/api.env) == "$password" ]] || fail "the password changed"
start_services
is_completed "$first" || fail "the task of before is not there"
run_task package.second >/dev/null
expect "tasks" "$(cli ls --json | grep -o '"task_id"' | wc -l)" 3
stop_services

say "removing"
dpkg -r carillon >/tmp/remove.log 2>&1 || fail "dpkg did not remove it"
[[ ! -e /usr/bin/carillon && ! -e /usr/lib/carillon ]] || fail "programs are left"
[[ -s /etc/carillon/carillon.conf && -s $key && -s /var/lib/carillon/carillon.sqlite ]] || fail "data or settings are gone"
expect "vhosts" "$(vhosts)" 1

say "purging"
dpkg --purge carillon >/tmp/purge.log 2>&1 || fail "dpkg did not purge it"
[[ ! -e /etc/carillon && ! -e /var/lib/carillon && ! -e /usr/share/carillon ]] || fail "something is left"
expect "vhosts" "$(vhosts)" 0
expect "users of the broker" "$(users)" 0
expect "the user" "$(getent passwd carillon || echo none)" none

say "installing again, with the broker running"
dpkg -i /tmp/carillon.deb >/tmp/again.log 2>&1 || fail "dpkg did not install it"
expect "vhosts" "$(vhosts)" 1
expect "users of the broker" "$(users)" 3
