#!/usr/bin/env bash
# Check style and format of Python and templates; with --fix, correct what can be corrected.
# Every check runs, even after one has failed.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit

templates() {
    find . \( -name .git -o -name .venv -o -path ./var \) -prune -o -path '*/templates/*' -name '*.html' -print0
}
failed=0
if [ "${1:-}" = "--fix" ]; then
    .venv/bin/python -m ruff check --fix --quiet . || failed=1
    .venv/bin/python -m ruff format --quiet . || failed=1
    # djade fails when it has rewritten a file.
    templates | xargs -0 --no-run-if-empty .venv/bin/djade --target-version 5.2 || true
else
    .venv/bin/python -m ruff check . || failed=1
    .venv/bin/python -m ruff format --check . || failed=1
    templates | xargs -0 --no-run-if-empty .venv/bin/djade --target-version 5.2 --check || failed=1
fi
exit "$failed"
