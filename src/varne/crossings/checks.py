"""What cannot be right, or only looks odd, in the columns of one document. Odd figures are flagged, never dropped."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from varne.crossings.figure import Column, Days

MOST_A_BOAT = 120
"""People a boat on a day's average above which it is flagged; 230 in one boat was published for 10 August 2026."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """What is doubtful, where; grave: the document is not whole or contradicts itself and is not taken in."""

    where: str
    text: str
    why: str
    mend: str
    grave: bool


def doubts(columns: Sequence[Column]) -> list[Doubt]:
    """Everything that is doubtful in the columns of a document: each table for itself, and weeks against days."""
    tables: dict[str, dict[str, Column]] = {}
    for c in columns:
        tables.setdefault(c.table, {})[c.measure] = c
    found = []
    for name, measures in tables.items():
        step = 7 if name == "weekly" else 1
        found += _sequence(name, next(iter(measures.values())).days, step) if name in ("daily", "weekly", "last7") else []
        if {"people", "boats"} <= measures.keys():
            found += _loads(name, measures, whole_period=step)
    if {"daily", "weekly"} <= tables.keys():
        found += _weeks(tables["daily"], tables["weekly"])
    return found


def _sequence(name: str, days: Days, step: int) -> list[Doubt]:
    """Each day once, none left out, in order. In a workbook anything else is grave; a page of seven days has lacked one."""
    apart = np.diff(days).astype(int)
    found = []
    for k in np.flatnonzero(apart != step).tolist():
        gap = "comes twice" if apart[k] == 0 else "is out of order" if apart[k] < 0 else f"comes {apart[k]} days later"
        why = f"after {days[k]} {days[k + 1]} {gap}, not {step} {'day' if step == 1 else 'days'}"
        mend = "is the file whole, and are its dates written day first or year first?"
        found.append(Doubt(name, str(days[k + 1]), why, mend, name != "last7"))
    return found


def _loads(name: str, measures: Mapping[str, Column], whole_period: int) -> list[Doubt]:
    people, boats, days = measures["people"].values, measures["boats"].values, measures["people"].days
    found = _each(name, days, boats > people, people, boats, "more boats than people")
    found += _each(name, days, (boats == 0) & (people > 0), people, boats, "people but no boat")
    found += _each(name, days, people > MOST_A_BOAT * boats, people, boats, f"more than {MOST_A_BOAT} people a boat", boats > 0)
    if "uncontrolled" in measures:
        landed = measures["uncontrolled"].values
        found += _each(name, days, landed > boats, landed, boats, "more uncontrolled landings than boats")
    return found


def _each(
    name: str,
    days: Days,
    odd: NDArray[np.bool_],
    one: NDArray[np.float64],
    other: NDArray[np.float64],
    why: str,
    where: NDArray[np.bool_] | bool = True,
) -> list[Doubt]:
    return [
        Doubt(name, f"{days[k]}: {one[k]:g} and {other[k]:g}", why, "kept as published; look at the next vintage", False)
        for k in np.flatnonzero(odd & where).tolist()
    ]


def _weeks(daily: Mapping[str, Column], weekly: Mapping[str, Column]) -> list[Doubt]:
    """A week ends on a Sunday and is the sum of its seven days."""
    found = []
    for measure in ("people", "boats"):
        if measure not in daily or measure not in weekly:
            continue
        days, week = daily[measure], weekly[measure]
        total = np.concatenate(([0.0], np.cumsum(np.nan_to_num(days.values))))
        end = (week.days - days.days[0]).astype(int) + 1 if len(days.days) else np.zeros(len(week.days), int)
        inside = (end >= 1) & (end < len(total))
        summed = total[end[inside]] - total[np.maximum(end[inside] - 7, 0)]
        for k in np.flatnonzero(summed != week.values[inside]).tolist():
            at, said = week.days[inside][k], week.values[inside][k]
            if np.isfinite(said):
                why = f"{measure}: the week says {said:g}, its days add up to {summed[k]:g}"
                found.append(Doubt("weekly", f"week ending {at}", why, "kept as published; the daily table is used", False))
    return found
