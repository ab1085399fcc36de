"""Statements about the figures, as people write them, checked against what a table said on a day."""
