"""What was said and done: an append-only log, and the state of the night as known at any position of it."""
