#!/bin/sh
# Makes .opendrift/: an environment of its own for the comparison with OpenDrift (GPL-2), apart from .venv and from the project.
# Takes about a minute and 1.3 GB. By package name only, so the index is whichever this machine's pip or uv is set up for.
set -eu
cd "$(dirname "$0")/../.."

version=1.14.12
home=.opendrift
fields=16Nov2015_NorKyst_z_surface
uv=$(command -v uv 2>/dev/null || echo .tools/bin/uv)

test -x $home/bin/python || "$uv" venv --quiet --seed --python 3.11 $home
"$uv" pip install --quiet --python $home/bin/python "opendrift==$version"

# Only the source archive carries the test fields. pip would build metadata for it; --no-deps keeps that to this one package.
if ! test -d $home/data/$fields; then
    $home/bin/python -m pip download --quiet --no-deps --no-binary opendrift --dest $home/sdist "opendrift==$version"
    mkdir -p $home/data
    tar -xzf $home/sdist/opendrift-$version.tar.gz -C $home/data --strip-components=3 "opendrift-$version/tests/test_data/$fields"
    rm -r $home/sdist
fi

# After this line the environment counts as present.
"$uv" pip freeze --python $home/bin/python > $home/freeze.txt
echo "$home holds OpenDrift $version and its fields of 2015-11-16; now: $home/bin/python bench/opendrift/peer.py --help" >&2
