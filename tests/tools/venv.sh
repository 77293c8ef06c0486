#!/usr/bin/env bash
# Make .venv where there is none (or a broken one) and install into it the requirements file given as argument.
set -euo pipefail
cd "$(dirname "$0")/../.."

requirements="$1"
python="${PYTHON:-python3}"
# Debian's own is what a server has, and is built to be quick: one built at home takes a sixth more time.
if [ "$python" = python3 ] &&
    /usr/bin/python3 -c 'import ensurepip, sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    python=/usr/bin/python3
fi
command -v "$python" >/dev/null || tests/tools/apt_install.sh python3 python3-venv
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
    echo "$("$python" --version) is too old: the site needs Python 3.11 or newer (PYTHON=… names another)." >&2
    exit 1
}
if ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
    echo "Making .venv with $("$python" --version)."
    if ! "$python" -m venv --clear .venv >/dev/null 2>&1; then
        # Debian's python3 comes without ensurepip; python3-venv brings it.
        tests/tools/apt_install.sh python3-venv
        "$python" -m venv --clear .venv
    fi
fi
echo "Installing $requirements into .venv."
.venv/bin/python -m pip install --quiet --no-input --disable-pip-version-check -r "$requirements" </dev/null
