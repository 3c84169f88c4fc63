#!/bin/sh
# Holds ./heloscope to its promises: the real script in a scratch copy of the tree, with stand-ins for cmake, dpkg-query
# and apt-get in front of PATH, so nothing is installed or compiled.
set -u
top=$(CDPATH='' cd -P -- "$(dirname -- "$0")/.." && pwd)
scratch=$(mktemp -d) && trap 'rm -rf "$scratch"' EXIT
chmod 755 "$scratch"
tree="$scratch/a tree"  # blanks in every path
bin=$scratch/bin
calls=$scratch/calls    # what the stand-ins were asked, one line each
failed=0

check() {  # check WHAT EXPECTED ACTUAL
  if [ "$2" = "$3" ]; then echo "ok    $1"; else
    failed=$((failed + 1))
    printf 'WRONG %s\n  expected: %s\n  got:      %s\n' "$1" "$2" "$3"
  fi
}
contains() {  # contains WHAT PART TEXT
  case $3 in *"$2"*) check "$1" yes yes ;; *) check "$1" "...$2..." "$3" ;; esac
}
stand_in() {  # stand_in NAME BODY
  printf '#!/bin/sh\necho "%s $*" >>"%s"\n%s\n' "$1" "$calls" "$2" >"$bin/$1"
  chmod 755 "$bin/$1"
}
built() { grep -c -- '^cmake --build' "$calls"; }
now() { date +%s%N; }

# A tree with the size of the real one, and tools that do as if.
mkdir "$tree" "$bin" "$scratch/else where"
for part in heloscope heloscope.cpp CMakeLists.txt CMakePresets.json cmake grammars analyzer simulator; do
  [ ! -e "$top/$part" ] || cp -R "$top/$part" "$tree/"
done
touch "$tree/heloscope.cpp"
# shellcheck disable=SC2016  # $p and $@ are the stand-ins' own
all_installed='for p; do case $p in -*) ;; *) printf "%s=installed " "$p" ;; esac; done'
stand_in dpkg-query "$all_installed"
stand_in apt-get 'cat >/dev/null'
stand_in sudo '"$@"'
# shellcheck disable=SC2016  # the program itself: shows what reached it
good_cmake='case $1 in --build)
  cat >/dev/null  # takes what input it gets, as a real tool may
  sleep 0.2
  printf "%s\n" "#!/bin/sh" "pwd; for a; do echo \"[\$a]\"; done; cat; exit 7" >build/heloscope; chmod 755 build/heloscope ;;
esac'
stand_in cmake "$good_cmake"
PATH=$bin:$PATH
: >"$calls"
cd "$scratch/else where" || exit 1

# The first run builds; arguments, standard input, folder and exit code are the program's.
out=$(echo input | "$tree/heloscope" 'two words' '' '*' 2>"$scratch/err")
check "exit code is the program's" 7 $?
check "arguments, input and folder reach the program" "$scratch/else where
[two words]
[]
[*]
input" "$out"
check "the first run builds" 1 "$(built)"
check "nothing is installed when nothing is missing" 0 "$(grep -c apt-get "$calls")"
contains "building is announced" "heloscope: building" "$(cat "$scratch/err")"

# Nothing to do: no tool is asked, nothing is said, and it costs next to nothing.
: >"$calls"
check "the second run is silent" "" "$("$tree/heloscope" </dev/null 2>&1 >/dev/null)"
check "and asks no tool" "" "$(cat "$calls")"
whole=1000000000
alone=1000000000
for _ in 1 2 3 4 5 6 7 8 9 10; do
  start=$(now); "$tree/heloscope" </dev/null >/dev/null; middle=$(now)
  "$tree/build/heloscope" </dev/null >/dev/null; end=$(now)
  [ $((middle - start)) -ge "$whole" ] || whole=$((middle - start))
  [ $((end - middle)) -ge "$alone" ] || alone=$((end - middle))
done
cost=$(((whole - alone) / 1000))
echo "      the launcher's own time: $cost us"
check "in less than 50 ms" yes "$([ "$cost" -lt 50000 ] && echo yes || echo "$cost us")"

# Ways to call it.
ln -s "$tree/heloscope" "$scratch/absolute"
ln -s "../a tree/heloscope" "$scratch/else where/relative"
ln -s relative "$scratch/else where/chain"
for way in "$scratch/absolute" ./relative ./chain "../a tree/heloscope" "../a tree/build/../heloscope"; do
  check "called as $way" "$scratch/else where" "$("$way" </dev/null)"
done
check "through links that lie elsewhere" "$scratch" "$(cd "$scratch" && "./else where/chain" </dev/null)"
check "found through PATH" "$scratch/else where" "$(PATH="$tree:$PATH" heloscope </dev/null)"
check "given to sh by name" "$tree" "$(cd "$tree" && sh heloscope </dev/null)"
mkdir -p "$scratch/decoy/a tree"
check "whatever CDPATH is" "$scratch" "$(cd "$scratch" && CDPATH=$scratch/decoy sh "a tree/heloscope" </dev/null)"
check "none of which builds" 0 "$(built)"

# What makes it build again. Times are set, as file times may be coarse.
rebuilds() {  # rebuilds WHAT: the next run builds, the one after it does not
  : >"$calls"
  "$tree/heloscope" </dev/null >/dev/null 2>&1
  "$tree/heloscope" </dev/null >/dev/null 2>&1
  check "$1 builds once" 1 "$(built)"
}
age() { find "$tree" -exec touch -d '1 hour ago' {} + && touch -d '1 minute ago' "$tree/build/launcher.stamp"; }
age && touch "$tree/grammars/smtp/verb.hpp" && rebuilds "an edited header"
age && touch "$tree/cmake/packages" && rebuilds "an edited package list"
age && rm "$tree/grammars/smtp/verb.hpp" && rebuilds "a deleted header"
age && touch "$tree/analyzer/new.cpp" && rebuilds "a new source"
rm "$tree/build/heloscope" && rebuilds "a missing program"
stand_in cmake "[ \$1 != --build ] || touch grammars/result.hpp
$good_cmake"
age && touch "$tree/heloscope.cpp" && "$tree/heloscope" </dev/null >/dev/null 2>&1
stand_in cmake "$good_cmake" && rebuilds "what was edited during a build"

# Two at once: one builds, the other waits and then runs.
age && touch "$tree/heloscope.cpp"
: >"$calls"
"$tree/heloscope" </dev/null >"$scratch/one" 2>&1 &
"$tree/heloscope" </dev/null >"$scratch/two" 2>&1
wait $!
check "two at once build once" 1 "$(built)"
check "and both run" "$scratch/else where $scratch/else where" "$(tail -qn 1 "$scratch/one" "$scratch/two" | paste -sd ' ')"

# Missing packages are installed, by name, with a word about it; if they cannot be, the build is tried all the same.
age && touch "$tree/heloscope.cpp"
: >"$calls"
stand_in dpkg-query 'echo "g++=installed cmake=config-files libfmt-dev=not-installed"; exit 1'
err=$(echo input | "$tree/heloscope" 2>&1 >"$scratch/one")
contains "what is installed is said" "installing, because the build needs them: cmake ninja-build" "$err"
contains "apt-get is asked for it" "install -y --no-install-recommends cmake ninja-build pkg-config" "$(grep apt-get "$calls")"
check "what is there is left alone" 0 "$(grep apt-get "$calls" | grep -c 'g++')"
check "then it builds" 1 "$(built)"
check "and leaves the input to the program" input "$(tail -n 1 "$scratch/one")"
age && touch "$tree/heloscope.cpp"
: >"$calls"
stand_in apt-get 'echo "E: no network"; exit 100'
err=$("$tree/heloscope" </dev/null 2>&1 >/dev/null)
contains "a failing apt-get is told" "apt-get could not install them" "$err"
check "and the build tried" 1 "$(built)"

# A failing build: the log's end, what to do, exit code 125, no program; and the next run tries again.
age && touch "$tree/heloscope.cpp"
stand_in cmake 'echo "verb.cpp:7: error: no such thing"; exit 1'
for attempt in first second; do
  : >"$calls"
  out=$("$tree/heloscope" </dev/null 2>"$scratch/err")
  check "a failed build ends with 125, $attempt time" "125 " "$? $out"
  contains "it shows the log's end" "    verb.cpp:7: error: no such thing" "$(cat "$scratch/err")"
  contains "it names the log" "$tree/build/launcher.log" "$(cat "$scratch/err")"
  check "it does try" 1 "$(grep -c ^cmake "$calls")"
done

# Another system: only what it surely has, no apt-get.
stand_in cmake "$good_cmake"
mkdir "$scratch/other"
for tool in sh awk cat chmod cmp cp date find flock getconf grep id mkdir mv nproc readlink rm sed sleep tail tee touch; do
  found=$(command -v "$tool") && ln -s "$found" "$scratch/other/$tool"
done
err=$(PATH=$scratch/other "$tree/heloscope" </dev/null 2>&1)
check "without cmake it cannot build" 125 $?
for system in "apt-get install g++ cmake" "dnf install gcc-c++" "pacman -S gcc" "brew install cmake"; do
  contains "the packages are named for $system" "$system" "$err"
done
cp "$bin/cmake" "$scratch/other/cmake" && ln -s "$bin/cmake" "$scratch/other/ninja"
err=$(PATH=$scratch/other "$tree/heloscope" </dev/null 2>&1 >/dev/null)
check "with the tools there it just builds" "heloscope: building; this takes a minute or two the first time" "$err"

# A source that cannot be written. Root may write anywhere, so root becomes nobody.
if [ "$(id -u)" -eq 0 ]; then reader="setpriv --reuid=65534 --regid=65534 --clear-groups"; else
  reader=
  chmod a-w "$tree/build" "$tree"
fi
: >"$calls"
check "read-only and built: it runs, silently" "$scratch/else where" "$($reader "$tree/heloscope" </dev/null 2>&1)"
age 2>/dev/null; touch "$tree/heloscope.cpp"
out=$($reader "$tree/heloscope" </dev/null 2>&1)
contains "read-only and older than its sources: it says so" "running it as it is" "$out"
contains "and runs" "
$scratch/else where" "$out"
check "without building" 0 "$(built)"
[ -n "$reader" ] || chmod u+w "$tree/build" "$tree"
rm -r "$tree/build"
[ -n "$reader" ] || chmod a-w "$tree"
out=$($reader "$tree/heloscope" </dev/null 2>&1)
check "read-only and not built: 125" 125 $?
contains "and the reason" "cannot be written" "$out"
[ -n "$reader" ] || chmod u+w "$tree"

[ "$failed" -eq 0 ] || { echo "$failed checks failed"; exit 1; }
