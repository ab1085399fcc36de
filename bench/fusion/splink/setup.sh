#!/bin/sh
# Makes .splink/: an environment of its own for the comparison with Splink (MIT), apart from .venv. By package name only.
set -eu
cd "$(dirname "$0")/../../.."

version=5.0.0
home=.splink
uv=$(command -v uv 2>/dev/null || echo .tools/bin/uv)

test -x $home/bin/python || "$uv" venv --quiet --python 3.11 $home
"$uv" pip install --quiet --python $home/bin/python "splink==$version" pandas
"$uv" pip freeze --python $home/bin/python > $home/freeze.txt
echo "$home holds Splink $version; now: python -m bench.fusion --methods splink" >&2
