"""What speaks against a recovered boat being one of ours, and what is missing, in words."""

from collections.abc import Sequence

import numpy as np

from varne.fusion.likelihood import STAGE_DB, TERMS, TOP_SPEED, Prior
from varne.fusion.people import aboard
from varne.fusion.reasons import count_text, describe, leg, minutes
from varne.fusion.report import Count, Report
from varne.fusion.sentences import miles, say
from varne.fusion.table import Floats, Table
from varne.geodesy import KNOT
from varne.words import Words

LATE_S = Prior().late_s
"""A report this much later than the recovery is of people still out there [s]."""


def recovered(r: Report) -> Count:
    """How many a recovery took off; ValueError for any other report."""
    if r.outcome is None:
        raise ValueError(f"report {r.id!r} is no recovery: it has no outcome")
    return r.outcome.recovered


def conflicts(table: Table, rows: Sequence[int], r: int, terms: Floats) -> list[Words]:
    """What speaks against recovery r being the boat of these rows.

    terms  (8,) nats by term of the recovery being this boat and not one unheard of
    """
    before = _history(table, rows, r)
    words = _count_conflict(aboard(table, tuple(rows)), recovered(table.reports[r]))
    if not before:
        return [*words, say("rescue.before"), *_called_after(table, rows, r)]
    words += _condition_conflict(table, before, r)
    if terms[TERMS.index("boat")] < -0.7 and (unlike := _described(table, before, r)):
        words.append(say("rescue.boat", what=unlike))
    words += _place_conflict(table, before, r, float(terms[TERMS.index("motion")]))
    words += _heading_conflict(table, before, r)
    words += _called_after(table, rows, r)
    if table.caller[r] < 0 or not np.any(table.caller[before] == table.caller[r]):
        words.append(say("rescue.no_identity"))
    return words


def _history(table: Table, rows: Sequence[int], r: int) -> list[int]:
    return [i for i in rows if table.t[i] <= table.t[r] + LATE_S]


def _count_conflict(people: Count | None, taken: Count) -> list[Words]:
    if people is None:
        return []
    args = {"recovered": count_text(taken), "people": count_text(people)}
    if taken.min > 1.5 * people.max:
        return [say("rescue.several", **args)]
    if taken.max < 0.75 * people.min:  # callers' counts are 15 to 25 % out; below that people are missing
        return [say("rescue.partly", **args, left=people.max - taken.min)]
    if taken.min > 1.25 * people.max:
        return [say("rescue.count", **args)]
    return []


def _condition_conflict(table: Table, before: Sequence[int], r: int) -> list[Words]:
    said = [i for i in before if table.stage[i] >= 0]
    if not said or table.stage[r] < 0 or STAGE_DB[table.stage[said[-1]], table.stage[r]] > -4:
        return []
    found, reported = (table.reports[i].condition for i in (r, said[-1]))
    return [say("rescue.condition", found=found, reported=reported)]


def _described(table: Table, before: Sequence[int], r: int) -> str:
    return next((w for i in reversed(before) if (w := describe(table, i, r))), "")


def _place_conflict(table: Table, before: Sequence[int], r: int, nats: float) -> list[Words]:
    placed = [i for i in before if table.placed[i] and table.t[i] <= table.t[r]]
    if not table.placed[r] or not placed:
        return [say("rescue.no_place")]
    go = leg(table, placed[-1], r)
    args = {"nm": miles(go.own * max(go.dt, 60.0)), "kn": round(go.own / KNOT, 1)}
    if go.at_least > TOP_SPEED:
        return [say("rescue.impossible", **args)]
    return [say("rescue.place", **args)] if nats < -0.7 else []


def _heading_conflict(table: Table, before: Sequence[int], r: int) -> list[Words]:
    found = table.reports[r].course
    said = [c for i in before if (c := table.reports[i].course) is not None]
    if found is None or not said or abs((found - said[-1] + 180) % 360 - 180) <= 90:
        return []
    return [say("rescue.heading", found=f"{found:03.0f}", reported=f"{said[-1]:03.0f}")]


def _called_after(table: Table, rows: Sequence[int], r: int) -> list[Words]:
    late = [i for i in rows if table.t[i] > table.t[r] + LATE_S]
    return [say("rescue.called_after", report=table.reports[i].id, minutes=minutes(table.t[i] - table.t[r])) for i in late]
