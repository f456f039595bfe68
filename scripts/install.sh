#!/usr/bin/env bash
# Installs Baari on Raspberry Pi OS or Debian (64 bit) from one archive, without internet; brings a new version, with a way
# back; takes it away again and leaves the data. docs/install.md says it step by step.
#
#   sudo ./install.sh                   from the unpacked archive in which this file lies
#   sudo ./install.sh FILE.tar.gz       from an archive (npm run pack makes it)
#   sudo ./install.sh --upgrade FILE    the same where Baari must be installed already
#   sudo ./install.sh --uninstall       the program goes, /var/lib/baari and /etc/baari stay
#
#   --port N      the port of a new installation (8080)
#   --tls         staff sign in over TLS on port 8443, with this box's own authority (docs/tls.md)
#   --dry-run     says every step and does none
#   --root DIR    below DIR instead of /: files only, no user and no service
set -euo pipefail

mode=install source='' root='' dry='' port='' tls='' old=''
readonly rehearse_s=600 ready_s=${BAARI_READY_S:-180} keep_versions=2

say() { printf 'baari: %s\n' "$*"; }
die() { printf 'baari: %s\n' "$*" >&2; exit 1; }
# Every step that changes something goes through here.
run() {
  if [ -n "$dry" ]; then printf '+ %s\n' "$*"; else "$@"; fi
}

main() {
  read_options "$@"
  opt=$root/opt/baari data=$root/var/lib/baari etc=$root/etc/baari units=$root/etc/systemd/system
  readonly opt data etc units
  [ -n "$root" ] || [ -n "$dry" ] || [ "$(id -u)" = 0 ] || die "only root may install: sudo $0"
  case $mode in
    uninstall) uninstall ;;
    upgrade) [ -L "$opt/current" ] || die "there is no Baari in $opt to upgrade"; bring ;;
    *) bring ;;
  esac
}

read_options() {
  while [ $# -gt 0 ]; do
    case $1 in
      --upgrade) mode=upgrade ;;
      --uninstall) mode=uninstall ;;
      --dry-run) dry=1 ;;
      --tls) tls=1 ;;
      --port)
        shift
        port=${1:-}
        if ! [[ $port =~ ^[0-9]{1,5}$ ]] || [ "$port" -gt 65535 ]; then die "--port wants a number, as in --port 80"; fi
        ;;
      --root)
        shift
        if [ -z "${1:-}" ] || [ ! -d "$1" ]; then die "--root wants a folder that is there"; fi
        root=$(cd "$1" && pwd)
        if [ "$root" = / ]; then root=''; fi
        ;;
      -h | --help) sed -n '2,16s/^# \{0,1\}//p' "$0"; exit 0 ;;
      -*) die "there is no option $1 (--help)" ;;
      *) [ -z "$source" ] || die "one archive at a time"; source=$1 ;;
    esac
    shift
  done
  readonly mode root dry port tls
}

# ── a new version, or the first one ────────────────────────────────────────────────────────────────────────────────────

bring() {
  find_source
  check_machine
  version=$(released version)
  target=$opt/versions/$version
  old=$(readlink "$opt/current" 2>/dev/null || true)
  if [ "$old" = "versions/$version" ]; then
    say "version $version is installed already; its files and settings are put right"
    old=''
  fi
  make_user
  place_files
  if [ -n "$old" ]; then
    rehearse
    switch_over
  else
    write_system_files "$target"
    run ln -sfn "versions/$version" "$opt/current.new"
    run mv -T "$opt/current.new" "$opt/current"
    first_start
  fi
  forget_old_versions
}

# Where the new version lies unpacked and checked. An archive is unpacked beside its place, so that moving it is one step.
find_source() {
  local here
  here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
  if [ -z "$source" ]; then
    [ -f "$here/RELEASE" ] || die "this is no unpacked archive. Make one with: npm run pack, then: sudo $0 FILE.tar.gz"
    unpacked=$here
  else
    [ -f "$source" ] || die "there is no file $source"
    if [ -f "$source.sha256" ]; then
      (cd "$(dirname "$source")" && sha256sum --check --status "$(basename "$source").sha256") ||
        die "$source is damaged: it is not what $source.sha256 says. Copy it anew; nothing was changed"
    else
      say "there is no $(basename "$source").sha256 beside it; only what is inside is checked"
    fi
    scratch=$(mktemp -d "${TMPDIR:-/var/tmp}/baari-install.XXXXXX")
    trap 'rm -rf "$scratch"' EXIT
    tar -xzf "$source" -C "$scratch" --no-same-owner || die "$source can't be unpacked; nothing was changed"
    unpacked=$(find "$scratch" -mindepth 2 -maxdepth 2 -name RELEASE -printf '%h\n' | head -n 1)
    [ -n "$unpacked" ] || die "$source holds no Baari"
  fi
  (cd "$unpacked" && sha256sum --check --status --strict CHECKSUMS) ||
    die "the files of the new version are not as they were packed; nothing was changed"
  # What can be read in it is what is checked: nothing may lie there that the list does not name.
  local listed found passed=()
  listed=$(wc -l < "$unpacked/CHECKSUMS")
  found=$(find "$unpacked" -type f ! -path "$unpacked/CHECKSUMS" | wc -l)
  [ "$listed" = "$found" ] || die "the archive has $found files where its list names $listed; nothing was changed"
  # A new version knows best how it is installed.
  if [ -n "$source" ] && ! cmp -s "${BASH_SOURCE[0]}" "$unpacked/install.sh"; then
    [ "$mode" != upgrade ] || [ -L "$opt/current" ] || die "there is no Baari in $opt to upgrade"
    [ -z "$root" ] || passed+=(--root "$root")
    [ -z "$port" ] || passed+=(--port "$port")
    [ -z "$dry" ] || passed+=(--dry-run)
    [ -z "$tls" ] || passed+=(--tls)
    local code=0
    "$unpacked/install.sh" ${passed[@]+"${passed[@]}"} || code=$?
    exit "$code"
  fi
}

released() { sed -n "s/^$1=//p" "$unpacked/RELEASE"; }

check_machine() {
  local machine wanted
  wanted=$(released machine)
  case $(uname -m) in x86_64) machine=x64 ;; aarch64 | arm64) machine=arm64 ;; *) machine=$(uname -m) ;; esac
  [ "$machine" = "$wanted" ] || die "this archive is for $wanted, and this machine is $machine (a 64-bit system is needed)"
  "$unpacked/node/bin/node" --version > /dev/null 2>&1 || die "the packed Node does not run here: glibc 2.28 or newer is needed"
  # Unpacked program, a copy of the database for the rehearsal and one for the way back.
  local needed free database=0
  [ -f "$data/baari.db" ] && database=$(du -sk "$data/baari.db" | cut -f1)
  needed=$(($(du -sk "$unpacked" | cut -f1) + 2 * database + 102400))
  free=$(df -Pk "$(nearest "$opt")" | awk 'NR == 2 {print $4}')
  [ "$free" -ge "$needed" ] || die "there is no room: $((needed / 1024)) MB are needed and $((free / 1024)) MB are free"
}

nearest() {
  local folder=$1
  until [ -d "$folder" ]; do folder=$(dirname "$folder"); done
  printf '%s' "$folder"
}

# On the disk before the next step counts on it. Whoever builds an image below a --root does that at its end.
settle() {
  [ -n "$root" ] || run sync -f "$1"
}

make_user() {
  [ -z "$root" ] || return 0
  getent group baari > /dev/null || run groupadd --system baari
  getent passwd baari > /dev/null ||
    run useradd --system --gid baari --home-dir /var/lib/baari --no-create-home --shell /usr/sbin/nologin baari
}

place_files() {
  run mkdir -p "$opt/versions" "$etc"
  run install -d -m 0700 "$data"
  if [ -z "$root" ]; then
    run chown baari:baari "$data"
    run chown root:baari "$etc"
  fi
  if [ -d "$target" ] && [ "$target" -ef "$unpacked" ]; then return; fi
  # Beside its place first: what stands under its own name is whole.
  run rm -rf "$target.new"
  run cp -a --no-preserve=ownership "$unpacked" "$target.new"
  run chmod -R u+rwX,go+rX,go-w "$target.new"
  settle "$opt/versions"
  if [ -d "$target" ]; then run mv "$target" "$target.old"; fi
  run mv "$target.new" "$target"
  run rm -rf "$target.old"
}

# The unit, the limits and the command, as this version brings them; settings that are there already stay.
write_system_files() {
  local from=$1/scripts/install
  [ -z "$dry" ] || from=$unpacked/scripts/install
  run mkdir -p "$units" "$root/etc/sysctl.d" "$root/usr/local/bin"
  run install -m 0644 "$from/baari.service" "$units/baari.service"
  run install -m 0644 "$from/journald.conf" "$root/etc/systemd/journald@baari.conf"
  run install -m 0644 "$from/sysctl.conf" "$root/etc/sysctl.d/60-baari.conf"
  run install -m 0755 "$from/baari" "$root/usr/local/bin/baari"
  if [ ! -e "$etc/baari.env" ]; then
    run install -m 0640 "$from/baari.env" "$etc/baari.env"
    [ -n "$root" ] || run chown root:baari "$etc/baari.env"
    [ -z "$port" ] || run sed -i "s/^PORT=.*/PORT=$port/" "$etc/baari.env"
  fi
  if [ -n "$tls" ]; then run sed -i 's/^#HTTPS_PORT=/HTTPS_PORT=/' "$etc/baari.env"; fi
  if [ "$(port_of)" -lt 1024 ]; then
    run mkdir -p "$units/baari.service.d"
    run install -m 0644 "$from/low-port.conf" "$units/baari.service.d/low-port.conf"
  else
    run rm -f "$units/baari.service.d/low-port.conf"
  fi
}

port_of() {
  local set
  set=$(sed -n 's/^PORT=//p' "$etc/baari.env" 2> /dev/null | tail -n 1)
  printf '%s' "${set:-${port:-8080}}"
}

# Services of the system; below a --root there are none, but for a stand-in that tests name.
services() {
  if [ -n "${BAARI_SYSTEMCTL:-}" ]; then
    run "$BAARI_SYSTEMCTL" "$@"
  elif [ -z "$root" ]; then
    run systemctl "$@"
  fi
}

as_baari() {
  if [ -n "$root" ]; then run "$@"; else run runuser -u baari -- "$@"; fi
}

first_start() {
  if [ -n "$tls" ] && [ ! -e "$data/keys/server.crt" ]; then
    as_baari env DATA_DIR="$data" "$target/node/bin/node" "$target/scripts/certificate.ts"
  fi
  services daemon-reload
  [ -n "$root" ] || run sysctl -q --load /etc/sysctl.d/60-baari.conf || say "the limit for lost phones comes with the next start of the machine"
  services enable baari
  services restart baari
  if has_services && ! is_ready; then
    die "it was installed but does not answer. Look at: journalctl --namespace=baari -u baari -n 50"
  fi
  say "version $version is installed"
  [ -n "$root" ] || say "addresses and the link to set the hospital up: sudo baari log -n 40"
}

has_services() { [ -z "$dry" ] && { [ -z "$root" ] || [ -n "${BAARI_SYSTEMCTL:-}" ]; }; }

is_ready() {
  # shellcheck disable=SC2016
  "${1:-$target}/node/bin/node" -e '
    const [port, seconds] = process.argv.slice(1).map(Number);
    const until = Date.now() + seconds * 1000;
    const ask = () => fetch(`http://127.0.0.1:${port}/readyz`, {signal: AbortSignal.timeout(5000)}).then((a) => a.ok, () => false);
    (async () => {
      // Twice, some seconds apart: a server that falls over at once was not ready.
      for (let good = 0; Date.now() < until; await new Promise((next) => setTimeout(next, good && seconds > 10 ? 3000 : 300))) {
        good = (await ask()) ? good + 1 : 0;
        if (good === 2) process.exit(0);
      }
      process.exit(1);
    })();' "$(port_of)" "$ready_s"
}

# ── the way to a new version and back ──────────────────────────────────────────────────────────────────────────────────

# The new version starts on a copy of the data, on a port of its own, while the old one goes on serving. Most of what can go
# wrong goes wrong here, where nobody notices.
rehearse() {
  [ -f "$data/baari.db" ] || return 0
  say "version $version tries itself on a copy of the data; the old one serves meanwhile"
  as_baari timeout "$rehearse_s" "$target/node/bin/node" "$target/scripts/rehearse.ts" "$data" || {
    run rm -rf "$target"
    die "the new version can't serve this hospital's data. Nothing was changed; the old version goes on"
  }
}

switch_over() {
  local kept
  kept=$data/before-upgrade/$(date -u +%Y-%m-%dT%H-%M-%S)-$(basename "$old")
  say "stopping the old version, keeping its data in $kept"
  services stop baari
  keep_data "$kept" || {
    services start baari
    die "the data could not be copied. Nothing was changed; the old version goes on"
  }
  write_system_files "$target"
  run ln -sfn "versions/$version" "$opt/current.new"
  run mv -T "$opt/current.new" "$opt/current"
  services daemon-reload
  services start baari || true
  if ! has_services || is_ready; then
    say "version $version serves; the former one is kept in $opt/$old"
    return
  fi
  go_back "$kept"
}

# Copied while nobody writes: what the old version needs to go on exactly where it stood.
keep_data() {
  as_baari mkdir -p "$1"
  local file
  for file in baari.db baari.db-wal; do
    if [ -e "$data/$file" ]; then as_baari cp --preserve=mode,timestamps --reflink=auto "$data/$file" "$1/$file" || return 1; fi
  done
  settle "$1"
}

go_back() {
  say "version $version does not answer: going back to $(basename "$old")"
  services stop baari || true
  # The failed one's data is set aside, never deleted: should it have taken a write, that can still be found.
  if [ "$(schema_of "$data/baari.db")" != "$(schema_of "$1/baari.db")" ]; then
    as_baari mkdir -p "$1/failed"
    local file
    for file in baari.db baari.db-wal baari.db-shm; do
      if [ -e "$data/$file" ]; then as_baari mv "$data/$file" "$1/failed/$file"; fi
    done
    for file in baari.db baari.db-wal; do
      if [ -e "$1/$file" ]; then as_baari cp --preserve=mode,timestamps "$1/$file" "$data/$file"; fi
    done
    settle "$data"
  fi
  write_system_files "$opt/$old"
  run ln -sfn "$old" "$opt/current.new"
  run mv -T "$opt/current.new" "$opt/current"
  services daemon-reload
  services start baari || true
  if is_ready "$opt/$old"; then
    die "version $version did not start here; $(basename "$old") serves again, with everything as it was. Its log: sudo baari log"
  fi
  die "neither version answers. The data as it was: $1. Look at: journalctl --namespace=baari -u baari -n 100"
}

# Which migrations a file has had: where the new version changed nothing, the old one goes on with the file as it is.
schema_of() {
  as_baari "$target/node/bin/node" -e '
    const {DatabaseSync} = require("node:sqlite");
    try {
      const db = new DatabaseSync(process.argv[1], {readOnly: true});
      console.log(JSON.stringify(db.prepare("select count(*) as n, max(created_at) as at from __drizzle_migrations").get()));
    } catch (error) {
      console.log(error.code ?? "unreadable", process.argv[1]);
    }' "$1" 2> /dev/null
}

forget_old_versions() {
  local one left=$keep_versions
  while IFS= read -r one; do
    if [ "versions/$one" = "$(readlink "$opt/current" 2> /dev/null || true)" ] || [ "versions/$one" = "$old" ]; then continue; fi
    left=$((left - 1))
    [ "$left" -gt 0 ] || run rm -rf "$opt/versions/${one:?}"
  done < <(newest_first "$opt/versions")
  # Of the copies before an upgrade the newest three stay.
  left=4
  while IFS= read -r one; do
    left=$((left - 1))
    [ "$left" -gt 0 ] || run rm -rf "$data/before-upgrade/${one:?}"
  done < <(newest_first "$data/before-upgrade")
}

newest_first() {
  [ -d "$1" ] || return 0
  find "$1" -mindepth 1 -maxdepth 1 -type d -printf '%T@ %f\n' | sort -rn | cut -d' ' -f2-
}

# ── away with it ───────────────────────────────────────────────────────────────────────────────────────────────────────

uninstall() {
  services disable --now baari || true
  run rm -rf "$units/baari.service" "$units/baari.service.d" "$root/etc/sysctl.d/60-baari.conf" \
    "$root/etc/systemd/journald@baari.conf" "$root/usr/local/bin/baari" "$opt"
  services daemon-reload
  say "Baari is gone; the hospital's data stays in $data, its settings in $etc, and the user baari who owns them"
}

main "$@"
