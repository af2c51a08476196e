#!/usr/bin/env bash
# Makes a Python environment with tests/requirements.txt, once, and prints the variable that names its interpreter. Says
# so and prints nothing where there is no Python with venv.
set -euo pipefail
cd "$(dirname "$0")/.."
venv="$(realpath -m "${CARGO_TARGET_DIR:-target}")/python"
if ! cmp -s tests/requirements.txt "$venv/requirements.txt"; then
    rm -rf "$venv"
    if ! python3 -m venv "$venv" >&2 || ! "$venv/bin/pip" install --quiet --disable-pip-version-check -r tests/requirements.txt >&2; then
        echo "skipped: the tests of docs/data-science.md, which need Python 3.11 or later with venv and pip" >&2
        exit 0
    fi
    cp tests/requirements.txt "$venv/requirements.txt"
fi
echo "export EUNOIA_TEST_PYTHON='$venv/bin/python'"
