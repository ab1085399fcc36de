"""Nights to replay: one rebuilt from public findings, one SIMULATED."""
