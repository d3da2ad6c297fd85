#!/bin/sh
# Prints a Python of 3.11 or newer that has pip or venv. As root on Debian what is missing is installed first;
# else one line says which package to install. Used by the Makefile before anything else exists.
good() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }
able() { "$1" -m pip --version >/dev/null 2>&1 || "$1" -c 'import ensurepip, venv' 2>/dev/null; }

find_one() {
  for name in ${PYTHON:-} python3 python3.14 python3.13 python3.12 python3.11; do
    if path=$(command -v "$name" 2>/dev/null) && good "$path"; then
      if able "$path"; then echo "$path"; return 0; fi
      lame=$path
    fi
  done
  return 1
}

find_one && exit 0
missing="python3-venv python3-pip"
[ -n "$lame" ] || missing="python3 $missing"
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  echo "三零: installing $missing" >&2
  { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y $missing; } >/dev/null 2>&1
  find_one && exit 0
fi
echo "三零: Python 3.11 or newer with pip or venv is needed: install the packages $missing" >&2
exit 1
