"""Problem: one thing a reader could not take in. Readers never fail whole; they return (values, problems)."""

from dataclasses import dataclass

TEXT_LENGTH = 120
WITHHELD = "(not repeated here: it may say who somebody is)"
"""Stands in a Problem for a text that holds a telephone number or says who a person is (invariant 6)."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What could not be taken in, where, why, and what to do about it.

    where  place in the source, such as "line 3"
    text   what stands there, shortened
    why    what is wrong with it
    mend   the likely cure

    >>> print(Problem("line 3", '{"lat": 95}', "latitude 95 is outside -90 to 90", "is it a slip of the pen?"))
    line 3: latitude 95 is outside -90 to 90; is it a slip of the pen? In: {"lat": 95}
    """

    where: str
    text: str
    why: str
    mend: str

    def __str__(self) -> str:
        return f"{self.where}: {self.why}; {self.mend} In: {self.text}"


def shortened(text: str, length: int = TEXT_LENGTH) -> str:
    """Text on one line of at most `length` characters, with an ellipsis where it was cut.

    >>> shortened("a long   line", 8)
    'a long …'
    """
    line = " ".join(text.split())
    return line if len(line) <= length else line[: length - 1] + "…"
