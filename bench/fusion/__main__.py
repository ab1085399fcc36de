"""Run the bench of the association: python -m bench.fusion --seeds 1-20 --methods all."""

from bench.fusion.run import main

main()
