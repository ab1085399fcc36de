#!/bin/sh
# Makes .forecasters/: an environment of its own for the comparison with forecasting libraries, apart from .venv and from the project.
# Takes about two minutes and 1.5 GB. By package name only, so the index is whichever this machine's pip or uv is set up for.
set -eu
cd "$(dirname "$0")/../.."

home=.forecasters
uv=$(command -v uv 2>/dev/null || echo .tools/bin/uv)

test -x $home/bin/python || "$uv" venv --quiet --python 3.11 $home
"$uv" pip install --quiet --python $home/bin/python -r bench/forecasters/requirements.txt

# After this line the environment counts as present.
"$uv" pip freeze --python $home/bin/python > $home/freeze.txt
echo "$home holds $(grep -i '^statsforecast' $home/freeze.txt); now: .venv/bin/python -m bench readiness" >&2
