#!/bin/sh
# From a fresh clone to the tests' summary: sh cmake/test.sh [arguments of ctest]
set -eu

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
# shellcheck source=cmake/packages.sh
. "$root/cmake/packages.sh"

need libeigen3-dev catch2
# Some tests need more, and are left out where it cannot be had: an oracle, and MPI.
(need libsystemc-dev) || true
(need libopenmpi-dev openmpi-bin) || true
cd "$root"
cmake --preset test >/dev/null
cmake --build --preset test --parallel "$(processors)"
exec ctest --preset test --parallel "$(processors)" "$@"
