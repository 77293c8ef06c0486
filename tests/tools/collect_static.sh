#!/usr/bin/env bash
# Collect the static files into $DATA_DIR/static (DATA_DIR defaults to var) unless what is there was made from the same
# sources: compressing them takes several seconds. Safe to call from several processes at once.
set -euo pipefail
cd "$(dirname "$0")/../.."

export DATA_DIR="${DATA_DIR:-$PWD/var}"
mkdir -p "$DATA_DIR"
exec 9>"$DATA_DIR/static.lock"
flock 9

# The packages' static files change with requirements.txt only; settings and app configs say what is left out.
sources="$({
    printf '%s\0' requirements.txt ponko_site/settings.py ponko_site/bundles.py ./*/apps.py
    find . \( -name .git -o -name .venv -o -path ./var \) -prune -o -path '*/static/*' -type f -print0 | sort --zero-terminated
} | xargs -0 sha256sum | sha256sum)"

if [ "$(cat "$DATA_DIR/static.made_from" 2>/dev/null)" != "$sources" ]; then
    echo "Collecting the static files; this is done once."
    rm -f "$DATA_DIR/static.made_from"
    [ -s "$DATA_DIR/secret_key" ] || .venv/bin/python -m ponko_site.secret_key "$DATA_DIR/secret_key"
    .venv/bin/python manage.py collectstatic --no-input --clear --verbosity 0 9>&-
    echo "$sources" >"$DATA_DIR/static.made_from"
fi
