# Sourced: a virtual environment for Python tools of tests and benchmarks. The working directory is the checkout.
# shellcheck shell=bash

# make_venv: makes .build/venv, again when the requirements change.
make_venv() {
    local venv=.build/venv wanted=Tests/requirements.txt
    mkdir -p .build
    exec {venv_lock}>.build/venv.lock
    flock "$venv_lock"
    if ! cmp -s "$wanted" "$venv/requirements.txt"; then
        echo "Installing $wanted in $venv"
        rm -rf "$venv"
        python3 -m venv "$venv"
        "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --requirement "$wanted"
        cp "$wanted" "$venv/requirements.txt"
    fi
    exec {venv_lock}>&-
}
