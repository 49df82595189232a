# shellcheck shell=bash
# shellcheck disable=SC2016
# Questions about TCP ports, answered with bash alone. To be sourced.

# port_is_taken HOST PORT: does anything accept connections there?
port_is_taken() {
    timeout 2 bash -c ': 2>/dev/null <>"/dev/tcp/$0/$1"' "$1" "$2" 2>/dev/null
}

# free_port: prints a loopback port that nothing listens on.
# It lies below the range that the kernel hands out by itself, so that no outgoing connection takes it meanwhile.
free_port() {
    local port
    for _ in {1..100}; do
        port=$((20000 + (RANDOM << 15 | RANDOM) % 12000))
        if ! port_is_taken 127.0.0.1 "$port"; then
            printf '%s\n' "$port"
            return
        fi
    done
    echo "no free port between 20000 and 31999" >&2
    return 1
}

# is_port TEXT: is it a number from 1 to 65535?
is_port() {
    [[ $1 =~ ^[1-9][0-9]{0,4}$ ]] && (($1 <= 65535))
}

# broker_answers PORT: does an AMQP 0-9-1 broker greet us on this loopback port?
# RabbitMQ opens its AMQP listener last, after its definitions are loaded: a greeting means ready.
broker_answers() {
    timeout 5 bash -c '
        exec 3<>"/dev/tcp/127.0.0.1/$0" || exit 1
        printf "AMQP\0\0\11\1" >&3
        head -c 1 <&3 | od -An -tx1 | grep -q 01' "$1" 2>/dev/null
}

# http_status HOST PORT PATH: prints the status of a GET, or nothing when nobody answers.
http_status() {
    timeout 5 bash -c '
        exec 3<>"/dev/tcp/$0/$1" || exit 1
        printf "GET %s HTTP/1.1\r\nHost: %s:%s\r\nConnection: close\r\n\r\n" "$2" "$0" "$1" >&3
        read -r _ status _ <&3 && printf "%s\n" "$status"' "$1" "$2" "$3" 2>/dev/null || true
}
