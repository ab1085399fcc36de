"""varne survive: three curves of survival for people in this water, hour by hour; its answer has a published schema."""

from collections.abc import Iterable
from dataclasses import dataclass, field

import msgspec
import numpy as np

from varne.requests import schema_of
from varne.survival.curves import HORIZON, Curve, People, Survival, alive, survival
from varne.survival.published import HOUR


@dataclass(frozen=True, slots=True)
class Request:
    """What was asked.

    water_c  temperature of the water [deg C]
    people   how many: min, likely, max
    known    what is known of them
    since_h  how long they have been in the water already [h]
    hours    how far to look ahead [h]; less than 24 from the start is made 24
    raises   ValueError for people out of order, or hours below 0
    """

    water_c: float
    people: tuple[int, int, int] = (1, 1, 1)
    known: People = field(default_factory=People)
    since_h: float = 0.0
    hours: float = HORIZON / HOUR

    def __post_init__(self) -> None:
        low, likely, high = self.people
        if not 0 <= low <= likely <= high:
            raise ValueError(f"people {self.people}: give one number, or fewest,likely,most in rising order")
        if self.since_h < 0 or self.hours <= 0:
            raise ValueError(f"{self.since_h} h in the water, {self.hours} h ahead: the first is 0 or more, the second above 0")


class Three(msgspec.Struct, frozen=True):
    """low, likely, high."""

    low: float
    likely: float
    high: float


class HourRow(msgspec.Struct, frozen=True):
    """At a time after they went into the water: share alive, and expected number alive of those asked about."""

    hours: float
    alive: Three
    people: Three


class CurveRow(msgspec.Struct, frozen=True):
    """A curve: after how many hours half are alive, and what it rests on."""

    name: str
    half_hours: float
    sources: list[str]


class Answer(msgspec.Struct, frozen=True):
    """The answer of `varne survive --json`: its keys are a contract; more may be added, none renamed."""

    water_c: float
    people: list[int]
    known: dict[str, str | float]
    since_hours: float
    horizon_hours: float
    hours: list[HourRow]
    curves: list[CurveRow]
    notes: list[str]


def survive(asked: Request) -> Answer:
    """Survival by the hour, from now on, over 24 hours since they went in, or more.

    raises  ValueError for water out of range, or a share of children outside 0..1

    >>> a = survive(Request(12.0, (30, 30, 33)))
    >>> print(a.horizon_hours, a.hours[12].people.low < a.hours[12].people.likely < a.hours[12].people.high)
    24.0 True
    """
    found = survival(asked.water_c, asked.known)
    end = max(asked.since_h + asked.hours, HORIZON / HOUR)
    rows = [_row(found, asked, h) for h in np.unique(np.append(np.arange(asked.since_h, end), end)).tolist()]
    known = {name: getattr(asked.known, name) for name in People.__dataclass_fields__}
    curves = [_curve(name, c) for name, c in (("low", found.low), ("likely", found.likely), ("high", found.high))]
    notes = [n.text for n in found.notes]
    return Answer(asked.water_c, list(asked.people), known, asked.since_h, float(end), rows, curves, notes)


def _row(found: Survival, asked: Request, hours: float) -> HourRow:
    shares = [float(alive(c, hours * HOUR)) for c in (found.low, found.likely, found.high)]
    people = [n * share for n, share in zip(asked.people, shares, strict=True)]
    return HourRow(hours, Three(*(round(s, 4) for s in shares)), Three(*(round(p, 2) for p in people)))


def _curve(name: str, curve: Curve) -> CurveRow:
    return CurveRow(name, round(curve.median / HOUR, 2), list(curve.sources))


def table(a: Answer) -> str:
    """The answer to read: a row for each hour at first, then wider apart; never one number."""
    counts = "-".join(str(n) for n in sorted(set(a.people)))
    lines = [f"Water {a.water_c:g} C, {counts} people: {_said(a.known)}", "", "  hours   share alive          expected alive"]
    lines += [_line(r) for r in _shown(a.hours)]
    lines += ["", *(f"{c.name:<7} half alive after {c.half_hours:g} h: {'; '.join(c.sources)}" for c in a.curves), "", *a.notes]
    return "\n".join(lines)


def _said(known: dict[str, str | float]) -> str:
    return ", ".join(f"{name} {value}" for name, value in known.items() if value != 0)


def _shown(rows: list[HourRow]) -> Iterable[HourRow]:
    return [r for k, r in enumerate(rows) if k <= 6 or k % 3 == 0 or k == len(rows) - 1]


def _line(r: HourRow) -> str:
    shares = " - ".join(f"{s:4.0%}" for s in (r.alive.low, r.alive.likely, r.alive.high))
    people = " - ".join(f"{p:.1f}" for p in (r.people.low, r.people.likely, r.people.high))
    return f"  {r.hours:5.1f}   {shares}   {people}"


def schema() -> bytes:
    """JSON Schema of the answer, as docs/schemas/survive.json has it."""
    return schema_of(Answer)
