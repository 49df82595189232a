#!/usr/bin/env bash
# Builds what is run, in .build/release: the three services and the command line, optimized and stripped, in one build.
# usage: build.sh [all]
#   all   everything. Without it, HTTPS and JSON web tokens are left out as long as no setting asks for them: they take as
#         long to compile as a third of the rest.
set -euo pipefail

cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../.."

traits=()
[[ ${1:-} != all && -z ${CARILLON_TLS_CERTIFICATE:-} ]] || traits+=(HTTPS)
[[ ${1:-} != all && -z ${CARILLON_JWT_JWKS:-} ]] || traits+=(Tokens)
if ((${#traits[@]})); then
    chosen=(--traits "$(IFS=, && echo "${traits[*]}")")
else
    chosen=(--disable-default-traits)
fi
# Symbols for debuggers are four fifths of the size, and are not linked in.
exec swift build -c release --target Programs "${chosen[@]}" -debug-info-format none -Xlinker -s
