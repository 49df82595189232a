#!/usr/bin/env bash
# Builds the container stack, brings it up beside whatever else runs, has it do some work, and takes it down again.
# usage: test.sh     exit code 0 passed, 1 failed, 77 skipped since there is no container engine
# CARILLON_COMPOSE_OVERRIDE may name a second compose file.
set -euo pipefail

here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
source "$here/local/ports.sh"

project=carillon-test-$$
CARILLON_HTTP_PORT=$(free_port)
CARILLON_ADMIN_KEY=$(head -c 32 /dev/urandom | od -An -tx1 | tr -d ' \n')
export CARILLON_HTTP_PORT CARILLON_ADMIN_KEY

say() { printf 'compose test: %s\n' "$*"; }
fail() {
    say "FAILED: $*"
    compose ps --all || true
    compose logs --tail 30 || true
    exit 1
}
compose() {
    docker compose --progress quiet --project-name "$project" --file "$here/compose.yaml" \
        ${CARILLON_COMPOSE_OVERRIDE:+--file "$CARILLON_COMPOSE_OVERRIDE"} "$@" </dev/null
}

# request METHOD PATH [BODY]: prints the answer's headers and body.
request() {
    local body=${3:-}
    exec 3<>"/dev/tcp/127.0.0.1/$CARILLON_HTTP_PORT"
    printf '%s %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n' "$1" "$2" >&3
    printf 'Authorization: Bearer %s\r\n' "$CARILLON_ADMIN_KEY" >&3
    printf 'Content-Type: application/json\r\nContent-Length: %d\r\n\r\n%s' "${#body}" "$body" >&3
    timeout 20 cat <&3
    exec 3>&-
}

schedule_message() { # CHANNEL: prints the id of a task that sends a message now
    local answer
    answer=$(request POST /tasks \
        "{\"action\":\"message\",\"payload\":{\"channel\":\"$1\",\"body\":{\"hello\":1}},\"run_at\":\"$(date -u +%FT%TZ)\"}")
    [[ $answer =~ \"task_id\"\ *:\ *\"([0-9a-fA-F-]+)\" ]] || fail "POST /tasks was answered: $answer" >&2
    printf '%s\n' "${BASH_REMATCH[1]}"
}

await_completed() { # ID
    local answer='' deadline=$((SECONDS + 30))
    until [[ $answer =~ \"status\"\ *:\ *\"completed\" ]]; do
        ((SECONDS < deadline)) || fail "task $1 is not completed after 30 s: $answer"
        sleep 0.3
        answer=$(request GET "/tasks/$1")
    done
}

queue_column() { # QUEUE COLUMN
    compose exec -T rabbitmq rabbitmqctl -q list_queues name "$2" | awk -v queue="$1" '$1 == queue { print $2 }'
}

expect() { # WHAT ACTUAL EXPECTED
    [[ $2 == "$3" ]] || fail "$1: expected '$3', got '$2'"
    say "$1: $2"
}

left_behind() {
    docker ps --all --quiet --filter "label=com.docker.compose.project=$project"
    docker volume ls --quiet --filter "label=com.docker.compose.project=$project"
    docker network ls --quiet --filter "label=com.docker.compose.project=$project"
}

if ! docker info >/dev/null 2>&1 || ! docker compose version >/dev/null 2>&1; then
    echo "skipped: no container engine"
    exit 77
fi

trap 'compose down --volumes --remove-orphans --timeout 20 >/dev/null 2>&1 || true' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

say "building"
compose build --quiet || fail "the image does not build"
if (unset CARILLON_ADMIN_KEY && compose create >/dev/null 2>&1); then
    fail "the stack would start without a key"
fi
say "starting"
# Forced, as start.sh tells people whose first try had no key: a container keeps the secrets that it was made with.
compose up --detach --wait --wait-timeout 240 --force-recreate || fail "the stack does not become healthy"
say "healthy after $SECONDS s, on port $CARILLON_HTTP_PORT"

await_completed "$(schedule_message test.one)"
# Time zones need tzdata and all of Foundation in the image: see the Dockerfile.
answer=$(request POST /tasks \
    '{"action":"message","payload":{"channel":"never","body":1},"run_at":"2099-07-01T12:00:00","timezone":"Europe/Berlin"}')
expect "status line of a task with a time zone" "$(head -n 1 <<<"$answer" | tr -d '\r')" "HTTP/1.1 201 Created"
expect "messages in the inbox" "$(queue_column carillon.messages.inbox messages)" 1

for service in api scheduler executor; do
    expect "user of $service" "$(compose exec -T "$service" id -u)" 10001
    ! compose exec -T "$service" touch /usr/local/bin/x 2>/dev/null || fail "$service can write to its file system"
done

compose up --detach --wait --wait-timeout 120 --no-recreate --scale executor=3 || fail "three executors do not become healthy"
expect "consumers of carillon.actions.message" "$(queue_column carillon.actions.message consumers)" 3
tasks=()
for i in {1..12}; do tasks+=("$(schedule_message "test.$i")"); done
for task in "${tasks[@]}"; do await_completed "$task"; done
expect "messages in the inbox" "$(queue_column carillon.messages.inbox messages)" 13

say "restarting the whole stack"
compose stop --timeout 40
compose up --detach --wait --wait-timeout 240 --scale executor=3 || fail "the stack does not become healthy again"
await_completed "${tasks[0]}"
await_completed "$(schedule_message test.again)"
expect "messages in the inbox" "$(queue_column carillon.messages.inbox messages)" 14

compose down --volumes --remove-orphans --timeout 20 || fail "the stack does not go down"
expect "containers, volumes and networks left behind" "$(left_behind | wc -l)" 0
say "passed after $SECONDS s"
