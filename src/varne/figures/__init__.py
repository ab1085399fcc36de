"""Official figures on disk: what was published when, kept for ever, and what was known on any day."""
