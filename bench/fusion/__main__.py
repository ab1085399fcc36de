"""Run the bench of the association: python -m bench.fusion --help."""

import sys

from bench.fusion.run import main

main(sys.argv[1:])
