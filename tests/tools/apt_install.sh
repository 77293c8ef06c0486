#!/usr/bin/env bash
# Install the Debian packages named as arguments: as root, or by sudo. Where neither is possible it says
# which packages are missing and fails. The package lists are fetched only when an install needs them.
set -euo pipefail

missing="$*"
if [ -z "$missing" ]; then
    exit 0
fi
refuse() {
    echo "Missing Debian packages: $missing. $1" >&2
    echo "Install them with: apt-get install --no-install-recommends $missing" >&2
    exit 1
}

if ! command -v apt-get >/dev/null; then
    refuse "This machine has no apt-get."
elif [ "$(id -u)" -eq 0 ]; then
    as_root=(env DEBIAN_FRONTEND=noninteractive)
elif command -v sudo >/dev/null && { sudo -n true 2>/dev/null || { [ -z "${CI:-}" ] && [ -t 0 ]; }; }; then
    as_root=(sudo env DEBIAN_FRONTEND=noninteractive)
else
    refuse "This user may not install them (not root, and no sudo without a password)."
fi

# Servers that come in a package are not started: the tests start their own, and nginx would take port 80.
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
    trap '"${as_root[@]}" rm -f "$policy"' EXIT
    printf '#!/bin/sh\nexit 101\n' | "${as_root[@]}" tee "$policy" >/dev/null
    "${as_root[@]}" chmod 755 "$policy"
fi

install() {
    "${as_root[@]}" apt-get install --yes --quiet=2 --no-install-recommends \
        -o DPkg::Lock::Timeout=120 "$@" </dev/null >&2
}

echo "Installing Debian packages: $missing" >&2
if ! install "$@"; then
    echo "Fetching the package lists and trying again." >&2
    "${as_root[@]}" apt-get update --quiet=2 </dev/null >&2 || refuse "apt-get update failed."
    install "$@" || refuse "apt-get install failed."
fi
