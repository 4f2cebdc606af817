#!/bin/sh
# Ask the public lists of known faults about every package that is pinned: constraints.txt and package-lock.json.
# Exit code 1 where one is found. Needs a network; without one it says that nothing was asked, and exits 0.
set -u
cd "$(dirname "$0")/.."
tool=.venv/.audit # of its own: pip-audit is no part of the product
found=0

not_asked() {
    echo "NOT AUDITED: $1 could not be asked (no network?). Run 'make audit' where there is one." >&2
}

if [ ! -d "$tool/pip_audit" ]; then
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --retries 0 --timeout 10 \
        --target "$tool" pip-audit >/dev/null 2>&1 || rm -rf "$tool"
fi
if [ -d "$tool/pip_audit" ]; then
    said=$(PYTHONPATH=$tool .venv/bin/python -m pip_audit --requirement constraints.txt --no-deps --disable-pip \
        --progress-spinner off --timeout 10 2>&1)
    case $?:$said in
    0:*) echo "No known faults in the Python packages." ;;
    *ConnectionError* | *ConnectionTimeout* | *"Could not connect"* | *"Max retries"*) not_asked "the list for Python" ;;
    *) printf '%s\n' "$said"; found=1 ;;
    esac
else
    not_asked "the list for Python"
fi

if command -v npm >/dev/null 2>&1; then
    said=$(npm audit --package-lock-only --fetch-retries=0 --fetch-timeout=10000 2>&1)
    case $?:$said in
    0:*) echo "No known faults in the JavaScript packages." ;;
    *"audit endpoint returned an error"* | *ENOTFOUND* | *ECONNREFUSED* | *ETIMEDOUT* | *EAI_AGAIN*)
        not_asked "the list for JavaScript"
        ;;
    *) printf '%s\n' "$said"; found=1 ;;
    esac
fi
exit $found
