# What install.sh, upgrade.sh and uninstall.sh have in common; read with `.`, never run.
# shellcheck shell=bash disable=SC2034

# Where things are; docs/operations.md and the units name the same.
CODE=/opt/ponko
DATA=/var/lib/ponko
BACKUPS=/var/backups/ponko
SETTINGS=/etc/ponko/env
CERTIFICATES=/etc/ponko/tls
CACHE=/var/cache/nginx/ponko
LOGS=/var/log/nginx
SOCKET=/run/ponko/site.sock
BACKUP_SECRET=/root/ponko-backup.key
SOURCE="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
UNITS="ponko.service ponko.socket ponko-tick.service ponko-tick.timer ponko-backup.service ponko-backup.timer ponko-copy.service ponko-copy.timer"
TIMERS="ponko-tick.timer ponko-backup.timer ponko-copy.timer"
dry_run=

step() { printf '\n== %s\n' "$*"; }
say() { printf '   %s\n' "$*"; }
fail() {
    printf '\n!! %s\n' "$@" >&2
    exit 1
}

# Do it, or with --dry-run only say what would be done.
run() {
    if [ "$dry_run" ]; then
        printf '   $ %s\n' "$*"
    else
        "$@"
    fi
}

# Write standard input to a file with this mode; nothing happens when it holds that already. Not behind a pipe: `changed` would be lost.
write() { # file mode
    if [ "$dry_run" ]; then
        cat >/dev/null
        printf '   $ write %s (%s)\n' "$1" "$2"
        return
    fi
    local new="$1.new"
    (umask 077 && cat >"$new")
    chmod "$2" "$new"
    if cmp --silent "$new" "$1"; then
        rm "$new"
        chmod "$2" "$1"
    else
        mv "$new" "$1"
        say "เขียน / wrote $1"
        changed="${changed:-}$1 "
    fi
}

# Whether the last steps wrote a file whose name begins so.
has_changed() { [[ " ${changed:-}" == *" $1"* ]]; }

as() { # user command…
    local user="$1"
    shift
    run setpriv --reuid="$user" --regid="$user" --init-groups "$@"
}

# manage.py of one release, as the site's own user and with its settings: manage RELEASE COMMAND…
manage() {
    local release="$1"
    shift
    if [ "$dry_run" ]; then
        printf '   $ manage.py %s\n' "$*"
        return
    fi
    PONKO_RELEASE="$release" "$SOURCE/deploy/ponko" "$@"
}

need_root() {
    [ "$dry_run" ] || [ "$(id -u)" = 0 ] || fail "ต้องเรียกด้วย sudo หรือผู้ใช้ root" "This needs root: sudo bash $0 …"
}

# The name of the code in SOURCE: what is in it, not when it came.
version() {
    (cd "$SOURCE" && listed | xargs -0 sha256sum | sha256sum | cut -c 1-12)
}

listed() {
    find . \( -name .git -o -name .venv -o -name __pycache__ -o -name '.*_cache' -o -path ./var -o -path ./tests \) -prune -o -type f -print0 | sort --zero-terminated
}

# Lay the code of SOURCE beside what runs, with an environment of its own: lay_release VERSION
lay_release() {
    local release="$CODE/releases/$1"
    if [ -e "$release/.whole" ]; then
        say "มีแล้ว / is there: $release"
        return
    fi
    run rm -rf "$release"
    run install -d -m 0755 "$CODE" "$CODE/releases" "$release"
    if [ "$dry_run" ]; then
        say "copy the code to $release, make .venv, install requirements.txt"
        return
    fi
    local extra=()
    ! grep --quiet --no-messages '^[A-Z]*_S3_URL=.' "$SETTINGS" || extra=(-r deploy/requirements-s3.txt)
    (
        umask 022
        cd "$SOURCE" || exit
        listed | tar --create --null --files-from=- --owner=0 --group=0 | tar --extract --directory="$release" --no-same-permissions || exit
        cd "$release" || exit
        python3 -m venv .venv || exit
        .venv/bin/python -m pip install --quiet --no-input --no-cache-dir --disable-pip-version-check -r requirements.txt "${extra[@]}" </dev/null || exit
        .venv/bin/python -m compileall -q -x '\.venv' . || true
        touch .whole
    ) || fail "เตรียมโปรแกรมไม่สำเร็จ ของเดิมยังทำงานตามปกติ" "The code could not be prepared; what runs was not touched."
}

# Static files of all releases lie side by side: names have fingerprints, so what readers have open goes on working.
collect_static() { # release
    manage "$1" collectstatic --no-input --verbosity 0
}

# Make a release the one that runs. One rename: there is no moment without one.
switch_to() { # release
    [ "$dry_run" ] || [ -e "$1/.whole" ] || fail "ไม่มี $1"
    run ln -sfn "$1" "$CODE/next"
    run mv -T "$CODE/next" "$CODE/current"
}

close_site() {
    # shellcheck disable=SC2086
    run systemctl stop $TIMERS ponko-tick.service ponko-copy.service ponko.socket ponko.service
}

open_site() {
    # shellcheck disable=SC2086
    run systemctl start ponko.socket ponko.service $TIMERS
}

setting() { # NAME
    sed -n "s/^$1=\"\\(.*\\)\"\$/\\1/p" "$SETTINGS" | tail -n 1
}

# Whether the site answers: by its own socket, then as readers reach it.
answers() {
    [ "$dry_run" ] && return
    local host path
    host="$(setting SITE_ADDRESS)"
    host="${host#https://}"
    for path in /healthz / /admin/login/; do
        curl --silent --fail --output /dev/null --retry 20 --retry-delay 1 --retry-all-errors --max-time 30 --unix-socket "$SOCKET" \
            --header "Host: $host" --header 'X-Forwarded-Proto: https' --header 'X-Forwarded-For: 127.0.0.1' "http://site$path" ||
            { say "ไม่ตอบ / does not answer: $path (gunicorn)"; return 1; }
        curl --silent --fail --output /dev/null --retry 5 --retry-delay 1 --retry-all-errors --max-time 30 --insecure \
            --resolve "$host:443:127.0.0.1" "https://$host$path" ||
            { say "ไม่ตอบ / does not answer: https://$host$path (nginx)"; return 1; }
    done
    say "ตอบแล้วทุกหน้าที่ลอง / answers: https://$host/"
}
