#!/usr/bin/env bash
# Run a command with DATABASE_URL naming a PostgreSQL cluster of its own:
#
#     tests/tools/with_postgres.sh .venv/bin/python -m pytest
#
# The cluster lives in a new folder in memory or below /tmp, listens on 127.0.0.1 only and is gone when the command ends,
# however it ends. Nothing in it outlives the run, so it writes without fsync. Exit status: the command's.
# shellcheck disable=SC2317  # The clean-up is called by a trap.
set -euo pipefail
cd "$(dirname "$0")/../.."

bin="$(tests/tools/postgres_bin.sh)"
if [ -z "$bin" ]; then
    echo "PostgreSQL's server is not installed; install the Debian package postgresql." >&2
    exit 1
fi

folder="$(mktemp -d "$(tests/tools/quick_folder.sh)/ponko-postgres.XXXXXX")"
as_owner=()
if [ "$(id -u)" -eq 0 ]; then
    # initdb refuses root.
    id postgres >/dev/null 2>&1 || { echo "There is no user postgres to run the server as." >&2; exit 1; }
    chown postgres: "$folder"
    as_owner=(runuser -u postgres --)
fi

command_pid=""
ends_within() {  # seconds: true as soon as the command has ended
    for ((tenths = $1 * 10; tenths > 0; tenths--)); do
        kill -0 "$command_pid" 2>/dev/null || return 0
        sleep 0.1
    done
    return 1
}
clean_up() {
    trap '' INT TERM HUP
    if [ -n "$command_pid" ]; then
        # Ctrl-C in a terminal has reached the command as well: let it tidy up before it is told again.
        ends_within 5 || { kill -INT "$command_pid" && ends_within 10; } || kill -KILL "$command_pid" || true
    fi
    if [ -e "$folder/data/postmaster.pid" ]; then
        (cd "$folder" && "${as_owner[@]}" "$bin/pg_ctl" --pgdata "$folder/data" --mode immediate --silent stop) || true
    fi
    rm -rf "$folder"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'kill -INT "$command_pid" 2>/dev/null; exit 143' TERM
trap 'kill -INT "$command_pid" 2>/dev/null; exit 129' HUP

start() {
    local port="$1"
    (cd "$folder" && "${as_owner[@]}" "$bin/pg_ctl" --pgdata "$folder/data" --silent --wait --timeout 60 \
        --log "$folder/log" --options "-p $port" start) >/dev/null
}

(cd "$folder" && "${as_owner[@]}" "$bin/initdb" --pgdata "$folder/data" --username postgres --auth trust \
    --encoding UTF8 --locale C.UTF-8 --no-sync >"$folder/initdb.log" 2>&1) || { cat "$folder/initdb.log" >&2; exit 1; }
# C.UTF-8, not C: with lc_ctype C trigrams of Thai text are empty and a search finds nothing.
cat >>"$folder/data/postgresql.conf" <<CONF
listen_addresses = '127.0.0.1'
unix_socket_directories = '$folder'
max_connections = 200
fsync = off
synchronous_commit = off
full_page_writes = off
jit = off
CONF

for attempt in 1 2 3; do
    port="$(.venv/bin/python -c 'import socket; s = socket.create_server(("127.0.0.1", 0)); print(s.getsockname()[1])')"
    if start "$port"; then
        break
    elif [ "$attempt" -eq 3 ]; then
        echo "PostgreSQL did not start:" >&2
        cat "$folder/log" >&2
        exit 1
    fi
done
"$bin/createdb" --host "$folder" --port "$port" --username postgres ponko
export DATABASE_URL="postgres://postgres@127.0.0.1:$port/ponko"

# In the background and waited for: only so does a signal to this script reach the clean-up at once.
# The shell would have such a command ignore Ctrl-C; env gives that back.
env --default-signal=INT,QUIT "$@" <&0 &
command_pid=$!
status=0
wait "$command_pid" || status=$?
command_pid=""
exit "$status"
