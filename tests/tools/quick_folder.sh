#!/usr/bin/env bash
# Print the folder for what is gone after a run of the tests: in memory where there is room and programs may be started
# from it, for minutes of a run are spent on waiting for a disk; else /tmp.
set -euo pipefail

memory=/dev/shm
megabytes="$(df --output=avail --block-size=1M "$memory" 2>/dev/null | tail -n 1 || true)"
free="$(awk '/^MemAvailable:/ { print int($2 / 1024) }' /proc/meminfo 2>/dev/null || true)"
if [ -w "$memory" ] && [ "${megabytes:-0}" -ge 2048 ] && [ "${free:-0}" -ge 4096 ] &&
    ! grep --quiet "^[^ ]* $memory [^ ]* [^ ]*noexec" /proc/mounts; then
    echo "$memory"
else
    echo /tmp
fi
