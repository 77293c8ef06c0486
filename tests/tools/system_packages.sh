#!/usr/bin/env bash
# See to it that what the tests need besides Python is there: PostgreSQL's server, nginx, Chromium, pdftotext,
# Thai fonts.
# Of Chromium the headless shell, which takes half the processor time; the whole browser where there is no such package.
# Does nothing when all of it is.
set -euo pipefail
cd "$(dirname "$0")/../.."

packages=()
[ -n "$(tests/tools/postgres_bin.sh)" ] || packages+=(postgresql)
[ -x /usr/sbin/nginx ] || command -v nginx >/dev/null || packages+=(nginx-light)
if ! command -v chromium-headless-shell >/dev/null; then
    tests/tools/apt_install.sh chromium-headless-shell || command -v chromium || packages+=(chromium)
fi
command -v pdftotext >/dev/null || packages+=(poppler-utils)
[ -e /usr/share/fonts/truetype/noto/NotoSansThai-Regular.ttf ] || packages+=(fonts-noto-core)
if [ "${#packages[@]}" -eq 0 ]; then
    echo "PostgreSQL, nginx, Chromium, pdftotext and Noto fonts are there."
    exit 0
fi
tests/tools/apt_install.sh "${packages[@]}"
