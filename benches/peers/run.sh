#!/usr/bin/env bash
# Does the same work with Python as with Eunoia, in one run, and prints the ratios: texts (`text`, the default), forecasts
# (`forecast`) or correlations (`correlation`). Makes a Python environment once; wants the release binaries (`make bench` builds them) and an otherwise idle
# machine. Further arguments go to text.py, forecast.py or correlation.py.
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
if [[ "${1:-}" == forecast ]]; then
    shift
    exec "$venv/bin/python" benches/peers/forecast.py --bench "$target/release/eunoia-benches" --eunoia "$target/release/eunoia" "$@"
fi
if [[ "${1:-}" == correlation ]]; then
    shift
    exec "$venv/bin/python" benches/peers/correlation.py --bench "$target/release/eunoia-benches" "$@"
fi
[[ "${1:-}" == text ]] && shift
exec "$venv/bin/python" benches/peers/text.py --bench "$target/release/eunoia-benches" "$@"
