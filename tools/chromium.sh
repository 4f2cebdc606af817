#!/bin/sh
# Make sure a Chromium is here for the browser tests; where it cannot be installed, say what that means.
# libatomic1 is for the program that drives it, which a bare Debian lacks.
set -eu
if command -v chromium >/dev/null 2>&1 && ldconfig -p | grep -q libatomic.so.1; then
    exit 0
fi
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing chromium for the browser tests ..." >&2
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
        chromium fonts-liberation libatomic1 >/dev/null
    exit 0
fi
echo "chromium is not installed and you are not root: the browser tests will be skipped." >&2
echo "To run them: sudo apt-get install chromium libatomic1, then make test." >&2
