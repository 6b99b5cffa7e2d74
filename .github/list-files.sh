#!/usr/bin/env bash
# Writes SHA256SUMS into the folder of a site: every file with its digest, in the form that
# `sha256sum --check` reads. Hidden files are not published. Prints digest=DIGEST of that list, as a
# step's output.
set -euo pipefail
cd "$1"

# Elsewhere until it is whole, so that it does not list itself.
list=$(mktemp)
find . -type f ! -name SHA256SUMS ! -path '*/.*' -printf '%P\0' | LC_ALL=C sort --zero-terminated |
  xargs --null sha256sum > "$list"
install --mode=644 "$list" SHA256SUMS
echo "digest=$(sha256sum < SHA256SUMS | cut --delimiter=' ' --fields=1)"
