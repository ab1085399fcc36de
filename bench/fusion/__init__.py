"""Which reports are the same boat, scored against the truth: every method on the same nights in one run."""


def main() -> None:
    """Everything, as `python -m bench fusion` prints it."""
    from bench.fusion.run import main as everything  # a part such as bench.fusion.nights needs none of the others

    everything()
