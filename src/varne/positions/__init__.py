"""Positions as people say, type and paste them -> every possible reading.

Degrees and minutes taken for decimal degrees move a boat 13.7 NM (median) in the Dover Strait, and half of those wrong
places still look right. So nothing here guesses: a text gives all its readings, each with its notation and what speaks
for and against it, and a person picks. What the text is worth is not known here; where land is, neither.

The way of a text: links are taken out; tokens (numbers, marks, words) -> numerals in words -> atoms -> pairs of angles
-> readings. Nothing goes online: short links and three-word addresses give no reading and say so.
"""

from varne.positions.formats import FORMATS, format_position
from varne.positions.grammar import Judged, problems, ranked, readings
from varne.positions.reading import NOTATIONS, NoPosition, Notation, Reading

__all__ = [
    "FORMATS",
    "NOTATIONS",
    "Judged",
    "NoPosition",
    "Notation",
    "Reading",
    "format_position",
    "problems",
    "ranked",
    "readings",
]
