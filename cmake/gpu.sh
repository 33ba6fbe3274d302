#!/bin/sh
# What takes a GPU: the tests of kernels, by themselves and under compute-sanitizer, the examples, and
# the benchmarks, whose numbers are in build/test/gpu/ then. sh cmake/gpu.sh [arguments of benchmarks]
set -eu

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
# shellcheck source=cmake/packages.sh
. "$root/cmake/packages.sh"

has nvcc || has "${CUDACXX:-/usr/local/cuda/bin/nvcc}" || {
  echo "This needs nvcc, of NVIDIA's CUDA toolkit 13 or newer, on the PATH or named by CUDACXX." >&2
  exit 1
}
need catch2 libbenchmark-dev
cd "$root"
cmake --preset test >/dev/null
cmake --build build/test --parallel "$(processors)" --target binpoint_device_programs
failed=0
ctest --test-dir build/test --label-regex gpu --output-on-failure || failed=1
mkdir -p build/test/gpu
for benchmark in build/test/benchmarks/device/device_*; do
  if [ -x "$benchmark" ] && [ -f "$benchmark" ]; then
    "$benchmark" "--benchmark_out=build/test/gpu/${benchmark##*/}.json" "$@" || failed=1
  fi
done
exit $failed
