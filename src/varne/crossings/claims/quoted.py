"""A number as it was quoted: exact, a bound ("more than"), or round ("about"); or a yes or no."""

import re
from dataclasses import dataclass
from typing import Literal

from varne.crossings.measures import half_up

Bound = Literal["exact", "at least", "at most", "about"]
BOUNDS: tuple[tuple[Bound, str], ...] = (
    ("at least", r"more than|over|at least|topped|exceed\w*|surpass\w*|passed|plus de|au moins"),
    ("at most", r"fewer than|less than|under|at most|moins de|au plus"),
    ("about", r"about|around|nearly|almost|approximately|roughly|some|close to|environ|près de|presque"),
)
NUMBER = r"[-+\u2212]?\d{1,3}(?:[,\u202f\u00a0 ]\d{3}(?!\d))+(?:\.\d+)?|[-+\u2212]?\d+(?:\.\d+)?"
_YES = {"yes": True, "no": False, "true": True, "false": False, "oui": True, "non": False}


class NotANumber(ValueError):
    """A quoted value that is neither a number nor yes or no."""


@dataclass(frozen=True, slots=True)
class Quoted:
    """What a statement says the number is.

    value  the number, or 1 for yes and 0 for no;  yes_no: it is one of these
    step   half of the last digit that was given, for a number that says it is round
    """

    value: float
    yes_no: bool = False
    bound: Bound = "exact"
    decimals: int = 0
    step: float = 0.5

    def agrees(self, value: float) -> bool:
        """Whether a number is what was said, rounded as it was.

        >>> parse_quoted("55").agrees(54.5), parse_quoted("more than 3,000").agrees(3208)
        (True, True)
        >>> parse_quoted("about 28,000").agrees(21317)
        False
        """
        if self.bound == "at least":
            return value >= self.value
        if self.bound == "at most":
            return value <= self.value
        if self.bound == "about":
            return abs(value - self.value) <= self.step
        return half_up(value * 10**self.decimals) == half_up(self.value * 10**self.decimals)


def parse_quoted(text: str) -> Quoted:
    """A quoted value. raises NotANumber"""
    plain = text.strip().lower()
    if plain in _YES:
        return Quoted(float(_YES[plain]), yes_no=True)
    found = re.search(NUMBER, plain)
    if found is None:
        raise NotANumber(f"{text!r} is neither a number nor yes or no; write 592, '+20 %' or yes")
    return quoted_number(found[0], plain[: found.start()])


def quoted_number(digits: str, before: str = "") -> Quoted:
    """A number with the words before it."""
    plain = re.sub(r"[,\u202f\u00a0 ]", "", digits).replace("\u2212", "-")
    bound: Bound = next((b for b, pattern in BOUNDS if re.search(rf"\b(?:{pattern})\s*(?:a |the )?$", before, re.I)), "exact")
    decimals = len(plain.partition(".")[2])
    zeros = len(plain) - len(plain.rstrip("0")) if not decimals else 0
    return Quoted(float(plain), False, bound, decimals, max(0.5 * 10**zeros, 0.5 * 10**-decimals))
