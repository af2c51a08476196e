#!/usr/bin/env bash
# Everything that `make test` runs: sets up what it can, and names what it skips.
set -euo pipefail
cd "$(dirname "$0")/.."

missing=()
ls /usr/lib/postgresql/*/bin/postgres >/dev/null 2>&1 || missing+=(postgresql)
[ -x "${CHROMIUM:-/usr/bin/chromium}" ] || missing+=(chromium)
command -v strace >/dev/null || missing+=(strace)
python3 -c 'import ensurepip, venv' 2>/dev/null || missing+=(python3-venv)
if [ ${#missing[@]} -gt 0 ]; then
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "${missing[@]}"
    else
        echo "skipped: tests that need ${missing[*]}; install them, or run as root on Debian"
    fi
fi

if ls /usr/lib/postgresql/*/bin/postgres >/dev/null 2>&1; then
    eval "$(tests/postgres.sh start)"
    trap 'tests/postgres.sh stop' EXIT
fi

eval "$(tests/python.sh)"

cargo build --workspace
cargo test --workspace --no-fail-fast
