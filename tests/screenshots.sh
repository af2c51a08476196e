#!/usr/bin/env bash
# Pictures of every page, desktop and phone, light and dark, of the demo person on a fresh folder: tests/screenshots.sh [FOLDER]
set -euo pipefail
cd "$(dirname "$0")/.."
pictures="${1:-screenshots}"
data="$(mktemp -d)"
trap 'kill "$server" 2>/dev/null || true; wait "$server" 2>/dev/null || true; rm -rf "$data"' EXIT
cargo build --workspace
"${CARGO_TARGET_DIR:-target}/debug/eunoia" serve --data "$data/eunoia" --listen 127.0.0.1:0 --demo >"$data/out" &
server=$!
until url="$(sed -n 's/^eunoia is at //p' "$data/out")" && [ -n "$url" ]; do
    kill -0 "$server"
    sleep 0.2
done
node api/dashboard/tests/screenshots.mjs "$url" "$pictures" --further
echo "pictures are in $pictures/"
