#!/usr/bin/env bash
# Everything `make test` runs, part by part. A failed part does not keep the later ones from running; the summary at
# the end names it, and the exit status is then 1.
# shellcheck disable=SC2317  # The functions are called by name, through part.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit

python=.venv/bin/python
# What a developer's shell has set for a site of their own must not reach the tests.
unset ALLOWED_HOSTS BEHIND_PROXY CONN_MAX_AGE DATABASE_URL DATA_DIR DEBUG DJANGO_SETTINGS_MODULE EMAIL_BACKEND \
    FILES_INTERNAL_REDIRECT HTTPS SECRET_KEY SITE_ADDRESS PYTEST_ADDOPTS PYTHONDONTWRITEBYTECODE
work="$(mktemp -d "$(tests/tools/quick_folder.sh)/ponko-tests.XXXXXX")"
export TMPDIR="$work"
browsers=""
clean_up() {
    # The browser tests are a group of their own, which Ctrl-C does not reach. Their sites end with them, a moment later.
    [ -z "$browsers" ] || { kill -TERM -- "-$browsers" && wait "$browsers"; } 2>/dev/null
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

browser_tests() {  # which of them, as pytest's -m has it
    local failures
    failures="cache_dir=$(mktemp -d "$work/failures.XXXXXX")"  # the other tests, which run meanwhile, note theirs elsewhere
    # Two processes, each with a site and a Chromium of its own; the tests of a file share what they have set up.
    run_pytest -n 2 --dist loadfile -o "$failures" -m "$1"
    local status="$?"
    [ "$status" -eq 1 ] || return "$status"
    # A browser on a busy machine may be late once. What fails twice is a fault.
    printf -- '--- Once more, only what failed\n'
    run_pytest -o "$failures" -m "$1" --last-failed --last-failed-no-failures none
}
all_browser_tests() {
    part "Browser tests on SQLite" browser_tests "browser"
    if [ -n "$address" ]; then
        server=(env DATABASE_URL="$address")
        part "Browser tests on PostgreSQL" browser_tests "browser and not dry"
    fi
    return "$failed"
}

# What several tests ask for and what is waited for is there before they do.
made_ahead() {
    "$python" -m tests.copies demo
    [ -z "$address" ] || DATABASE_URL="$address" "$python" -m tests.copies demo
    "$python" -m tests.tools.node_packages
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

# Two processors have time for both: who waits for a browser, a disk or a server leaves them idle.
printf '\nThe browser tests run meanwhile; what they say follows at the end.\n'
set -m
all_browser_tests </dev/null >"$work/browsers.log" 2>&1 &
browsers=$!
set +m
part "Tests on SQLite" run_pytest -n 2 -m "not browser"
if [ -n "$address" ]; then
    server=(env DATABASE_URL="$address")
    # Not again on PostgreSQL: what no database answers in another way.
    part "Tests on PostgreSQL" run_pytest -n 2 -m "not browser and not dry"
fi
wait "$browsers" || failed=1
browsers=""
cat "$work/browsers.log"

printf '\n=== Summary ===\n'
cat "$work/summary"
printf '%-6s %5s s  all parts\n' "$([ "$failed" -eq 0 ] && echo ok || echo FAILED)" "$SECONDS"
exit "$failed"
