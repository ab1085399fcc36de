"""Nights to replay: rebuilt from public findings, or simulated from a seed."""
