#!/usr/bin/env bash
# All tests: installs what they need, builds with warnings as errors, checks the format, runs every test project.
# Closes with one line: N passed, N failed[, N skipped].
# --long: the long forms of the tests that have one (kills, faults, the soak), which take more than an hour.
set -uo pipefail
cd "$(dirname "$0")/.."
[ "${1:-}" = --long ] && export MIYAKO_LONG=1
# How long each fuzz runs.
export MIYAKO_FUZZ_SECONDS=${MIYAKO_FUZZ_SECONDS:-10}
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 MSBUILDDISABLENODEREUSE=1

say() { printf '\n== %s\n' "$1"; }

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; elif command -v sudo >/dev/null; then sudo -n "$@"; else return 1; fi
}

# Debian packages that tests use; a test that misses one is skipped and says so.
install_packages() {
  local missing=()
  command -v bwrap >/dev/null || missing+=(bubblewrap)
  [ -x /usr/sbin/postfix ] || missing+=(postfix)
  # Other programs that read mail and HTML, to compare with; a dictionary of real words.
  command -v python3 >/dev/null || missing+=(python3)
  command -v reformime >/dev/null || missing+=(maildrop)
  perl -MMIME::Parser -e1 2>/dev/null || missing+=(libmime-tools-perl)
  command -v w3m >/dev/null || missing+=(w3m)
  command -v lynx >/dev/null || missing+=(lynx)
  [ -d /usr/share/mecab/dic/ipadic ] || missing+=(mecab-ipadic)
  # Other programs that read documents.
  command -v soffice >/dev/null || missing+=(libreoffice-core-nogui libreoffice-writer-nogui libreoffice-calc-nogui libreoffice-impress-nogui)
  command -v pdftotext >/dev/null || missing+=(poppler-utils)
  [ -d /usr/share/poppler/cMap ] || missing+=(poppler-data)
  /usr/bin/python3 -c 'import docx, openpyxl, lxml' 2>/dev/null || missing+=(python3-docx python3-openpyxl python3-lxml)
  # Other programs that write and read archives.
  local tool
  for tool in 7zz:7zip jlha:jlha-utils zip:zip unzip:unzip zstd:zstd xz:xz-utils bzip2:bzip2 gcab:gcab unrar-free:unrar-free qpdf:qpdf msoffcrypto-tool:python3-msoffcrypto-tool; do
    command -v "${tool%%:*}" >/dev/null || missing+=("${tool#*:}")
  done
  [ -x /usr/sbin/clamd ] || missing+=(clamav-daemon)
  # A browser, for the console.
  command -v chromium >/dev/null || missing+=(chromium)
  command -v chromedriver >/dev/null || missing+=(chromium-driver)
  [ -d /usr/lib/python3/dist-packages/icalendar ] || missing+=(python3-icalendar)
  [ -d /usr/share/fonts/opentype/ipaexfont-gothic ] || missing+=(fonts-ipaexfont-gothic)
  [ "${#missing[@]}" = 0 ] && return 0
  say "installing ${missing[*]}"
  command -v apt-get >/dev/null || { echo "no apt-get here: install ${missing[*]} by hand; tests that need them are skipped"; return 0; }
  # No daemon is to start at install: the tests start their own, on free ports.
  local policy=/usr/sbin/policy-rc.d made=
  [ -e "$policy" ] || { printf '#!/bin/sh\nexit 101\n' | as_root tee "$policy" >/dev/null && as_root chmod +x "$policy" && made=1; }
  echo 'postfix postfix/main_mailer_type select No configuration' | as_root debconf-set-selections
  { as_root apt-get update -qq && as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}"; } >/dev/null 2>&1 \
    || echo "could not install ${missing[*]}; tests that need them are skipped"
  [ -n "$made" ] && as_root rm -f "$policy"
}

install_packages

say "build"
if ! dotnet build MiyakoMailSanitizer.sln -c Release -v q --nologo; then
  echo "0 passed, 1 failed"
  exit 1
fi

failed=0 passed=0 skipped=0

logs=$(mktemp -d)
trap 'rm -rf "$logs"' EXIT
# Beside the first tests, which wait much.
dotnet format MiyakoMailSanitizer.sln --verify-no-changes --no-restore >"$logs/format.log" 2>&1 &
format=$!
for project in tests/*.Tests; do
  say "$(basename "$project")"
  log="$logs/$(basename "$project").log"
  dotnet test "$project" -c Release --no-build --nologo -v q --logger 'console;verbosity=normal' >"$log" 2>&1
  code=$?
  # Totals of the runner's summary.
  p=$(sed -nE 's/^ *Passed: *([0-9]+).*/\1/p' "$log" | tail -1)
  f=$(sed -nE 's/^ *Failed: *([0-9]+).*/\1/p' "$log" | tail -1)
  s=$(sed -nE 's/^ *Skipped: *([0-9]+).*/\1/p' "$log" | tail -1)
  passed=$((passed + ${p:-0})) failed=$((failed + ${f:-0})) skipped=$((skipped + ${s:-0}))
  grep -E '^ *(Total tests|Passed|Failed|Skipped|Total time):' "$log"
  grep -E '^ *Skipped ' "$log" | head -20
  if [ "$code" != 0 ]; then
    [ "${f:-0}" = 0 ] && failed=$((failed + 1))
    grep -vE '^ *Passed ' "$log" | tail -150
  fi
done

say "format"
if wait "$format"; then passed=$((passed + 1)); else failed=$((failed + 1)); tail -50 "$logs/format.log"; echo "dotnet format would change files"; fi

say "result"
if [ "$skipped" -gt 0 ]; then echo "$passed passed, $failed failed, $skipped skipped"; else echo "$passed passed, $failed failed"; fi
[ "$failed" = 0 ] && [ "$passed" -gt 1 ]
