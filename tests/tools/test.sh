#!/usr/bin/env bash
# Everything `make test` runs, part by part. A failed part does not keep the later ones from running; the summary at
# the end names it, and the exit status is then 1.
# shellcheck disable=SC2317  # The functions are called by name, through part.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit

python=.venv/bin/python
# What a developer's shell has set for a site of their own must not reach the tests.
unset ACCESS_LOG ACCESS_LOG_DAYS ALLOWED_HOSTS APPROVALS_AN_HOUR BACKUP_FOLDER BACKUP_KEEP BACKUP_KEY BACKUP_S3_URL BEHIND_PROXY CONN_MAX_AGE DATABASE_REPLICA_URL DATABASE_URL \
    DATA_DIR DEBUG DESK_NETWORKS DJANGO_SETTINGS_MODULE EMAIL_BACKEND FILES_INTERNAL_REDIRECT FILES_S3_URL HTTPS PAGE_CACHE \
    PYTEST_ADDOPTS PYTHONDONTWRITEBYTECODE SECOND_FACTOR SECRET_KEY SENTINEL_OUTSIDE SITE_ADDRESS VISITS_LOG
work="$(mktemp -d "$(tests/tools/quick_folder.sh)/ponko-tests.XXXXXX")"
export TMPDIR="$work"
meanwhile=()  # process groups of what runs in the background
clean_up() {
    # Ctrl-C does not reach groups of their own. The sites of browser tests end with them, a moment later.
    for group in "${meanwhile[@]}"; do
        { kill -TERM -- "-$group" && wait "$group"; } 2>/dev/null
    done
    rm -rf "$work" 2>/dev/null || { sleep 3 && rm -rf "$work"; }
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

failed=0
part() {  # title, command and its arguments
    local title="$1" begin="$SECONDS" verdict="ok"
    shift
    printf '\n=== %s ===\n' "$title"
    "$@" </dev/null || { verdict="FAILED"; failed=1; }
    printf '%-6s %5s s  %s\n' "$verdict" "$((SECONDS - begin))" "$title" >>"$work/summary"
    printf -- '--- %s: %s, %s s\n' "$title" "$verdict" "$((SECONDS - begin))"
}

migrations() {
    DATA_DIR="$work" SECRET_KEY="$(key)" "$python" manage.py makemigrations --check --dry-run
}
production_check() {
    DATA_DIR="$work" SECRET_KEY="$(key)" HTTPS=1 SITE_ADDRESS=https://www.phoneko.go.th \
        ALLOWED_HOSTS=www.phoneko.go.th "$python" manage.py check --deploy --fail-level WARNING
}
key() {
    "$python" -c 'import secrets; print(secrets.token_urlsafe(64))'
}
run_pytest() {  # options of pytest; the variable `server` holds words to go before it
    # Skips are listed with their reasons; no test collected is a failure (status 5).
    DATA_DIR="$(mktemp -d "$work/data.XXXXXX")" "${server[@]}" "$python" -m pytest --tb=short --durations 10 -r fEs "$@"
}

own_cache() {  # a folder where pytest notes what failed; the tests on SQLite, which run meanwhile, note theirs elsewhere
    mktemp -d "$work/failures.XXXXXX"
}
unit_tests() {  # which of them, as pytest's -m has it; options of pytest
    # What takes its work from the other's end when it has done its own keeps the tests of a file together.
    # They yield to the browser tests: only those have somebody who waits.
    server=(nice "${server[@]}")
    run_pytest -n 2 --dist worksteal -m "$@"
}
browser_tests() {  # which of them, as pytest's -m has it; in how many processes
    local failures
    failures="cache_dir=$(own_cache)"
    # Each process has a site and a Chromium of its own; the tests of a file share what they have set up.
    run_pytest -n "$2" --dist loadfile -o "$failures" -m "$1"
    local status="$?"
    [ "$status" -eq 1 ] || return "$status"
    # A browser on a busy machine may be late once. What fails twice is a fault.
    printf -- '--- Once more, only what failed\n'
    run_pytest -o "$failures" -m "$1" --last-failed --last-failed-no-failures none
}
all_browser_tests() {
    part "Browser tests on SQLite" browser_tests "browser" 2
    if [ -n "$address" ]; then
        server=(env DATABASE_URL="$address")
        part "Browser tests on PostgreSQL" browser_tests "browser and not dry" 1
    fi
    return "$failed"
}

postgresql_tests() {
    server=(env DATABASE_URL="$address")
    # Not again on PostgreSQL: what no database answers in another way.
    part "Tests on PostgreSQL" unit_tests "not browser and not dry" -o "cache_dir=$(own_cache)"
    return "$failed"
}

# What several tests ask for and what is waited for is there before they do.
made_ahead() {
    DATA_DIR="$PWD/var/test-static" tests/tools/collect_static.sh &
    "$python" -m tests.copies demo
    [ -z "$address" ] || DATABASE_URL="$address" nice "$python" -m tests.copies demo
    nice "$python" -m tests.tools.node_packages
    wait
}
in_background() {  # name of the log, command and its arguments
    set -m
    "${@:2}" </dev/null >"$work/$1.log" 2>&1 &
    meanwhile+=("$!")
    set +m
}

server=(env)
part "System packages" tests/tools/system_packages.sh
# One server for both parts, until its input ends with this shell.
coproc POSTGRES { exec tests/tools/with_postgres.sh bash -c 'echo "$DATABASE_URL"; exec cat' 2>"$work/postgres.log"; }
read -r address <&"${POSTGRES[0]}" || part "PostgreSQL" sh -c "cat '$work/postgres.log'; false"
made_ahead </dev/null >"$work/ahead.log" 2>&1 &
part "Style of code and templates" tests/tools/lint.sh
part "Migrations match the models" migrations
part "Production settings" production_check

# All at the same time: who waits for a browser, a disk or a server would leave a processor idle.
printf '\nThe browser tests and those on PostgreSQL run meanwhile; what they say follows at the end.\n'
in_background browsers all_browser_tests
[ -z "$address" ] || in_background postgresql postgresql_tests
part "Tests on SQLite" unit_tests "not browser"
while [ "${#meanwhile[@]}" -gt 0 ]; do
    wait "${meanwhile[0]}" || failed=1
    meanwhile=("${meanwhile[@]:1}")
done
cat "$work/postgresql.log" "$work/browsers.log" 2>/dev/null

printf '\n=== Summary ===\n'
cat "$work/summary"
printf '%-6s %5s s  all parts\n' "$([ "$failed" -eq 0 ] && echo ok || echo FAILED)" "$SECONDS"
exit "$failed"
