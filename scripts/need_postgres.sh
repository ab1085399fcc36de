#!/bin/sh
# The log's contract is tested on a real PostgreSQL, which the tests start themselves. Install it where we may; otherwise say
# in one line what is missing.
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 && exit 0
command -v initdb >/dev/null && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq postgresql >/dev/null && exit 0
fi
echo "make test needs PostgreSQL's initdb and postgres: install them (Debian: apt-get install postgresql) and run again" >&2
exit 1
