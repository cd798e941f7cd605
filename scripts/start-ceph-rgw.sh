#!/usr/bin/env bash
# Starts a single-node Ceph (one monitor, one object store daemon, no manager) with its RADOS Gateway, which speaks S3,
# on 127.0.0.1: a production-grade server to hold flowrun against. From Debian's packages, without systemd.
#
#   eval "$(scripts/start-ceph-rgw.sh)" && npm run test:s3 -- --endpoint "$AWS_ENDPOINT_URL"
#
# Prints KEY=value lines for `eval`; where it runs already, nothing else happens. Settings, by environment:
#   CEPH_DIR    the folder of everything it writes; default ${TMPDIR:-/tmp}/flowrun-ceph
#   CEPH_STORE  memstore (default: fast, gone when it is stopped) or bluestore (on disk)
#   RGW_PORT    the gateway's port; default 7490
#   MON_PORT    the monitor's first port; default 6900. Taken: MON_PORT, MON_PORT+1, some of MON_PORT+11 to +99.
# Exit codes: 0 it runs; 77 it cannot be had on this machine (the reason is on stderr); 1 it did not start.
set -euo pipefail

CEPH_DIR=${CEPH_DIR:-${TMPDIR:-/tmp}/flowrun-ceph}
CEPH_STORE=${CEPH_STORE:-memstore}
RGW_PORT=${RGW_PORT:-7490}
MON_PORT=${MON_PORT:-6900}
readonly CANNOT_BE_HAD=77
readonly ACCESS_KEY=flowruncephkey SECRET_KEY=flowrun-ceph-secret
readonly STORE_BYTES=$((20 * 1024 * 1024 * 1024))
readonly CONF=$CEPH_DIR/ceph.conf
readonly MON_ADDRESS="[v2:127.0.0.1:$((MON_PORT + 1)),v1:127.0.0.1:$MON_PORT]"

say() { printf 'ceph: %s\n' "$*" >&2; }
give_up() {
  say "$1"
  exit "${2:-1}"
}
admin() { ceph -c "$CONF" --connect-timeout 30 "$@" >>"$CEPH_DIR/log/setup.log" 2>&1; }

# A pid file counts only while its process has our configuration on its command line: a zombie has none, and a pid that
# was given to somebody else has another.
is_running() {
  local pid
  pid=$(cat "$CEPH_DIR/run/$1.pid" 2>/dev/null) || return 1
  tr '\0' ' ' 2>/dev/null <"/proc/$pid/cmdline" | grep -qF -- "$CONF"
}

wait_for() { # SECONDS COMMAND…
  local tries=$(($1 * 10))
  shift
  for ((; tries > 0; tries--)); do
    if "$@"; then return 0; fi
    sleep 0.1
  done
  return 1
}

install_packages() {
  local program missing=
  for program in ceph ceph-mon ceph-osd radosgw radosgw-admin monmaptool curl; do
    command -v "$program" >/dev/null || missing="$missing $program"
  done
  [ -n "$missing" ] || return 0
  [ -f /etc/debian_version ] || give_up "not there:$missing; this script installs Debian's packages, and this is no Debian" $CANNOT_BE_HAD
  [ "$(id -u)" = 0 ] || give_up "not there:$missing; installing them takes root" $CANNOT_BE_HAD
  say 'installing packages'
  local log
  log=$(mktemp)
  if ! { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
    radosgw ceph-mon ceph-osd ceph-common curl; } >"$log" 2>&1; then
    tail -n 5 "$log" >&2
    rm -f "$log"
    give_up 'apt-get could not install the packages (see above)' $CANNOT_BE_HAD
  fi
  rm -f "$log"
}

write_configuration() {
  cat >"$CONF" <<CONFIGURATION
[global]
fsid = $1
mon host = $MON_ADDRESS
public addr = 127.0.0.1
cluster addr = 127.0.0.1
# Everything is on loopback: no cephx. The gateway asks the monitor for a secure connection, which there cannot be
# without, and would wait for five minutes; so plain ones are allowed.
auth cluster required = none
auth service required = none
auth client required = none
auth allow insecure global id reclaim = false
ms mon client mode = crc secure
ms mon cluster mode = crc secure
ms mon service mode = crc secure
# The object store takes eight ports; by default anywhere from 6800.
ms bind port min = $((MON_PORT + 11))
ms bind port max = $((MON_PORT + 99))
run dir = $CEPH_DIR/run
admin socket = $CEPH_DIR/run/\$name.asok
pid file = $CEPH_DIR/run/\$name.pid
log file = $CEPH_DIR/log/\$name.log
crash dir = $CEPH_DIR/log
# One copy of everything, on the one daemon.
osd crush chooseleaf type = 0
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 8
osd pool default pgp num = 8
osd pool default pg autoscale mode = off
mon allow pool size one = true
mon max pg per osd = 1000
osd crush update on start = false
osd class update on start = false
# A disk that is nearly full is no reason to refuse a test. The order of the four is checked.
mon osd nearfull ratio = .97
mon osd backfillfull ratio = .98
mon osd full ratio = .99
osd failsafe full ratio = .995
mon data avail warn = 1
mon data avail crit = 1
osd memory target = 939524096
osd objectstore = $CEPH_STORE
memstore device bytes = $STORE_BYTES
bluestore block create = true
bluestore block size = $STORE_BYTES
[mon.a]
mon data = $CEPH_DIR/mon
[osd.0]
osd data = $CEPH_DIR/osd
[client.rgw.a]
rgw data = $CEPH_DIR/rgw
# Without tcp_nodelay, 16.2 answers a GET after 45 ms only.
rgw frontends = beast endpoint=127.0.0.1:$RGW_PORT tcp_nodelay=1
rgw thread pool size = 64
CONFIGURATION
}

make_cluster() {
  local fsid
  fsid=$(cat /proc/sys/kernel/random/uuid)
  mkdir -p "$CEPH_DIR"/{mon,osd,run,log,rgw}
  write_configuration "$fsid"
  {
    monmaptool --create --clobber --fsid "$fsid" --addv a "$MON_ADDRESS" "$CEPH_DIR/monmap"
    ceph-mon -c "$CONF" --mkfs -i a --monmap "$CEPH_DIR/monmap"
  } >>"$CEPH_DIR/log/setup.log" 2>&1
}

start_monitor() {
  is_running mon.a || ceph-mon -c "$CONF" -i a >>"$CEPH_DIR/log/setup.log" 2>&1
  admin mon stat
}

start_object_store() {
  if [ ! -f "$CEPH_DIR/osd.made" ]; then
    local uuid
    uuid=$(cat /proc/sys/kernel/random/uuid)
    admin osd new "$uuid" 0
    ceph-osd -c "$CONF" -i 0 --mkfs --osd-uuid "$uuid" >>"$CEPH_DIR/log/setup.log" 2>&1
    admin osd crush add-bucket localhost host root=default
    admin osd crush add osd.0 1.0 root=default host=localhost
    touch "$CEPH_DIR/osd.made"
  fi
  is_running osd.0 || ceph-osd -c "$CONF" -i 0 >>"$CEPH_DIR/log/setup.log" 2>&1
  wait_for 30 object_store_is_up
}
object_store_is_up() { ceph -c "$CONF" --connect-timeout 30 osd stat 2>/dev/null | grep -q '1 up'; }

start_gateway() {
  is_running client.rgw.a || radosgw -c "$CONF" -n client.rgw.a >>"$CEPH_DIR/log/setup.log" 2>&1
  wait_for 60 gateway_answers
  [ -f "$CEPH_DIR/user.made" ] && return
  radosgw-admin -c "$CONF" -n client.rgw.a --admin-socket= user create --uid=flowrun --display-name=flowrun \
    --access-key="$ACCESS_KEY" --secret-key="$SECRET_KEY" >>"$CEPH_DIR/log/setup.log" 2>&1
  touch "$CEPH_DIR/user.made"
}
gateway_answers() { curl -s -o /dev/null -f -m 2 "http://127.0.0.1:$RGW_PORT/"; }

install_packages
# What was in memory is gone with the process that held it: the rest is of no use without.
if [ -f "$CONF" ] && ! is_running osd.0 && grep -q 'osd objectstore = memstore' "$CONF"; then
  CEPH_DIR=$CEPH_DIR "$(dirname "$0")/stop-ceph-rgw.sh" --wipe >&2
fi
[ -f "$CONF" ] || make_cluster || give_up "the cluster could not be made; see $CEPH_DIR/log/setup.log"
start_monitor || give_up "the monitor did not start; see $CEPH_DIR/log"
start_object_store || give_up "the object store did not start; see $CEPH_DIR/log"
start_gateway || give_up "the gateway did not start; see $CEPH_DIR/log"
say "$(radosgw --version 2>/dev/null | cut -d' ' -f1-3) answers"
cat <<KEYS
export AWS_ENDPOINT_URL=http://127.0.0.1:$(sed -n 's/^rgw frontends.*127.0.0.1:\([0-9]*\).*/\1/p' "$CONF")
export AWS_ACCESS_KEY_ID=$ACCESS_KEY
export AWS_SECRET_ACCESS_KEY=$SECRET_KEY
export AWS_REGION=us-east-1
KEYS
