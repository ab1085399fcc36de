"""Which reports are the same boat, scored against the truth: every method on the same nights in one run."""
