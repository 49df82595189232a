#!/usr/bin/env bash
# make package: builds a Debian package of the three services and the command line, in .build/package.
# usage: build.sh
#
# Read from the environment
#   CARILLON_BIN       package the programs in this directory instead of building them
#   CARILLON_VERSION   the package's version; default that of the programs
set -euo pipefail

here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
cd "$here/../.."

say() { printf 'package: %s\n' "$*" >&2; }

programs=(carillon carillon-api carillon-scheduler carillon-executor)
services=(api scheduler executor)
output=.build/package
mkdir -p "$output"
root=$output/root
bin=${CARILLON_BIN:-.build/release}

compose/local/dependencies.sh package
if [[ -z ${CARILLON_BIN:-} ]]; then
    compose/local/build.sh all
fi
# The tool of swift-argument-parser that writes man pages of what a command says of itself.
if ! swift build --package-path .build/checkouts/swift-argument-parser --scratch-path "$output/manual" \
    --product generate-manual >"$output/manual.log" 2>&1; then
    tail -n 20 "$output/manual.log" >&2
    say "the tool that writes man pages does not build"
    exit 1
fi
version=${CARILLON_VERSION:-$("$bin/carillon" --version | awk '{ print $2 }' | sed 's/-/~/')}
architecture=$(dpkg --print-architecture)

# --- What is installed ---

install_programs() {
    local program library
    install -d "$root/usr/bin" "$root/usr/lib/carillon"
    for program in "${programs[@]}"; do
        install -m 755 "$bin/$program" "$root/usr/bin/$program"
        strip "$root/usr/bin/$program"
        patchelf --set-rpath /usr/lib/carillon "$root/usr/bin/$program"
    done
    # Swift's libraries, which find one another in their own folder. Not --static-swift-stdlib: see compose/Dockerfile.
    while read -r library; do
        install -m 644 -t "$root/usr/lib/carillon" "$library"
    done < <(ldd "${programs[@]/#/$bin/}" | awk '$3 ~ "/usr/lib/swift/" { print $3 }' | sort -u)
    for library in "$root"/usr/lib/carillon/*; do
        strip --strip-unneeded "$library"
        patchelf --set-rpath "\$ORIGIN" "$library"
    done
}

# service_manual NAME: its man page, from its --help: a line "  --flag VALUE, VARIABLE" and one with its meaning for each.
service_manual() {
    local summary
    summary=$(sed -n 's/^Description=Carillon //p' "$here/systemd/carillon-$1.service")
    cat <<EOF
.Dd $(date +'%B %-d, %Y')
.Dt CARILLON-${1^^} 8
.Os Carillon $version
.Sh NAME
.Nm carillon-$1
.Nd the $summary
.Sh SYNOPSIS
.Nm
.Op Ar OPTION VALUE
.Li ...
.Sh DESCRIPTION
.Nm
is started by systemd as
.Li carillon-$1.service .
Settings come from its options, or else from the environment, which systemd takes from
.Pa /etc/carillon/carillon.conf .
.Bl -tag -width indent
EOF
    "$bin/carillon-$1" --help | awk '
        { gsub(/\\/, "\\e"); gsub(/-/, "\\-") }
        /^  \\-/ { sub(/,/, ""); print ".It Li " $1 " Ar VALUE , Ev " $3; next }
        /^      / { sub(/^ +/, ""); sub(/ \(default: \)$/, ""); sub(/^\./, "\\\\\\&."); print }'
    cat <<'EOF'
.El
.Sh FILES
.Bl -tag -width indent
.It Pa /etc/carillon/carillon.conf
settings
.It Pa /etc/carillon/admin.key
a key to the API, for members of the group carillon
.It Pa /etc/carillon/private
where the broker is, and the passwords for it
.It Pa /var/lib/carillon
the database
.El
.Sh SEE ALSO
.Xr carillon 1 ,
.Xr carillon-setup 8
EOF
}

setup_manual() {
    cat <<EOF
.Dd $(date +'%B %-d, %Y')
.Dt CARILLON-SETUP 8
.Os Carillon $version
.Sh NAME
.Nm carillon-setup
.Nd makes Carillon's vhost and users in the local RabbitMQ
.Sh SYNOPSIS
.Nm
.Op Fl -if-running
.Sh DESCRIPTION
.Bd -literal
EOF
    sed -n '2,/^set/{/^#/s/^# \?//p}' "$here/setup.sh" | sed 's/\\/\\e/g; s/-/\\-/g; s/^\./\\\&./'
    echo ".Ed"
}

install_manuals() {
    local service
    install -d "$root/usr/share/man/man1" "$root/usr/share/man/man8"
    "$output/manual/debug/generate-manual" "$bin/carillon" --multi-page --section 1 \
        --output-directory "$root/usr/share/man/man1" >/dev/null
    rm "$root/usr/share/man/man1/carillon.help.1"
    # Pages of subcommands are named as those of git: carillon-add.
    for file in "$root"/usr/share/man/man1/carillon.*.1; do
        mv "$file" "${file%/*}/$(basename "${file%.1}" | tr . -).1"
    done
    for service in "${services[@]}"; do
        service_manual "$service" >"$root/usr/share/man/man8/carillon-$service.8"
    done
    setup_manual >"$root/usr/share/man/man8/carillon-setup.8"
    gzip -9n "$root"/usr/share/man/man?/*
}

install_completions() {
    local share=$root/usr/share
    install -d "$share/bash-completion/completions" "$share/zsh/vendor-completions" "$share/fish/vendor_completions.d"
    "$bin/carillon" completion bash >"$share/bash-completion/completions/carillon"
    "$bin/carillon" completion zsh >"$share/zsh/vendor-completions/_carillon"
    "$bin/carillon" completion fish >"$share/fish/vendor_completions.d/carillon.fish"
}

# The settings of all services, as comments with their defaults; those that differ here are set.
configuration() {
    cat <<'EOF'
# Settings of Carillon's services: after a change, systemctl restart 'carillon-*'
# Where the broker is stands in /etc/carillon/private/*.env, a file for each service.

# The RabbitMQ of this machine: carillon-setup makes a vhost and users in it. "no" if those files name another broker.
CARILLON_LOCAL_BROKER=yes
EOF
    for service in "${services[@]}"; do "$bin/carillon-$service" --help; done | awk -v FS='[ ,]+' '
        BEGIN {
            here["CARILLON_DATABASE"] = "/var/lib/carillon/carillon.sqlite"
            here["CARILLON_ADMIN_KEY_FILE"] = "/etc/carillon/admin.key"
            seen["CARILLON_AMQP_URL"] = seen["CARILLON_ADMIN_KEY"] = 1
        }
        /^  --/ { variable = $4; next }
        /^      / && !seen[variable]++ {
            text = value = $0
            sub(/^ +/, "", text); sub(/ \(default: [^)]*\)$/, "", text)
            sub(/^.*\(default: /, "", value); sub(/\)$/, "", value)
            print "\n# " text
            print (variable in here) ? variable "=" here[variable] : "#" variable "=" value
        }'
}

install_rest() {
    local unit
    install -D -m 755 "$here/setup.sh" "$root/usr/sbin/carillon-setup"
    install -D -m 644 -t "$root/usr/share/carillon" "$here/../rabbitmq/definitions.json"
    install -D -m 755 -t "$root/usr/share/carillon" "$here/../rabbitmq/definitions.sh"
    for unit in "$here"/systemd/*; do install -D -m 644 -t "$root/lib/systemd/system" "$unit"; done
    install -d "$root/etc/carillon"
    configuration >"$root/etc/carillon/carillon.conf"
    install -d "$root/usr/share/doc/carillon"
    cp LICENSE "$root/usr/share/doc/carillon/copyright"
    gzip -9nc docs/CHANGELOG.md >"$root/usr/share/doc/carillon/changelog.gz"
}

# --- The package ---

# The Debian packages that the programs' libraries are in, with the versions that have what is used of them.
library_packages() {
    mkdir -p "$output/shlibs/debian"
    printf 'Source: carillon\n\nPackage: carillon\nArchitecture: any\n' >"$output/shlibs/debian/control"
    (
        cd "$output/shlibs"
        dpkg-shlibdeps -O --ignore-missing-info -l../root/usr/lib/carillon \
            ../root/usr/bin/* ../root/usr/lib/carillon/* 2>/dev/null
    ) | sed -n 's/^shlibs:Depends=//p'
}

write_control() {
    local size libraries
    size=$(du -sk --apparent-size "$root" | cut -f 1)
    libraries=$(library_packages)
    [[ -n $libraries ]] || {
        say "the libraries' packages are not known"
        exit 1
    }
    install -d "$root/DEBIAN"
    sed -e "s/@version@/$version/" -e "s/@architecture@/$architecture/" -e "s/@size@/$size/" \
        -e "s/@libraries@/$libraries/" "$here/debian/control" >"$root/DEBIAN/control"
    install -m 755 -t "$root/DEBIAN" "$here/debian/postinst" "$here/debian/prerm" "$here/debian/postrm"
    echo /etc/carillon/carillon.conf >"$root/DEBIAN/conffiles"
    (cd "$root" && find . -path ./DEBIAN -prune -o -path ./etc -prune -o -type f -printf '%P\0' | sort -z |
        xargs -0 md5sum) >"$root/DEBIAN/md5sums"
}

# The modes that files have in a package, whatever umask this was started with.
umask 022
rm -rf "$root"
mkdir -p "$root"
install_programs
install_manuals
install_completions
install_rest
write_control
chmod -R u=rwX,go=rX "$root"
package=$output/carillon_${version}_$architecture.deb
dpkg-deb -Zxz -z2 --root-owner-group --build "$root" "$package" >/dev/null
rm -rf "$root"
say "$package ($(du -h "$package" | cut -f 1))"
