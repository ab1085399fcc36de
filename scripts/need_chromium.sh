#!/bin/sh
# The browser tests drive the real Chromium. Install it where we may; otherwise say in one line what is missing.
command -v chromium >/dev/null && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium >/dev/null && exit 0
fi
echo "make test needs Chromium on the PATH as 'chromium': install it (Debian: apt-get install chromium) and run again" >&2
exit 1
