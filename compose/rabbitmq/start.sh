#!/usr/bin/env bash
# Starts the compose stack's broker with a password for each service, made at the first start.
#
# So `docker compose up` works from a fresh clone, no password is in git, and each service sees its own only: every
# /credentials/<service> is a volume that is shared with that service alone. There is its `password`, and `amqp-url`,
# which the service reads. To change a password, delete that file and restart the stack.
# Runs as root, as the image does until its own entrypoint changes to the user rabbitmq.
set -euo pipefail

here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
carillon_uid=10001 # as in the Dockerfile

# Copied, since the checkout may not be readable to the user rabbitmq.
install -m 0644 "$here/rabbitmq.conf" /etc/rabbitmq/conf.d/20-carillon.conf
"$here/definitions.sh" /credentials >/tmp/definitions.json
install -D -o rabbitmq -m 0400 /tmp/definitions.json /run/carillon/definitions.json
rm /tmp/definitions.json

# The admin key of the API. Compose gives it to the container when it makes it, and not again when it starts it.
admin_key=/run/secrets/admin-key
if [[ ! -s $admin_key ]]; then
    echo "start.sh: there is no admin key for the API: export CARILLON_ADMIN_KEY=\$(openssl rand -hex 32)" \
        "and then docker compose -f compose/compose.yaml up --force-recreate" >&2
    exit 1
fi
cat "$admin_key" >/credentials/api/admin-key.new
mv -f /credentials/api/admin-key.new /credentials/api/admin-key

for service in api scheduler executor; do
    directory=/credentials/$service
    printf 'amqp://carillon-%s:%s@rabbitmq:5672\n' "$service" "$(<"$directory/password")" >"$directory/amqp-url"
    chown -R "$carillon_uid" "$directory"
    chmod 0500 "$directory"
    chmod 0400 "$directory"/*
done

# Made here, since a health check (run as root) that comes before the node would make a cookie that the node cannot read.
cookie=/var/lib/rabbitmq/.erlang.cookie
[[ -s $cookie ]] || (umask 377 && od -An -v -tx1 -N 20 /dev/urandom | tr -d ' \n' >"$cookie")

exec docker-entrypoint.sh rabbitmq-server
