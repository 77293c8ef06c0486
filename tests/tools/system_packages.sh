#!/usr/bin/env bash
# See to it that what the tests need besides Python is there: PostgreSQL's server, Chromium, pdftotext, Thai fonts.
# Does nothing when all of it is.
set -euo pipefail
cd "$(dirname "$0")/../.."

packages=()
[ -n "$(tests/tools/postgres_bin.sh)" ] || packages+=(postgresql)
command -v chromium >/dev/null || packages+=(chromium)
command -v pdftotext >/dev/null || packages+=(poppler-utils)
[ -e /usr/share/fonts/truetype/noto/NotoSansThai-Regular.ttf ] || packages+=(fonts-noto-core)
if [ "${#packages[@]}" -eq 0 ]; then
    echo "PostgreSQL, Chromium, pdftotext and Noto fonts are there."
    exit 0
fi
tests/tools/apt_install.sh "${packages[@]}"
