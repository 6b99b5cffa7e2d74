#!/usr/bin/env bash
# Prints address=URL of the site that GitHub Pages publishes from the workflows of this repository,
# as a step's output. Where that switch is off, a fork gets a notice and stays green; any other
# repository is meant to publish, so it gets an error. Needs GH_TOKEN with `pages: read`, and FORK.
set -euo pipefail

answer=$(mktemp)
status=$(curl --silent --show-error --retry 3 --output "$answer" --write-out '%{http_code}' \
  --header "Authorization: Bearer $GH_TOKEN" --header 'Accept: application/vnd.github+json' \
  "$GITHUB_API_URL/repos/$GITHUB_REPOSITORY/pages")

case $status in
  200) address=$(jq --raw-output 'select(.build_type == "workflow").html_url' "$answer") ;;
  404) address= ;;
  *)
    echo "::error title=GitHub did not answer::It said $status about Pages; run this again." >&2
    exit 1
    ;;
esac

if [ -n "$address" ]; then
  echo "address=$address"
  exit
fi
switch='Set Settings > Pages > Source to GitHub Actions, then run this workflow again.'
if [ "$FORK" = true ]; then
  echo "::notice title=GitHub Pages is off::The site is built, not published. $switch" >&2
else
  echo "::error title=GitHub Pages is off::$switch" >&2
  exit 1
fi
