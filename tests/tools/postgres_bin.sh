#!/usr/bin/env bash
# Print the folder of the newest PostgreSQL server programs (initdb, pg_ctl), or nothing when there are none.
set -euo pipefail

newest="$(find /usr/lib/postgresql -mindepth 3 -maxdepth 3 -path '*/bin/initdb' 2>/dev/null | sort -V | tail -n 1 || true)"
[ -n "$newest" ] || newest="$(command -v initdb || true)"
[ -z "$newest" ] || dirname "$newest"
