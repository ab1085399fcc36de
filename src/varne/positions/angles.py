"""Groups of digits -> every angle they can stand for. Knows notations, nothing about pairs, order or hemispheres.

Legend: group one number of an angle as typed ("08.5") · form how its groups hold together: plain a lone number, open
grouped but the last unit is not marked, dotted 51.08.5, colon 51:08:30, stated marked or hyphened so that the notation
is certain
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

Form = Literal["plain", "open", "dotted", "colon", "stated"]
Groups = tuple[str, ...]

_UNITS = ("degrees", 1.0), ("minutes", 60.0), ("seconds", 3600.0)


@dataclass(frozen=True, slots=True)
class Sense:
    """One value of an angle without its sign [deg], the notation that gives it, and one step of its last digit [deg]."""

    degrees: float
    notation: str
    step: float


@dataclass(frozen=True, slots=True)
class _Rule:
    """When a notation can be meant by groups of this form, and how it divides the digits into units.

    decimals  how many of the digits of the last unit stand after its point; negative when it was cut short
    """

    notation: str
    applies: Callable[[Groups, Form], bool]
    divide: Callable[[Groups], Groups]
    decimals: Callable[[Groups], int]


def whole(group: str) -> str:
    """The digits before the point."""
    return group.partition(".")[0]


def decimals(group: str) -> str:
    """The digits after the point."""
    return group.partition(".")[2]


def _last(g: Groups) -> int:
    return len(decimals(g[-1]))


def _pointed(digits: str, at: int) -> str:
    return f"{digits[:at]}.{digits[at:]}"


def _packed(groups: int) -> Callable[[Groups], Groups]:
    def divide(g: Groups) -> Groups:
        digits, cut = whole(g[0]), -2 * groups
        pairs = tuple(digits[cut:][k : k + 2] for k in range(0, 2 * groups, 2))
        return (digits[:cut], *pairs[:-1], f"{pairs[-1]}.{decimals(g[0])}")

    return divide


def _short(g: Groups, form: Form) -> bool:
    return len(g) == 1 and form == "plain" and len(whole(g[0])) <= 3


_RULES = (
    _Rule("DD", lambda g, form: len(g) == 1 and len(whole(g[0])) <= 3, lambda g: g, _last),
    _Rule("DM as DD", _short, lambda g: (whole(g[0]), _pointed(f"{decimals(g[0]):0<2}", 2)), lambda g: _last(g) - 2),
    _Rule(  # 51.8 for 51°08', where the line above has 51°80'
        "DM as DD",
        lambda g, form: _short(g, form) and _last(g) == 1,
        lambda g: (whole(g[0]), decimals(g[0])),
        lambda g: 0,
    ),
    _Rule(
        "DMS as DD",
        lambda g, form: _short(g, form) and _last(g) <= 6,
        lambda g: (whole(g[0]), f"{decimals(g[0]):0<4}"[:2], _pointed(f"{decimals(g[0]):0<4}"[2:], 2)),
        lambda g: _last(g) - 4,
    ),
    _Rule("packed DM", lambda g, f: len(g) == 1 and f == "plain" and 3 <= len(whole(g[0])) <= 5, _packed(1), _last),
    _Rule("packed DMS", lambda g, f: len(g) == 1 and f == "plain" and 5 <= len(whole(g[0])) <= 7, _packed(2), _last),
    _Rule("DM", lambda g, form: len(g) == 2, lambda g: g, _last),
    _Rule(
        "DMS as DM",
        lambda g, form: len(g) == 2 and form == "open" and _last(g) == 2,
        lambda g: (g[0], whole(g[1]), decimals(g[1])),
        lambda g: 0,
    ),
    _Rule("DM", lambda g, form: form == "dotted", lambda g: (g[0], f"{g[1]}.{g[2]}"), lambda g: len(g[2])),
    _Rule("DMS", lambda g, form: len(g) == 3, lambda g: g, _last),
    _Rule(
        "DM as DMS",
        lambda g, form: len(g) == 3 and form == "open" and not decimals(g[2]),
        lambda g: (g[0], f"{g[1]}.{g[2]}"),
        lambda g: len(g[2]),
    ),
)


@lru_cache(maxsize=4096)
def senses(groups: Groups, form: Form) -> tuple[tuple[Sense, ...], tuple[str, ...]]:
    """Every angle that groups of digits can stand for, and why others cannot.

    groups   digits as typed, one to three, only the last with a point
    returns  senses, refusals such as "impossible as minutes: 74 is over 59"

    >>> [(s.notation, round(s.degrees, 5)) for s in senses(("51.085",), "plain")[0]]
    [('DD', 51.085), ('DM as DD', 51.14167), ('DMS as DD', 51.14722)]
    >>> senses(("51", "74.5"), "stated")
    ((), ('impossible as minutes: 74 is over 59',))
    """
    found = [_sense(r, groups) for r in _RULES if r.applies(groups, form)]
    refusals = dict.fromkeys(x for x in found if isinstance(x, str))
    return tuple(x for x in found if isinstance(x, Sense)), tuple(refusals)


def _sense(rule: _Rule, groups: Groups) -> Sense | str:
    parts = rule.divide(groups)
    for part, (unit, _) in zip(parts, _UNITS, strict=False):
        most = 180 if unit == "degrees" else 59
        if len(whole(part)) > 3 or int(whole(part) or 0) > most:
            return f"impossible as {unit}: {whole(part)[:9]} is over {most}"
    degrees = sum(float(part or 0) / size for part, (_, size) in zip(parts, _UNITS, strict=False))
    # 10.0 ** -400 is 0.0: more digits than a float holds are as fine as one can ask for
    return Sense(degrees, rule.notation, 10.0 ** -rule.decimals(groups) / _UNITS[len(parts) - 1][1])
