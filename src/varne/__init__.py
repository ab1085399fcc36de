"""Varne: one shared picture of every small boat in trouble in the Dover Strait, for two coastguards at once."""

__version__ = "0.1.0"
