#!/usr/bin/env bash
# Runs every test of the repository, and ends with one line: N passed, N failed, N skipped.
#   ./tests/run.sh             touches nothing outside the repository, runs what it can, names what is missing
#   ./tests/run.sh --install   installs first what the full suite needs (Debian or Ubuntu, as root or through sudo)
# Exit code: 0 when nothing failed; 1 when a test failed, or, with CI=true, was skipped; 2 for a wrong option.
set -u -o pipefail
cd "$(dirname "$0")/.."

client=tests/CloudBase.MultiTenant.Emulator.Tests/OfficialClient
cache=${CLOUDBASE_TEST_CACHE:-${XDG_CACHE_HOME:-${HOME:-/tmp}/.cache}/cloudbase-multitenant-tests}
configuration=${CONFIGURATION:-Release}
results=artifacts/test-results
install=no
ci=no
case ${CI:-} in 1|true|TRUE|True) ci=yes ;; esac

for argument in "$@"; do
  case $argument in
    --install) install=yes ;;
    -h|--help) sed -n '2,5s/^# \{0,1\}//p' "$0"; exit 0 ;;
    *) echo "Unknown option '$argument'. Type: ./tests/run.sh [--install]" >&2; exit 2 ;;
  esac
done

say() { printf '%s\n' "$*"; }

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"
  elif command -v sudo >/dev/null; then sudo "$@"
  else say "'$*' needs root: run this as root, or install sudo." >&2; return 1
  fi
}

chromium_is_there() {
  local name
  for name in "${CLOUDBASE_TEST_CHROMIUM:-}" chromium chromium-browser google-chrome google-chrome-stable; do
    if [ -n "$name" ] && command -v "$name" >/dev/null; then return 0; fi
  done
  return 1
}

linker_is_there() {
  { command -v gcc >/dev/null || command -v clang >/dev/null; } && [ -f /usr/include/zlib.h ]
}

isolation_is_there() {
  command -v bwrap >/dev/null && command -v nsenter >/dev/null && command -v setpriv >/dev/null && command -v pgrep >/dev/null && command -v perl >/dev/null
}

install_needed() {
  if ! command -v node >/dev/null || ! command -v npm >/dev/null; then
    command -v apt-get >/dev/null || { say "There is no apt-get here: install nodejs and npm yourself." >&2; return 1; }
    as_root apt-get update -q && as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends nodejs npm || return 1
  fi
  if ! chromium_is_there; then
    as_root apt-get update -q && as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends chromium fonts-dejavu-core || return 1
  fi
  if ! linker_is_there; then
    command -v apt-get >/dev/null || { say "There is no apt-get here: install gcc or clang, and zlib's headers yourself." >&2; return 1; }
    as_root apt-get update -q && as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends gcc libc6-dev zlib1g-dev || return 1
  fi
  if ! isolation_is_there; then
    command -v apt-get >/dev/null || { say "There is no apt-get here: install bubblewrap, util-linux, procps and perl yourself." >&2; return 1; }
    as_root apt-get update -q && as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends bubblewrap util-linux procps perl-base || return 1
  fi
  # The copy leaves the repository as it is, and an unchanged pin is not installed twice.
  if [ -f "$client/package.json" ] && ! cmp -s "$client/package.json" "$cache/installed.json"; then
    mkdir -p "$cache" && cp "$client"/package*.json "$cache"/ \
      && (cd "$cache" && npm install --no-audit --no-fund --loglevel=error) \
      && cp "$client/package.json" "$cache/installed.json" || return 1
  fi
}

name_missing() {
  command -v dotnet >/dev/null || { say "The .NET SDK 10 is missing: without it nothing runs. See https://dot.net/download" >&2; exit 1; }
  local missing=no
  if ! chromium_is_there; then
    missing=yes
    say "Missing: chromium. Skips the tests of the emulator's page in a browser (CloudBase.MultiTenant.Emulator.Tests, Page/BrowserTests)."
  fi
  if ! isolation_is_there; then
    missing=yes
    say "Missing: bubblewrap, util-linux, procps or perl. Skips tests of sandboxes (CloudBase.MultiTenant.Emulator.Tests, Sandboxes)."
  fi
  if ! command -v node >/dev/null; then
    missing=yes
    say "Missing: node. Skips the tests of the unmodified clients (CloudBase.MultiTenant.Emulator.Tests, OfficialClient and Sandboxes/Wire)."
  elif [ -z "${CLOUDBASE_TEST_NODE_MODULES:-}" ]; then
    missing=yes
    say "Missing: the npm packages tencentcloud-sdk-nodejs and e2b. Skips the tests of the unmodified clients (CloudBase.MultiTenant.Emulator.Tests, OfficialClient and Sandboxes/Wire)."
  fi
  if ! linker_is_there; then
    missing=yes
    say "Missing: gcc or clang, or zlib's headers. Skips the test of a program that is compiled ahead of time (CloudBase.MultiTenant.EndToEnd.Tests, Aot/AotHostTests)."
  fi
  if [ $missing = yes ]; then say "./tests/run.sh --install installs it."; fi
}

attribute() { sed -n "s/.*<Counters[^>]* $2=\"\([0-9]*\)\".*/\1/p" "$1" | head -n 1; }

if [ $install = yes ]; then install_needed || say "Installing failed, see above: the run goes on with what is there." >&2; fi
if [ -z "${CLOUDBASE_TEST_NODE_MODULES:-}" ] && [ -d "$cache/node_modules/tencentcloud-sdk-nodejs" ]; then
  export CLOUDBASE_TEST_NODE_MODULES=$cache/node_modules
fi
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_CLI_UI_LANGUAGE=en MSBUILDDISABLENODEREUSE=1
name_missing

passed=0 failed=0 skipped=0
say "Building ($configuration) ..."
if ! dotnet build CloudBase.MultiTenant.sln -c "$configuration" -nologo -v quiet -clp:NoSummary; then
  say "The build failed, see above: no test was run." >&2
  say "0 passed, 1 failed, 0 skipped"
  exit 1
fi

rm -rf "$results" && mkdir -p "$results"
for project in tests/*.Tests/*.csproj; do
  name=$(basename "$project" .csproj)
  trx=$results/$name.trx
  log=$results/$name.log
  began=$SECONDS
  dotnet test "$project" -c "$configuration" --no-build -nologo --results-directory "$results" --logger "trx;LogFileName=$name.trx" >"$log" 2>&1
  code=$?
  total=0 ok=0 bad=0
  if [ -f "$trx" ]; then
    total=$(attribute "$trx" total) ok=$(attribute "$trx" passed) bad=$(attribute "$trx" failed)
  fi
  total=${total:-0} ok=${ok:-0} bad=${bad:-0}
  left=$((total - ok - bad))
  # A test host that died, or that found nothing, counts: silence is no success.
  if [ $code -ne 0 ] && [ "$bad" -eq 0 ]; then bad=1; fi
  if [ "$total" -eq 0 ] && [ $code -eq 0 ] && grep -rqlE '\[(Fact|Theory)' "$(dirname "$project")" --include='*.cs'; then bad=1; say "$name: no test was found" >&2; fi
  passed=$((passed + ok)) failed=$((failed + bad)) skipped=$((skipped + left))
  printf '%-45s %5d passed %3d failed %3d skipped  %4d s\n' "$name" "$ok" "$bad" "$left" $((SECONDS - began))
  if [ "$bad" -gt 0 ]; then grep -vE '^\s*$' "$log" | grep -v ' Passed ' | tail -n 120; fi
  # How many blocks of the documentation were tried, and which were not, with the reasons.
  [ ! -f "$trx" ] || grep -oE '(blocks [0-9]+, compiled [0-9]+.*|excused .*\.md:[0-9]+: .*)' "$trx" | sed 's/<.*//; s/^/  /'
  if [ "$left" -gt 0 ]; then grep -E '\[SKIP\]|Skipped ' "$log" | sed 's/^/  /' | sort -u | head -n 40; fi
done

status=0
[ $failed -eq 0 ] || status=1
if [ $ci = yes ] && [ $skipped -gt 0 ]; then
  say "In CI a skip is a failure: everything that the suite needs can be installed (./tests/run.sh --install)." >&2
  status=1
fi
say "$passed passed, $failed failed, $skipped skipped"
exit $status
