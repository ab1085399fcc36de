"""`python -m varne` is the command `varne`."""

from varne.cli import main

main(prog_name="varne")
