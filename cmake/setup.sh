# shellcheck shell=sh disable=SC2154
# Sourced (POSIX sh) by ./heloscope, tests/run and .ci/run, with $root set to the top folder: provides the packages named
# in cmake/packages. Speaks on 3, the caller's standard error, so that 2 may be a log.
exec 3>&2

# As many jobs as there are processors, unless the caller knows better.
: "${CMAKE_BUILD_PARALLEL_LEVEL:=$(nproc 2>/dev/null || getconf _NPROCESSORS_ONLN)}"
: "${CTEST_PARALLEL_LEVEL:=$CMAKE_BUILD_PARALLEL_LEVEL}"
export CMAKE_BUILD_PARALLEL_LEVEL CTEST_PARALLEL_LEVEL

say() { printf 'heloscope: %s\n' "$*" >&3; }

# packages COLUMN NEED...: the names in that column of cmake/packages (2 is Debian's), on one line.
packages() {
  awk -v column="$1" -v needs=" $* " '
    /^[^#]/ && index(needs, " " $1 " ") && $column != "-" { printf "%s%s", separator, $column; separator = " " }
  ' "$root/cmake/packages"
}

# missing PACKAGE...: those that dpkg does not have. One call: each costs 15 ms.
missing() {
  have=" $(dpkg-query -W -f='${Package}=${db:Status-Status} ' "$@" 2>/dev/null)" || :
  for package; do
    case $have in *" $package=installed "*) ;; *) printf '%s ' "$package" ;; esac
  done
}

# name_packages NEED...: for those who install by hand.
name_packages() {
  say "these packages are needed:"
  printf '  %s\n' >&3 \
    "Debian, Ubuntu  apt-get install $(packages 2 "$@")" \
    "Fedora          dnf install $(packages 3 "$@")" \
    "Arch            pacman -S $(packages 4 "$@")" \
    "Homebrew        brew install $(packages 5 "$@")"
}

# provide NEED...: installs through apt what is missing. Fails, having said why, if something stays missing.
provide() {
  if ! command -v apt-get >/dev/null 2>&1; then
    # Without dpkg only the build can tell which libraries are there; these tools it needs to begin.
    command -v cmake >/dev/null 2>&1 && command -v ninja >/dev/null 2>&1 && return
    name_packages "$@"
    return 1
  fi
  # shellcheck disable=SC2046,SC2086  # lists of package names: one word each
  {
    absent=$(missing $(packages 2 "$@"))
    [ -n "$absent" ] || return 0
    if [ "$(id -u)" -eq 0 ]; then as_root=
    elif command -v sudo >/dev/null 2>&1; then as_root=sudo
    else
      say "cannot install ${absent% } (not root, and there is no sudo)"
      return 1
    fi
    say "installing, because the $1 needs them: ${absent% }"
    set -- $as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0
    "$@" update >&2 || :  # an unreachable mirror of something else must not stop us
    "$@" install -y --no-install-recommends $absent >&2 && return
    say "apt-get could not install them"
    return 1
  } </dev/null  # the input is the program's
}
