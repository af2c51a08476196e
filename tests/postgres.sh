#!/bin/sh
# A private PostgreSQL for the tests, made of the package that Debian ships. It listens on 127.0.0.1 alone, on a free
# port, behind a password of its own, and keeps everything in a folder that `stop` removes.
#
#   eval "$(tests/postgres.sh start)"   and later   tests/postgres.sh stop
set -eu

# PostgreSQL refuses to run as root.
as_owner() {
    if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi
}

start() {
    bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
    if [ -z "$bin" ]; then
        echo "PostgreSQL is not installed (Debian: apt-get install postgresql)" >&2
        exit 1
    fi
    folder=$(mktemp -d "${TMPDIR:-/tmp}/eunoia-postgres.XXXXXX")
    password=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
    printf '%s' "$password" >"$folder/password"
    if [ "$(id -u)" = 0 ]; then chown -R postgres "$folder"; fi
    cd "$folder"
    as_owner "$bin/initdb" -D "$folder/data" -U eunoia --pwfile="$folder/password" --auth=scram-sha-256 \
        --encoding=UTF8 --locale=C.UTF-8 >"$folder/initdb.log" 2>&1 || { cat "$folder/initdb.log" >&2; exit 1; }
    for port in $(shuf -i 20000-29999 -n 20); do
        options="-c listen_addresses=127.0.0.1 -c port=$port -c unix_socket_directories=$folder -c max_connections=300 -c fsync=on"
        if as_owner "$bin/pg_ctl" -D "$folder/data" -l "$folder/server.log" -w -t 30 -o "$options" start >/dev/null 2>&1; then
            echo "export EUNOIA_TEST_POSTGRES_URL=postgres://eunoia:$password@127.0.0.1:$port/postgres"
            echo "export EUNOIA_TEST_POSTGRES_FOLDER=$folder"
            exit 0
        fi
    done
    echo "PostgreSQL did not start:" >&2
    tail -n 20 "$folder/server.log" >&2
    exit 1
}

stop() {
    folder=${EUNOIA_TEST_POSTGRES_FOLDER:-}
    # Nothing but a folder that `start` made is ever removed.
    if [ -z "$folder" ] || [ ! -f "$folder/data/PG_VERSION" ]; then
        echo "EUNOIA_TEST_POSTGRES_FOLDER names no cluster that was started here" >&2
        exit 1
    fi
    bin=$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -n 1)
    cd "$folder"
    as_owner "$bin/pg_ctl" -D "$folder/data" -m immediate stop >/dev/null || true
    cd /
    rm -rf "$folder"
}

case "${1:-}" in
    start) start ;;
    stop) stop ;;
    *) echo "usage: tests/postgres.sh start|stop" >&2; exit 2 ;;
esac
