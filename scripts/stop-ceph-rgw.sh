#!/usr/bin/env bash
# Ends the daemons that start-ceph-rgw.sh started in CEPH_DIR (default ${TMPDIR:-/tmp}/flowrun-ceph), and no other: by pid
# file, and only where the process has that folder's configuration on its command line. `--wipe` removes the folder, too.
set -euo pipefail

CEPH_DIR=${CEPH_DIR:-${TMPDIR:-/tmp}/flowrun-ceph}

is_ours() { tr '\0' ' ' 2>/dev/null <"/proc/$1/cmdline" | grep -qF -- "$CEPH_DIR/ceph.conf"; }

end() { # PID
  kill -TERM "$1"
  for ((tries = 150; tries > 0; tries--)); do
    is_ours "$1" || return 0
    sleep 0.1
  done
  kill -KILL "$1" 2>/dev/null || true
}

for name in client.rgw.a osd.0 mon.a; do
  file=$CEPH_DIR/run/$name.pid
  [ -s "$file" ] || continue
  pid=$(cat "$file")
  if is_ours "$pid"; then end "$pid"; fi
  rm -f "$file"
done
# Only a folder that start-ceph-rgw.sh has made is removed.
if [ "${1:-}" = --wipe ] && [ -f "$CEPH_DIR/ceph.conf" ]; then rm -rf "$CEPH_DIR"; fi
