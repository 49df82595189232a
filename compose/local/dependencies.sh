#!/usr/bin/env bash
# Makes sure that what Carillon needs is here, and installs what is missing with apt.
# usage: dependencies.sh [build|run|test|package]
#   build     to compile; all others include it
#   run       to run the services: a broker. The default
#   test      run, and what the tests need
#   package   to build and try a Debian package
set -euo pipefail

purpose=${1:-run}
swift_minimum=6.2

say() { printf 'dependencies: %s\n' "$*" >&2; }
fail() {
    say "$@"
    exit 1
}

check_swift() {
    command -v swift >/dev/null ||
        fail "swift is not on the PATH; install $swift_minimum or newer as https://www.swift.org/install says"
    local version
    version=$(swift --version 2>/dev/null | sed -n 's/.*Swift version \([0-9.]*\).*/\1/p' | head -n 1)
    [[ $(printf '%s\n' "$swift_minimum" "${version:-0}" | sort -V | head -n 1) == "$swift_minimum" ]] ||
        fail "Swift ${version:-?} is too old; install $swift_minimum or newer as https://www.swift.org/install says"
}

# Asks for the thing itself, not for the package: it may have come another way.
has() {
    case $1 in
    pkg-config) command -v pkg-config ;;
    librabbitmq-dev) pkg-config --exists librabbitmq ;;
    libsqlite3-dev) pkg-config --exists sqlite3 ;;
    libcurl4-openssl-dev) pkg-config --exists libcurl ;;
    libssl-dev) pkg-config --exists libcrypto ;;
    rabbitmq-server) [[ -x /usr/lib/rabbitmq/bin/rabbitmq-server ]] || command -v rabbitmq-server ;;
    patchelf | debootstrap) command -v "$1" ;;
    dpkg-dev) command -v dpkg-shlibdeps ;;
    python3) command -v python3 ;;
    # Elsewhere it is a snap, which does not come from apt alone: the test that wants it is left out there.
    chromium) command -v chromium || command -v chromium-browser || ! grep -qx 'ID=debian' /etc/os-release ;;
    python3-venv) python3 -c 'import ensurepip, venv' ;;
    esac >/dev/null 2>&1
}

missing_packages() {
    local wanted=(pkg-config librabbitmq-dev libsqlite3-dev libcurl4-openssl-dev libssl-dev) package
    [[ $purpose != run && $purpose != test ]] || wanted+=(rabbitmq-server)
    [[ $purpose != test ]] || wanted+=(python3 python3-venv chromium)
    [[ $purpose != package ]] || wanted+=(debootstrap dpkg-dev patchelf)
    for package in "${wanted[@]}"; do
        has "$package" || printf '%s\n' "$package"
    done
}

# Run as root: installs packages, but lets none of them start a system service now or at the next boot.
# A policy-rc.d that is there already stays as it is.
# shellcheck disable=SC2016
install_script='
    set -eu
    export DEBIAN_FRONTEND=noninteractive
    policy=/usr/sbin/policy-rc.d
    if [ ! -e "$policy" ]; then
        trap "rm -f $policy" EXIT
        printf "#!/bin/sh\nexit 101\n" >"$policy"
        chmod 755 "$policy"
    fi
    apt-get -q -o DPkg::Lock::Timeout=300 update
    apt-get -q -o DPkg::Lock::Timeout=300 install -y --no-install-recommends "$@"
    for package in "$@"; do
        if [ "$package" = rabbitmq-server ] && command -v systemctl >/dev/null; then
            systemctl disable rabbitmq-server >/dev/null 2>&1 || true
        fi
    done'

install_packages() {
    local as_root=() log
    command -v apt-get >/dev/null ||
        fail "missing: $*, and there is no apt-get here; install them the way this system does"
    if ((EUID != 0)); then
        as_root=(sudo)
        [[ -t 0 ]] || as_root+=(-n)
        command -v sudo >/dev/null ||
            fail "missing: $*, and only root can install them; as root, type: apt-get install -y $*"
        "${as_root[@]}" true 2>/dev/null ||
            fail "missing: $*, and sudo does not let us install them; as root, type: apt-get install -y $*"
    fi
    say "installing $* with apt (no system service is started)"
    log=$(mktemp)
    if ! "${as_root[@]}" sh -c "$install_script" sh "$@" </dev/null >"$log" 2>&1; then
        tail -n 20 "$log" >&2
        rm -f "$log"
        fail "apt could not install $*; see above, then try: sudo apt-get update && sudo apt-get install -y $*"
    fi
    rm -f "$log"
}

case $purpose in
build | run | test | package) ;;
*) fail "usage: dependencies.sh [build|run|test|package]" ;;
esac

check_swift
mapfile -t missing < <(missing_packages)
if ((${#missing[@]})); then
    install_packages "${missing[@]}"
    mapfile -t missing < <(missing_packages)
    ((${#missing[@]} == 0)) || fail "still missing after the installation: ${missing[*]}"
fi
