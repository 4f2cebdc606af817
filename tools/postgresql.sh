#!/bin/sh
# Make sure a PostgreSQL server is here for the tests of the state stores, which start one of their own;
# where it cannot be installed, say what that means. No cluster of the system's is made or started.
set -eu
if command -v postgres >/dev/null 2>&1 || ls /usr/lib/postgresql/*/bin/postgres >/dev/null 2>&1; then
    exit 0
fi
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing postgresql for the tests of the state stores ..." >&2
    mkdir -p /etc/postgresql-common
    [ -e /etc/postgresql-common/createcluster.conf ] ||
        echo "create_main_cluster = false" >/etc/postgresql-common/createcluster.conf
    apt-get update -qq
    UCF_FORCE_CONFFOLD=1 DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
        postgresql >/dev/null
    exit 0
fi
echo "PostgreSQL is not installed and you are not root: tests of a database server will be skipped." >&2
echo "To run them: sudo apt-get install postgresql, then make test." >&2
