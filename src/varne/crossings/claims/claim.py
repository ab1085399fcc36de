"""A claim that was found in a text or a table."""

from dataclasses import dataclass
from datetime import date

from varne.crossings.claims.asked import Asked
from varne.crossings.claims.quoted import Quoted


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim: its text, and either what it asks and says, or why that is not clear."""

    text: str
    asked: Asked | None
    quoted: Quoted | None
    said: date
    trouble: str = ""
