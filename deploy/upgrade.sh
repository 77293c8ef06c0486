#!/bin/bash
# Bring the code in this folder onto a machine that deploy/install.sh set up: `sudo bash deploy/upgrade.sh`. When anything fails, what
# ran before runs again, with its database. `--rollback` goes back by hand.
set -euo pipefail
# shellcheck source=deploy/parts.sh
. "$(dirname "${BASH_SOURCE[0]}")/parts.sh"

usage() {
    cat <<'EOF'
sudo bash deploy/upgrade.sh                           upgrade to the code in this folder
sudo bash deploy/upgrade.sh --rollback                back to the version before; refused when the database changed meanwhile
sudo bash deploy/upgrade.sh --rollback --and-database back to the version before and to what the site held then: all later work is lost
     --dry-run                                        only print what would be done
EOF
}

rollback='' and_database=''
for argument in "$@"; do
    case "$argument" in
        --rollback) rollback=1 ;;
        --and-database) and_database=1 ;;
        --dry-run) dry_run=1 ;;
        -h | --help) usage; exit ;;
        *) usage >&2; fail "ไม่รู้จัก $argument" "There is no option $argument." ;;
    esac
done
need_root

# What the site held before the last upgrade, with the database at rest. Not encrypted, because the machine has no key for that;
# readable by the site only, and replaced by the next upgrade.
SNAPSHOTS="$DATA/before-upgrade"
PREVIOUS="$CODE/previous"
before="$(readlink "$CODE/current" 2>/dev/null || true)"
[ "$dry_run" ] || [ -e "$before/.whole" ] || fail "ยังไม่ได้ติดตั้ง ให้เรียก deploy/install.sh ก่อน" "Nothing is installed: deploy/install.sh first."

snapshot() { find "$SNAPSHOTS" -maxdepth 1 -type f -size +0 2>/dev/null | sort | tail -n 1; }

take_snapshot() {
    step "เก็บข้อมูลก่อนปรับรุ่น / Keep what the site holds"
    run install -d -m 0700 -o ponko -g ponko "$SNAPSHOTS"
    run find "$SNAPSHOTS" -mindepth 1 -delete
    # This is no backup: what is known of the last real one stays.
    [ ! -e "$DATA/backup.json" ] || run cp -p "$DATA/backup.json" "$DATA/backup.json.kept"
    manage "$before" backup --key '' --to "$SNAPSHOTS" --keep-all
    run rm -f "$DATA/backup.json"
    [ ! -e "$DATA/backup.json.kept" ] || run mv "$DATA/backup.json.kept" "$DATA/backup.json"
}

put_back_database() { # release: restore as the code that made it
    local file
    file="$(snapshot)"
    [ "$file" ] || fail "ไม่มีข้อมูลก่อนปรับรุ่นใน $SNAPSHOTS" "There is nothing in $SNAPSHOTS to go back to."
    manage "$1" restore "$file" --replace || return
    manage "$1" setup_office
}

# Units, nginx and the command come with the code; a changed nginx.conf is install.sh's business.
lay_units() { # release
    local name
    changed=''
    for name in $UNITS; do
        write "/etc/systemd/system/$name" 644 <"$1/deploy/$name"
    done
    [ -z "$changed" ] || run systemctl daemon-reload
}

go_back() { # why; whether the database is put back (1 or empty)
    trap - ERR INT TERM
    set +e
    step "กลับไปรุ่นเดิม / Back to the version before: $1"
    close_site
    if [ "$2" ] && ! put_back_database "$before"; then
        fail "กู้ฐานข้อมูลเดิมไม่สำเร็จ เว็บไซต์ยังปิดอยู่ ผู้อ่านเห็นสำเนา ให้เรียก: ponko restore $(snapshot) --replace" \
            "The database could not be put back. The site stays closed, readers see the plain copy."
    fi
    switch_to "$before"
    collect_static "$before"
    lay_units "$before"
    open_site
    answers || fail "รุ่นเดิมก็ไม่ตอบ ดู journalctl -u ponko -n 50" "The version before does not answer either: journalctl -u ponko -n 50"
    fail "ปรับรุ่นไม่สำเร็จ เว็บไซต์ทำงานด้วยรุ่นเดิมและข้อมูลเดิม" "The upgrade failed; the site runs as it did before it."
}

roll_back() {
    local to file
    to="$(readlink "$PREVIOUS" 2>/dev/null || true)"
    [ "${to:-$before}" != "$before" ] || fail "ไม่มีรุ่นก่อนหน้าให้กลับไป" "There is no version to go back to."
    if [ -z "$and_database" ]; then
        [ ! -e "$SNAPSHOTS/changed" ] ||
            fail "รุ่นนี้ปรับฐานข้อมูลแล้ว กลับได้ด้วย --rollback --and-database เท่านั้น งานหลังปรับรุ่นจะหายไป" \
                "This version changed the database: only with --and-database, and all work since then is lost."
        step "กลับไปรุ่นก่อน / Back to $to"
        collect_static "$to"
        switch_to "$to"
        lay_units "$to"
        run systemctl restart ponko.service
    else
        step "กลับไปรุ่นก่อนและข้อมูลก่อน / Back to $to and its database"
        file="$(snapshot)"
        [ "$file" ] || fail "ไม่มีข้อมูลก่อนปรับรุ่น" "There is no snapshot."
        close_site
        manage "$before" backup --keep-all || { open_site; fail "สำรองไม่สำเร็จ จึงไม่กลับ" "No backup, so nothing was changed."; }
        if ! put_back_database "$to"; then
            open_site
            fail "กู้ฐานข้อมูลไม่สำเร็จ เว็บไซต์ยังทำงานด้วยรุ่นนี้" "The database could not be put back; this version goes on."
        fi
        collect_static "$to"
        switch_to "$to"
        lay_units "$to"
        open_site
    fi
    run rm -f "$PREVIOUS"
    answers || fail "ไม่ตอบ ดู journalctl -u ponko -n 50" "It does not answer: journalctl -u ponko -n 50"
}

upgrade() {
    local now changes=''
    now="$CODE/releases/$(version)"
    if [ "$now" = "$before" ]; then
        say "เป็นรุ่นนี้อยู่แล้ว / this version runs already: $before"
        return
    fi
    step "เตรียมรุ่นใหม่ข้าง ๆ รุ่นเดิม / Prepare beside what runs: $now"
    lay_release "$(basename "$now")"
    manage "$now" check --deploy --fail-level ERROR
    manage "$now" migrate --check >/dev/null 2>&1 || changes=1
    collect_static "$now"
    if [ "$changes" ]; then
        step "ฐานข้อมูลต้องปรับ ผู้อ่านเห็นสำเนาชั่วครู่ / The database changes; readers see the plain copy meanwhile"
        # Nobody writes from here on: to go back loses nothing.
        close_site
        trap 'go_back "เก็บข้อมูลไม่สำเร็จ / keeping it failed" ""' ERR INT TERM
        take_snapshot
        trap 'go_back "ปรับฐานข้อมูลไม่สำเร็จ / migration failed" 1' ERR INT TERM
        manage "$now" migrate --no-input --verbosity 1
        manage "$now" setup_office
        run touch "$SNAPSHOTS/changed"
    else
        run rm -f "$SNAPSHOTS/changed"
        trap 'go_back "เปิดรุ่นใหม่ไม่สำเร็จ / the new one did not start" ""' ERR INT TERM
        manage "$now" setup_office
    fi
    step "เปลี่ยนเป็นรุ่นใหม่ / Switch"
    switch_to "$now"
    lay_units "$now"
    if [ "$changes" ]; then
        open_site
    else
        run systemctl restart ponko.service
    fi
    answers || go_back "รุ่นใหม่ไม่ตอบ / it does not answer" "$changes"
    trap - ERR INT TERM
    run ln -sfn "$before" "$PREVIOUS"
    cmp --silent "$before/deploy/nginx.conf" "$now/deploy/nginx.conf" ||
        say "การตั้งค่า nginx เปลี่ยน ให้เรียก deploy/install.sh ด้วยตัวเลือกเดิม / nginx.conf is new: run deploy/install.sh as before."
    # This version, the one before, and nothing older.
    find "$CODE/releases" -mindepth 1 -maxdepth 1 ! -path "$now" ! -path "$before" -exec rm -rf {} + 2>/dev/null || true
    step "เสร็จแล้ว / Done: $now"
}

set -E
if [ "$rollback" ]; then roll_back; else upgrade; fi
