#!/bin/sh
# Fetch the map library that the page imports and put it under src/varne/server/web/vendor/maplibre-gl, byte for byte as its
# makers packed it: no build step, no bundler, nothing to rebuild in five years. Needs npm and the npm mirror it is set to.
#
#   sh scripts/vendor_maplibre.sh          fetch the pinned version, compare it with SHA256SUMS, write what differs
#   sh scripts/vendor_maplibre.sh --new    the same, and take the fetched files as the new truth (after changing VERSION)
#
# maplibre-gl.mjs finds maplibre-gl-worker.mjs beside itself, so the two must lie in one folder. The empty
# maplibre-gl-shared.mjs of the package is not needed. The files hold other projects' code (earcut, kdbush, pbf ...) whose
# licences ask to travel with it: they are gathered in LICENSES-bundled.txt.
set -eu
VERSION=6.17.0
FILES="maplibre-gl.mjs maplibre-gl-worker.mjs maplibre-gl.css"

here=$(cd "$(dirname "$0")/.." && pwd)
to=$here/src/varne/server/web/vendor/maplibre-gl
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
command -v npm >/dev/null || { echo "vendor_maplibre.sh needs npm on the PATH: install Node.js and run again" >&2; exit 1; }

cd "$work"
npm pack --silent "maplibre-gl@$VERSION" >/dev/null
tar xzf "maplibre-gl-$VERSION.tgz"
npm install --silent --ignore-scripts --no-audit --no-fund --prefix "$work/all" "maplibre-gl@$VERSION" >/dev/null

mkdir -p "$to"
for f in $FILES; do cp "package/dist/$f" "$to/$f"; done
cp package/LICENSE.txt "$to/LICENSE.txt"
printf '%s\n' "$VERSION" >"$to/VERSION"
cd "$work/all/node_modules"
find . -iname 'LICEN[CS]E*' -type f ! -path './maplibre-gl/*' | LC_ALL=C sort | while read -r f; do
    printf '==== %s\n\n' "$(dirname "${f#./}")"
    tr -d '\r' <"$f"
    printf '\n\n'
done >"$to/LICENSES-bundled.txt"

cd "$to"
sha256sum $FILES LICENSE.txt
if [ "${1:-}" = --new ]; then
    sha256sum $FILES LICENSE.txt >SHA256SUMS
else
    sha256sum --check --quiet SHA256SUMS || { echo "the fetched files are not the pinned ones: see SHA256SUMS" >&2; exit 1; }
fi
