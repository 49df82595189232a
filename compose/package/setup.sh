#!/bin/bash
# Makes Carillon's vhost in the RabbitMQ of this machine, with its policies and a user for each service, and writes down
# for the services where that is. Can be run again at any time; passwords stay as they are.
# usage: carillon-setup [--if-running]
#   --if-running   does nothing to a broker that does not run
#
# CARILLON_LOCAL_BROKER=no in /etc/carillon/carillon.conf makes it do nothing: the broker is elsewhere then, and the files
# /etc/carillon/private/*.env name it.
set -euo pipefail
umask 077

share=/usr/share/carillon
private=/etc/carillon/private

say() { printf 'carillon-setup: %s\n' "$*" >&2; }

[[ ${1:-} != --help ]] || {
    sed -n '2,/^set/{/^#/s/^# \?//p}' "${BASH_SOURCE[0]}"
    exit 0
}
((EUID == 0)) || {
    say "only root can do this"
    exit 1
}
if [[ -z ${CARILLON_LOCAL_BROKER:-} ]]; then
    CARILLON_LOCAL_BROKER=$(sed -n 's/^CARILLON_LOCAL_BROKER=//p' /etc/carillon/carillon.conf | tail -n 1)
fi
[[ $CARILLON_LOCAL_BROKER != no ]] || exit 0

# With the vhost carillon in place of the default one, which is that of containers.
definitions=$("$share/definitions.sh" "$private" |
    sed -e 's|"vhost": "/"|"vhost": "carillon"|' -e 's|{ "name": "/" }|{ "name": "carillon" }|')

for service in api scheduler executor; do
    file=$private/$service.env
    [[ -s $file ]] || printf 'CARILLON_AMQP_URL=amqp://carillon-%s:%s@127.0.0.1:5672/carillon\n' \
        "$service" "$(<"$private/$service/password")" >"$file"
done

if [[ ${1:-} == --if-running ]] && ! rabbitmqctl --quiet --timeout 10 status >/dev/null 2>&1; then
    exit 0
fi
rabbitmqctl --quiet await_startup --timeout 120
rabbitmqctl --quiet import_definitions --format json <<<"$definitions"
