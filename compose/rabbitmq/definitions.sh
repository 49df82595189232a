#!/usr/bin/env bash
# Prints the definitions that a broker for Carillon loads: definitions.json with the services' password hashes filled in.
# usage: definitions.sh DIR
#   The passwords are in DIR/<service>/password. One that is missing is made, so that no password needs to be in git.
# Needs only what RabbitMQ's own image has: bash and coreutils.
set -euo pipefail
umask 077

here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
passwords=${1:?usage: definitions.sh DIR}

random_hex() { od -An -v -tx1 -N "$1" /dev/urandom | tr -d ' \n'; }

bytes() { # HEX
    local i
    for ((i = 0; i < ${#1}; i += 2)); do printf '%b' "\\x${1:i:2}"; done
}

# RabbitMQ's rabbit_password_hashing_sha256: base64 of a salt of 4 bytes and the SHA-256 of that salt and the password.
# https://www.rabbitmq.com/docs/passwords#this-is-the-algorithm
password_hash() {
    local salt digest
    salt=$(random_hex 4)
    digest=$({ bytes "$salt" && printf '%s' "$1"; } | sha256sum | cut -c 1-64)
    bytes "$salt$digest" | base64 -w 0
}

definitions=$(<"$here/definitions.json")
for service in api scheduler executor; do
    file=$passwords/$service/password
    if [[ ! -s $file ]]; then
        mkdir -p "$passwords/$service"
        random_hex 24 >"$file.new"
        mv "$file.new" "$file"
    fi
    hash=$(password_hash "$(<"$file")")
    definitions=${definitions//"@$service@"/$hash}
done
printf '%s\n' "$definitions"
