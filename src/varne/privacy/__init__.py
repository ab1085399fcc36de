"""What keeps callers unknown: numbers found and taken out, keyed hashes whose keys are forgotten, what is due to be erased."""
