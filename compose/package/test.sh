#!/usr/bin/env bash
# make package-test: builds the Debian package, and tries it in a Debian 12 of its own: installs it, has it do some work,
# upgrades, removes and purges it. Needs root, and Debian's mirror for the first time.
# usage: test.sh [PACKAGE NEWER_PACKAGE]     by default both are built, the newer of the same programs
#
# That Debian is a folder without systemd, so try.sh starts the broker and the services as their units say. It has a network
# of its own in which there is nothing but it.
set -euo pipefail

here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
cd "$here/../.."
work=$PWD/.build/package
fresh=$work/debian-12
root=''

say() { printf 'package test: %s\n' "$*"; }
fail() {
    say "FAILED: $*"
    exit 1
}
clean_up() {
    [[ -z $root ]] || rm -rf --one-file-system "$root"
}

((EUID == 0)) || fail "only root can make a Debian in a folder"
if (($# == 2)); then
    package=$(readlink -f "$1") newer=$(readlink -f "$2")
else
    "$here/build.sh"
    version=$("${CARILLON_BIN:-.build/release}/carillon" --version | awk '{ print $2 }' | sed 's/-/~/')
    CARILLON_VERSION=$version+test "$here/build.sh"
    package=$(echo "$work/carillon_${version}_"*.deb) newer=$(echo "$work/carillon_${version}+test_"*.deb)
fi
[[ -s $package && -s $newer ]] || fail "there is no package to try"

# A Debian as it is when new, kept for the next time; only what it installs at first is downloaded again.
if [[ ! -e $fresh/ready ]]; then
    say "making a Debian 12 in $fresh"
    rm -rf "$fresh"
    mkdir -p "$fresh"
    debootstrap --variant=minbase --include=ca-certificates bookworm "$fresh/root" >"$fresh/log" 2>&1 ||
        fail "debootstrap did not succeed, see $fresh/log"
    touch "$fresh/ready"
fi

trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP
root=$(mktemp -d "$work/root.XXXXXX")
chmod 755 "$root"
cp -a "$fresh/root/." "$root"
cp "$package" "$root/tmp/carillon.deb"
cp "$newer" "$root/tmp/newer.deb"
install -m 755 "$here/try.sh" "$root/tmp/try.sh"
# Packages must not start services here, as they would where systemd runs.
printf '#!/bin/sh\nexit 101\n' >"$root/usr/sbin/policy-rc.d"
chmod 755 "$root/usr/sbin/policy-rc.d"

# In namespaces of their own: what is started there ends with the command, and what is mounted is gone.
inside() { # COMMAND...
    # shellcheck disable=SC2016
    unshare --mount --pid --uts --ipc --fork --kill-child --propagation private bash -c '
        set -e
        mount -t proc proc "$0/proc"
        mount -t tmpfs tmpfs "$0/run"
        mount --rbind /dev "$0/dev"
        hostname carillon-test
        exec chroot "$0" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 \
            DEBIAN_FRONTEND=noninteractive "$@"' "$root" "$@"
}

say "installing, with what it depends on"
inside sh -c 'echo 127.0.0.1 localhost carillon-test >/etc/hosts &&
    apt-get -q update && apt-get -qy install --no-install-recommends /tmp/carillon.deb' >"$work/install.log" 2>&1 ||
    { tail -n 20 "$work/install.log" && fail "apt did not install it"; }
say "installed"
inside unshare --net /tmp/try.sh
say "passed after $SECONDS s"
