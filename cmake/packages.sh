# Read by demo.sh and test.sh: finds what a build needs, and installs what is missing.
# shellcheck shell=sh

has() { command -v "$1" >/dev/null 2>&1; }

has_header() {
  for folder in /usr/include /usr/local/include /opt/homebrew/include; do
    if [ -e "$folder/$1" ]; then return 0; fi
  done
  return 1
}

# Sets `missing` to the Debian packages that stand for what is not there. The arguments name
# libraries beyond the compiler and the build tools.
find_missing() {
  missing=
  { [ -n "${CXX:-}" ] || has c++ || has g++; } || missing="$missing g++"
  has cmake || missing="$missing cmake"
  { has make || has ninja || [ -n "${CMAKE_GENERATOR:-}" ]; } || missing="$missing make"
  for library in "$@"; do
    case $library in
      libeigen3-dev) has_header eigen3/Eigen/Core || has_header Eigen/Core ;;
      catch2) has_header catch2/catch.hpp || has_header catch2/catch_all.hpp ;;
      zlib1g-dev) has_header zlib.h ;;
      clang) has clang++ ;;
      libopenmpi-dev) has mpicxx ;;
      openmpi-bin) has mpiexec ;;
      libsystemc-dev) has_header systemc ;;
      chromium) has chromium || has chromium-browser || has google-chrome ;;
      python3) has python3 ;;
      g++-s390x-linux-gnu) has s390x-linux-gnu-g++ ;;
      qemu-user) has qemu-s390x ;;
      clang-[0-9]*) has "clang++-${library#clang-}" ;;
      libbenchmark-dev) has_header benchmark/benchmark.h ;;
      *) dpkg -s "$library" >/dev/null 2>&1 ;;
    esac || missing="$missing $library"
  done
}

as_root() {
  if [ "$(id -u)" -eq 0 ]; then "$@"
  elif [ -t 0 ]; then sudo "$@"
  else sudo -n "$@"
  fi
}

apt_install() {
  # shellcheck disable=SC2086  # one word per package
  as_root env DEBIAN_FRONTEND=noninteractive \
    apt-get -q -y -o DPkg::Lock::Timeout=300 --no-install-recommends install $missing
}

give_up() {
  echo "$1" >&2
  echo "Please install these Debian packages or their like, then try again:$missing" >&2
  exit 1
}

# Installs what is missing of the arguments, the compiler and the build tools.
need() {
  find_missing "$@"
  if [ -z "$missing" ]; then return; fi
  has apt-get || give_up "This is no Debian or Ubuntu: nothing was installed."
  [ "$(id -u)" -eq 0 ] || has sudo ||
    give_up "Installing packages takes root or sudo: nothing was installed."

  echo "Installing:$missing"
  log=$(mktemp)
  # The package lists are fetched only when the install fails for want of them.
  if apt_install >"$log" 2>&1 ||
     { as_root apt-get -q update && apt_install; } >>"$log" 2>&1; then
    rm -f "$log"
  else
    cat "$log" >&2
    rm -f "$log"
    give_up "Installing failed, for the reason above."
  fi
}

processors() { getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2; }
