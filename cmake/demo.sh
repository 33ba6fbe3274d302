#!/bin/sh
# From a fresh clone to the main example: sh cmake/demo.sh [arguments of the example]
set -eu

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
# shellcheck source=cmake/packages.sh
. "$root/cmake/packages.sh"

need libeigen3-dev
(
  cd "$root"
  cmake --preset demo >/dev/null
  cmake --build --preset demo --parallel "$(processors)"
)
# In the caller's folder, where the paths among the arguments and the report belong.
exec "$root/build/demo/examples/fashion_mnist" "$@"
