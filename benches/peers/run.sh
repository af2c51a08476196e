#!/usr/bin/env bash
# Reads the same texts with Python as with Eunoia, in one run, and prints the ratios. Makes a Python environment once; wants
# the release binaries (`make bench` builds them) and an otherwise idle machine. Arguments go to text.py.
set -euo pipefail
cd "$(dirname "$0")/../.."
target="$(realpath -m "${CARGO_TARGET_DIR:-target}")"
venv="$target/peers"
if ! cmp -s benches/peers/requirements.txt "$venv/requirements.txt"; then
    rm -rf "$venv"
    python3 -m venv "$venv"
    "$venv/bin/pip" install --quiet --disable-pip-version-check -r benches/peers/requirements.txt
    cp benches/peers/requirements.txt "$venv/requirements.txt"
fi
exec "$venv/bin/python" benches/peers/text.py --bench "$target/release/eunoia-benches" "$@"
