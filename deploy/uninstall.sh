#!/bin/bash
# Take the site off this machine. Content, backups, settings and logs stay, unless --delete-data is given: then only the backups
# and nginx's logs, which the law wants kept, stay.
set -euo pipefail
# shellcheck source=deploy/parts.sh
. "$(dirname "${BASH_SOURCE[0]}")/parts.sh"

delete=''
for argument in "$@"; do
    case "$argument" in
        --delete-data) delete=1 ;;
        --dry-run) dry_run=1 ;;
        *) printf 'sudo bash deploy/uninstall.sh [--delete-data] [--dry-run]\n' >&2; exit 2 ;;
    esac
done
need_root

step "หยุดและถอนบริการ / Stop and take away the services"
for name in $UNITS; do
    [ "$dry_run" ] || [ -e "/etc/systemd/system/$name" ] || continue
    run systemctl disable --quiet --now "$name" || true
    run rm -f "/etc/systemd/system/$name"
done
run systemctl daemon-reload
if [ -e /etc/nginx/nginx.conf.before-ponko ] || [ "$dry_run" ]; then
    run mv /etc/nginx/nginx.conf.before-ponko /etc/nginx/nginx.conf
    run systemctl reload-or-restart nginx || true
fi
run rm -rf "$CODE" "$CACHE" /usr/local/sbin/ponko
if [ "$delete" ]; then
    step "ลบเนื้อหา / Delete the content"
    if command -v dropdb >/dev/null && id postgres >/dev/null 2>&1; then
        as postgres dropdb --if-exists ponko || true
        as postgres dropuser --if-exists ponko || true
    fi
    run rm -rf "$DATA" /etc/ponko
    say "ไฟล์สำรองยังอยู่ที่ $BACKUPS และบันทึกจราจรที่ $LOGS / backups and traffic records are kept."
else
    say "เนื้อหายังอยู่ที่ $DATA (และ PostgreSQL ฐานข้อมูล ponko) ไฟล์สำรองที่ $BACKUPS การตั้งค่าที่ $SETTINGS"
    say "Content, backups and settings are kept; deploy/install.sh brings the site back with them."
fi
