#!/usr/bin/env sh
# The report in a browser: builds the pages, opens them in a headless Chromium, checks them.
# usage: run.sh [FOLDER]   (build/browser): pages and screenshots stay there.
# The last line reads "N passed, M failed". Exits with 77 where something that it needs is missing.
set -eu
top=$(cd "$(dirname "$0")/../.." && pwd)
folder=${1:-$top/build/browser}
compiler=${CXX:-c++}

missing=
has() { command -v "$1" >/dev/null 2>&1; }
has "$compiler" || missing="$missing g++"
has python3 || missing="$missing python3"
has chromium || has chromium-browser || has google-chrome || has google-chrome-stable ||
  missing="$missing chromium"
eigen=
for candidate in /usr/include/eigen3 /usr/local/include/eigen3 /opt/homebrew/include/eigen3; do
  if [ -z "$eigen" ] && [ -e "$candidate/Eigen/Core" ]; then eigen=$candidate; fi
done
[ -n "$eigen" ] || missing="$missing libeigen3-dev"
if [ -n "$missing" ]; then
  echo "browser test skipped: missing, by the names of their Debian packages:$missing" >&2
  exit 77
fi

mkdir -p "$folder"
"$compiler" -std=c++20 -O1 "-I$top/include" "-I$top/tests" "-I$top/examples" -isystem "$eigen" \
  "-DBINPOINT_EXAMPLE_DATA=\"$top/examples/data\"" "$top/tests/browser/pages.cpp" \
  -o "$folder/pages" -lz -pthread
rm -f "$folder"/*.html "$folder"/*.json "$folder"/*.png
"$folder/pages" "$folder"
PYTHONDONTWRITEBYTECODE=1 python3 "$top/tests/browser/check.py" "$folder"
