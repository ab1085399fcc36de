"""How many people are aboard and how many of them nobody can account for, as ranges.

Ranges are kept wide where the record allows two readings, so that an error shows as people still sought, never as
people wrongly thought safe. Continued and missing people are not settled: they are still out there.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import reduce

from varne.fusion.report import Count
from varne.record.events import Fate
from varne.record.incident.state import NOBODY, Accounting, Said

_ASHORE: tuple[Fate, ...] = ("landed_uk", "landed_fr", "returned", "deceased")
STILL_OUT: tuple[Fate, ...] = ("continued", "missing")


def hull(counts: Sequence[Said]) -> Count | None:
    """The range over all that was said; likely is what was said of the latest moment. None when nobody said.

    counts   statements, kept side by side elsewhere: nobody is averaged away
    """
    if not counts:
        return None
    latest = max(counts, key=lambda said: (said.at, said.report)).count
    return Count(min(s.count.min for s in counts), latest.likely, max(s.count.max for s in counts))


def by_outcome(ledger: Iterable[Accounting], apart: frozenset[str] = frozenset()) -> dict[Fate, Count]:
    """What was recorded for each outcome.

    apart  ids of events that contradict each other: none of them replaces another, and the range spans them all

    A later entry with the same report and outcome replaces the earlier one. Within a centre entries add up. Two centres
    may have recorded the same people or different ones: the lower end is the larger of the two, the upper end the sum.
    """
    standing: dict[object, Accounting] = {}
    for entry in ledger:
        place = (entry.report, entry.outcome) if entry.report else entry.act.id
        before = standing.get(place)
        both = before is not None and {before.act.id, entry.act.id} <= apart
        standing[place] = replace(entry, count=_either(before.count, entry.count)) if before and both else entry
    centres: dict[Fate, dict[str, Count]] = {}
    for entry in standing.values():
        sums = centres.setdefault(entry.outcome, {})
        sums[entry.centre] = _add(sums.get(entry.centre, NOBODY), entry.count)
    disputed = {e.outcome for e in standing.values() if e.act.id in apart and not e.report}
    return {outcome: (_spanning if outcome in disputed else _same_or_not)(sums.values()) for outcome, sums in centres.items()}


def told(ledger: Iterable[Accounting], entry: Accounting) -> str:
    """What an accounting says of people, for comparing: its count, or the sum of its centre's where it names no report."""
    same = [a.count for a in ledger if (a.outcome, a.report, a.centre) == (entry.outcome, None, entry.centre)]
    count = entry.count if entry.report else reduce(_add, same)
    return f"{count.min} {count.likely} {count.max}"


def settled(accounted: Mapping[Fate, Count], *, and_missing: bool = False) -> Count:
    """How many are no longer sought: ashore, dead, or on a rescue vessel, of whom many are later ashore.

    accounted    by outcome
    and_missing  count those who were declared missing too

    35 taken aboard a cutter and then landed are 35 people, not 70:

    >>> settled({"on_rescue_vessel": Count(35, 35, 35), "landed_uk": Count(35, 35, 35)})
    Count(min=35, likely=35, max=70)
    """
    ashore = NOBODY
    for outcome in (*_ASHORE, "missing") if and_missing else _ASHORE:
        ashore = _add(ashore, accounted.get(outcome, NOBODY))
    return _same_or_not([ashore, accounted.get("on_rescue_vessel", NOBODY)])


def less(people: Count | None, gone: Count) -> Count | None:
    """How many remain, by interval arithmetic, never below nobody; None when nobody said how many there were.

    >>> less(Count(33, 33, 40), Count(30, 31, 35))
    Count(min=0, likely=2, max=10)
    """
    if people is None:
        return None
    low, high = max(0, people.min - gone.max), max(0, people.max - gone.min)
    return Count(low, min(max(people.likely - gone.likely, low), high), high)


def _add(a: Count, b: Count) -> Count:
    return Count(a.min + b.min, a.likely + b.likely, a.max + b.max)


def _spanning(parts: Iterable[Count]) -> Count:
    """Of centres that contradict each other: no more than the lowest is sure."""
    parts = list(parts)
    return Count(min(p.min for p in parts), min(p.likely for p in parts), sum(p.max for p in parts))


def _either(a: Count, b: Count) -> Count:
    return Count(min(a.min, b.min), b.likely, max(a.max, b.max))


def _same_or_not(parts: Iterable[Count]) -> Count:
    parts = list(parts)
    return Count(max(p.min for p in parts), max(p.likely for p in parts), sum(p.max for p in parts))
