#!/usr/bin/env bash
# Compares MODELS with how they were at the revision BASE, and shows the result on the run's summary
# page. ACCEPTED names a file of accepted risks, and may be empty. Writes the comment into FILE.
# Prints code=N as a step's output: 0, 1 for a risk that nobody has accepted, 2 for an error.
set -euo pipefail

given=(--format markdown --output "$FILE")
if [ -n "$ACCEPTED" ]; then
  given+=(--accepted "$ACCEPTED")
fi
code=0
told=$(nexus diff "git:$BASE:$MODELS" "$MODELS" "${given[@]}" 2>&1 >&2) || code=$?
if [ -n "$told" ]; then
  echo "$told" >&2
fi
if [ "$code" -gt 1 ]; then
  # What cannot be read is said where the risks would stand, as text.
  printf '### The models cannot be compared\n\n' > "$FILE"
  sed 's/^/    /' <<< "$told" >> "$FILE"
fi
# A comment is known again by its first line.
printf '<!-- nexus-diff -->\n%s\n' "$(cat "$FILE")" > "$FILE"
cat "$FILE" >> "$GITHUB_STEP_SUMMARY"
echo "code=$code"
