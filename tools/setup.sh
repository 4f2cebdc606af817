#!/bin/sh
# Make .venv on a machine that has only python3, pip and make. Usage: tools/setup.sh [EXTRA]
# Debian splits ensurepip out of python3 and marks the system's pip as externally managed, so the
# environment is made without pip and pip is installed into it from outside.
set -eu
cd "$(dirname "$0")/.."
extra=${1:+[$1]}

python=${PYTHON:-}
if [ -z "$python" ]; then
    for candidate in python3 python3.13 python3.12 python3.11; do
        if command -v "$candidate" >/dev/null 2>&1 &&
            "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
            python=$candidate
            break
        fi
    done
fi
if [ -z "$python" ]; then
    echo "Python 3.11 or newer is needed: install it (Debian: apt-get install python3) and try again." >&2
    exit 1
fi

if [ ! -x .venv/bin/python ]; then
    "$python" -m venv --without-pip .venv
fi
if ! .venv/bin/python -c 'import pip' 2>/dev/null; then
    "$python" -m pip --python .venv/bin/python install --quiet pip
fi
echo "Installing Python packages ..." >&2
.venv/bin/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e ".$extra"
echo "Installing browser libraries ..." >&2
.venv/bin/python -m web.vendor
