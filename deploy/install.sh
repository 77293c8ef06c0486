#!/bin/bash
# Put the site on one bare Debian 12 or 13 machine: `sudo bash deploy/install.sh www.example.go.th`. Safe to run again: what is
# there and right stays as it is. docs/operations.md explains it in Thai and English.
set -euo pipefail
# shellcheck source=deploy/parts.sh
. "$(dirname "${BASH_SOURCE[0]}")/parts.sh"

usage() {
    cat <<'EOF'
sudo bash deploy/install.sh www.example.go.th [options]

  --sqlite             the database is one file instead of PostgreSQL (small offices)
  --also NAME          another name that leads to the site, such as example.go.th; may be given again
  --email ADDRESS      where Let's Encrypt writes before a certificate ends
  --self-signed        ask for no certificate (no network yet, or one of your own in /etc/ponko/tls)
  --no-scans           without tesseract, which reads scanned documents (200 MB less)
  --administrator NAME sign-in name of the first administrator (admin)
  --dry-run            only print what would be done
EOF
}

host='' also=() email='' database=postgresql wants_certificate=1 scans=1 administrator=admin changed=''
while [ $# -gt 0 ]; do
    case "$1" in
        --sqlite) database=sqlite ;;
        --also | --email | --administrator)
            [ $# -gt 1 ] || fail "$1 ต้องมีค่าตามหลัง" "$1 needs a value."
            case "$1" in
                --also) also+=("$2") ;;
                --email) email="$2" ;;
                *) administrator="$2" ;;
            esac
            shift
            ;;
        --self-signed) wants_certificate='' ;;
        --no-scans) scans='' ;;
        --dry-run) dry_run=1 ;;
        -h | --help) usage; exit ;;
        -*) usage >&2; fail "ไม่รู้จัก $1" "There is no option $1." ;;
        *) [ -z "$host" ] || fail "ใส่ชื่อเว็บไซต์ชื่อเดียว ชื่ออื่นใช้ --also" "One name; the others with --also."; host="$1" ;;
    esac
    shift
done
[ "$host" ] || { usage >&2; exit 2; }
for name in "$host" "${also[@]}"; do
    [[ "$name" =~ ^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+$ ]] ||
        fail "ชื่อเว็บไซต์ต้องเป็นเช่น www.example.go.th ไม่ใช่ $name" "A name looks like www.example.go.th, not $name."
done
need_root

debian() {
    step "ตรวจเครื่อง / The machine"
    local id='' release=''
    if [ -r /etc/os-release ]; then
        id="$(. /etc/os-release && echo "${ID:-}")"
        release="$(. /etc/os-release && echo "${VERSION_ID:-}")"
    fi
    if [ "$id" != debian ] || { [ "$release" != 12 ] && [ "$release" != 13 ]; }; then
        [ "$dry_run" ] || fail "ใช้กับ Debian 12 หรือ 13 เท่านั้น เครื่องนี้คือ $id $release" "Only for Debian 12 and 13."
    fi
    [ "$dry_run" ] || command -v systemctl >/dev/null || fail "เครื่องนี้ไม่มี systemd" "There is no systemd here."
    local free
    free="$(df --output=avail -k / | tail -n 1)"
    [ "$dry_run" ] || [ "$free" -gt 3000000 ] || fail "พื้นที่ว่างไม่ถึง 3 GB" "Less than 3 GB free."
    if [ -r "$SETTINGS" ]; then
        [ "$(setting SITE_ADDRESS)" = "https://$host" ] ||
            say "การตั้งค่าเดิมเป็นของ $(setting SITE_ADDRESS) จะเปลี่ยนเป็น https://$host / The name changes."
    elif [ -e /etc/nginx/nginx.conf ] && ! [ -e "$CODE" ]; then
        say "เครื่องนี้มี nginx อยู่แล้ว /etc/nginx/nginx.conf จะเก็บไว้ชื่อ nginx.conf.before-ponko / It is kept under that name."
    fi
}

packages() {
    step "ติดตั้งโปรแกรมของ Debian / Packages"
    local wanted=(python3 python3-venv nginx libnginx-mod-http-brotli-static poppler-utils openssl curl ca-certificates certbot logrotate fonts-noto-core)
    [ -z "$scans" ] || wanted+=(tesseract-ocr tesseract-ocr-tha)
    [ "$database" = sqlite ] || wanted+=(postgresql postgresql-client)
    local missing=() name
    for name in "${wanted[@]}"; do
        dpkg-query --show --showformat='${db:Status-Status}' "$name" 2>/dev/null | grep -qx installed || missing+=("$name")
    done
    if [ "$dry_run" ]; then
        missing=("${wanted[@]}")
    elif [ ${#missing[@]} = 0 ]; then
        say "มีครบแล้ว / nothing to do"
        return
    fi
    run apt-get update --quiet=2
    run env DEBIAN_FRONTEND=noninteractive apt-get install --yes --quiet=2 --no-install-recommends "${missing[@]}"
}

people_and_folders() {
    step "ผู้ใช้และโฟลเดอร์ / User and folders"
    getent passwd ponko >/dev/null || run useradd --system --user-group --home-dir "$DATA" --no-create-home --shell /usr/sbin/nologin ponko
    # nginx reads files and static files.
    id -nG www-data 2>/dev/null | grep -qw ponko || run usermod -aG ponko www-data
    run install -d -m 0755 "$CODE" "$CODE/releases" /etc/ponko /var/www/letsencrypt /var/cache/nginx
    run install -d -m 0750 -o ponko -g ponko "$DATA"
    run install -d -m 0700 -o ponko -g ponko "$BACKUPS"
    run install -d -m 0700 "$CERTIFICATES"
    run install -d -m 0700 -o www-data -g www-data "$CACHE"
}

postgresql() {
    step "ฐานข้อมูล PostgreSQL / PostgreSQL"
    run systemctl enable --quiet --now postgresql
    if [ "$dry_run" ]; then
        say "make role ponko (signs in only from this machine, as the user ponko, without a password) and database ponko (UTF8, C.UTF-8)"
        return
    fi
    local tries
    for tries in $(seq 30); do
        as postgres psql -qtAc 'SELECT 1' >/dev/null 2>&1 && break
        [ "$tries" != 30 ] || fail "PostgreSQL ไม่ทำงาน ดู journalctl -u 'postgresql*'" "PostgreSQL does not answer."
        sleep 1
    done
    [ "$(as postgres psql -qtAc "SELECT 1 FROM pg_roles WHERE rolname = 'ponko'")" ] ||
        as postgres createuser --no-superuser --no-createdb --no-createrole ponko
    [ "$(as postgres psql -qtAc "SELECT 1 FROM pg_database WHERE datname = 'ponko'")" ] ||
        as postgres createdb --owner=ponko --template=template0 --encoding=UTF8 --locale=C.UTF-8 ponko
}

settings_file() {
    step "การตั้งค่า / Settings: $SETTINGS"
    local hosts="$host" name address="sqlite:///$DATA/db.sqlite3"
    for name in "${also[@]}"; do hosts+=",$name"; done
    [ "$database" = sqlite ] || address="postgres:////var/run/postgresql/ponko"
    if [ "$dry_run" ]; then
        say "write $SETTINGS with a new secret key, readable by root only"
        return
    fi
    if [ -e "$SETTINGS" ]; then
        # What somebody wrote there stays; the name of the site may have been given anew.
        if [ "$(setting DATABASE_URL)" != "$address" ]; then
            fail "เว็บไซต์นี้ใช้ฐานข้อมูล $(setting DATABASE_URL) อยู่ ให้เรียกด้วยตัวเลือกเดิม (--sqlite หรือไม่มี)" \
                "The site that is here has another kind of database: give the same options as before."
        fi
        write "$SETTINGS" 600 < <(sed -e "s#^SITE_ADDRESS=.*#SITE_ADDRESS=\"https://$host\"#" -e "s#^ALLOWED_HOSTS=.*#ALLOWED_HOSTS=\"$hosts\"#" "$SETTINGS")
        return
    fi
    # Not in --dry-run, not twice: the key signs sessions and encrypts second factors.
    write "$SETTINGS" 600 <<EOF
# การตั้งค่าของเว็บไซต์ README.md อธิบายทุกบรรทัด แก้แล้วเรียก systemctl restart ponko
# Settings; README.md explains each. NAME="value" on a line. After a change: systemctl restart ponko
SITE_ADDRESS="https://$host"
ALLOWED_HOSTS="$hosts"
DATABASE_URL="$address"
DATA_DIR="$DATA"
SECRET_KEY="$(python3 -c 'import secrets; print(secrets.token_urlsafe(64))')"
HTTPS="1"
BEHIND_PROXY="1"
FILES_INTERNAL_REDIRECT="/internal-files/"
VISITS_LOG="$LOGS/visits.log"
BACKUP_FOLDER="$BACKUPS"
# อีเมลสำหรับแจ้งเตือนเจ้าหน้าที่ / Letters to the office's people:
# EMAIL_URL="smtp+tls://user:password@mail.example.go.th:587"
# EMAIL_FROM="website@example.go.th"
EOF
}

code() {
    step "โปรแกรมเว็บไซต์ / The site's code"
    local now="$CODE/releases/$version"
    if [ -e "$CODE/current" ] && [ "$(readlink "$CODE/current")" != "$now" ]; then
        fail "เว็บไซต์นี้มีรุ่น $(readlink "$CODE/current") อยู่แล้ว จะปรับรุ่นให้เรียก deploy/upgrade.sh" \
            "Another version is installed here: sudo bash deploy/upgrade.sh brings this one."
    fi
    lay_release "$version"
    [ "$(readlink "$CODE/current" 2>/dev/null)" = "$now" ] || switch_to "$now"
    run ln -sfn "$CODE/current/deploy/ponko" /usr/local/sbin/ponko
}

content() {
    step "ฐานข้อมูล บทบาท ไฟล์คงที่ / Database, roles, static files"
    local now="$CODE/releases/$version"
    manage "$now" migrate --no-input --verbosity 0
    manage "$now" setup_office
    collect_static "$now"
    [ ! -e "$DATA/db.sqlite3" ] || run find "$DATA" -maxdepth 1 -name 'db.sqlite3*' -exec chmod 0600 {} +
    if [ "$dry_run" ]; then
        say "make a pair of keys for backups, secret half in $BACKUP_SECRET"
    elif ! grep -q '^BACKUP_KEY=' "$SETTINGS"; then
        # A key that is there already opens the backups of an earlier installation.
        if [ ! -e "$BACKUP_SECRET" ]; then
            rm -f "$DATA/backup.key"
            manage "$now" backup --new-key "$DATA/backup.key" >/dev/null
            install -m 0600 "$DATA/backup.key" "$BACKUP_SECRET"
            rm "$DATA/backup.key"
        fi
        printf 'BACKUP_KEY="%s"\n' "$(sed -n 's/^# public key: //p' "$BACKUP_SECRET")" >>"$SETTINGS"
        changed+="$SETTINGS "
    fi
}

units() {
    step "บริการของ systemd / Services"
    local name
    for name in $UNITS; do
        write "/etc/systemd/system/$name" 644 <"$SOURCE/deploy/$name"
    done
    if [ "$dry_run" ] || has_changed /etc/systemd/system/; then
        run systemctl daemon-reload
    fi
}

start() {
    step "เริ่มเว็บไซต์ / Start the site"
    # shellcheck disable=SC2086
    run systemctl enable --quiet --now ponko.socket ponko.service $TIMERS
    if has_changed "$SETTINGS" || has_changed /etc/systemd/system/ponko.s; then
        run systemctl restart ponko.service
    fi
}

# nginx with the certificate that there is: Let's Encrypt's, or one of our own until that comes.
front() {
    step "nginx"
    local certificate="$CERTIFICATES" brotli='' others="${also[*]}"
    [ ! -e "/etc/letsencrypt/live/$host/fullchain.pem" ] || certificate="/etc/letsencrypt/live/$host"
    if [ "$certificate" = "$CERTIFICATES" ] && [ ! -e "$CERTIFICATES/fullchain.pem" ]; then
        run openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 3650 -subj "/CN=$host" \
            -addext "subjectAltName=DNS:$host" -keyout "$CERTIFICATES/privkey.pem" -out "$CERTIFICATES/fullchain.pem" 2>/dev/null
    fi
    compgen -G '/etc/nginx/modules-enabled/*brotli-static*' >/dev/null && brotli='brotli_static on;'
    [ "$dry_run" ] || [ ! -e /etc/nginx/nginx.conf ] || [ -e /etc/nginx/nginx.conf.before-ponko ] ||
        cp -p /etc/nginx/nginx.conf /etc/nginx/nginx.conf.before-ponko
    # A machine without IPv6 cannot listen there.
    local leave_out='@none@'
    [ -e /proc/net/if_inet6 ] || leave_out='listen \[::\]'
    write /etc/nginx/nginx.conf 644 < <(
        sed -e "/$leave_out/d; s|@USER@|www-data|g; s|@HOST@|$host|g; s|@OTHER_HOSTS@|${others:-none.invalid}|g" \
            -e "s|@HTTP@|80|g; s|@HTTPS@|443|g; s|@CERTIFICATE@|$certificate|g; s|@UPSTREAM@|unix:$SOCKET|g" \
            -e "s|@PROJECT@|$CODE/current|g; s|@DATA@|$DATA|g; s|@CACHE@|$CACHE|g; s|@RUN@|/run|g; s|@LOGS@|$LOGS|g" \
            -e "s|@BROTLI@|$brotli|g" "$SOURCE/deploy/nginx.conf"
    )
    write /etc/logrotate.d/nginx 644 <"$SOURCE/deploy/nginx.logrotate"
    run nginx -t -q
    run systemctl enable --quiet nginx
    if [ "$dry_run" ] || has_changed /etc/nginx/nginx.conf; then
        run systemctl reload-or-restart nginx
    else
        run systemctl start nginx
    fi
}

certificate() {
    step "ใบรับรอง HTTPS / Certificate"
    if [ -e "/etc/letsencrypt/live/$host/fullchain.pem" ]; then
        say "มีแล้ว และต่ออายุเอง / there is one; it renews itself"
        return
    fi
    if [ -z "$wants_certificate" ]; then
        say "ใช้ใบรับรองที่ $CERTIFICATES ซึ่งเบราว์เซอร์เตือน จนกว่าจะวางใบรับรองจริงแทน / browsers warn about our own"
        return
    fi
    local names=(-d "$host") name account=(--register-unsafely-without-email)
    for name in "${also[@]}"; do names+=(-d "$name"); done
    [ -z "$email" ] || account=(--email "$email")
    if run certbot certonly --webroot -w /var/www/letsencrypt "${names[@]}" "${account[@]}" --agree-tos --non-interactive --keep-until-expiring \
        --deploy-hook 'systemctl reload nginx'; then
        front
    else
        say "ยังขอใบรับรองไม่ได้ (ชื่อต้องชี้มาที่เครื่องนี้ และพอร์ต 80 ต้องเปิด) เรียกสคริปต์นี้อีกครั้งภายหลัง"
        say "No certificate yet: the name must lead to this machine and port 80 be open. Run this script again later."
    fi
}

finish() {
    step "ตรวจ / Check"
    answers || fail "เว็บไซต์ไม่ตอบ ดู journalctl -u ponko -n 50" "The site does not answer: journalctl -u ponko -n 50"
    # The first backup and the first plain copy, by the services that make them every night.
    [ -e "$DATA/backup.json" ] || run systemctl start ponko-backup.service || say "journalctl -u ponko-backup"
    [ -e "$DATA/copy/current" ] || run systemctl start ponko-copy.service || say "journalctl -u ponko-copy"
    [ "$dry_run" ] || ponko doctor || true
    step "เสร็จแล้ว / Done: https://$host/  (/admin/)"
    manage "$CODE/current" create_administrator "$administrator" --if-none
    if [ -e "$BACKUP_SECRET" ] && [ -z "$dry_run" ]; then
        say "สำคัญ: คัดลอก $BACKUP_SECRET ไปเก็บนอกเครื่องนี้สองแห่ง แล้วลบออกจากเครื่องนี้ ไม่มีไฟล์นี้จะกู้คืนไม่ได้"
        say "Copy $BACKUP_SECRET to two places elsewhere, then delete it here. Without it nothing can be restored."
    fi
    say "ไฟร์วอลล์ให้เปิดเฉพาะพอร์ต 22, 80 และ 443 / In the firewall open only ports 22, 80 and 443:"
    say "  apt install ufw && ufw allow OpenSSH && ufw allow 80/tcp && ufw allow 443/tcp && ufw enable"
}

version="$(version)"
debian
packages
people_and_folders
[ "$database" = sqlite ] || postgresql
settings_file
code
content
units
start
front
certificate
finish
