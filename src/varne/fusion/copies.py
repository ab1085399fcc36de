"""Reports that say again what another said: they stay with it and add no evidence, or one call would count twice."""

from collections.abc import Iterable, Sequence
from dataclasses import fields
from itertools import takewhile
from operator import attrgetter

from varne.fusion.report import Report

PASSED_ON_S = 45 * 60.0
"""How much later a centre's row with the very position of an earlier report is that report passed on [s]. Judgement."""
_said = attrgetter(*(f.name for f in fields(Report) if f.name not in ("id", "received", "observed")))
SAME_PLACE = 1e-5
"""Degrees, about a metre: nobody measures one position twice to the metre at sea."""


def distinct(reports: Sequence[Report]) -> tuple[tuple[Report, ...], dict[str, str]]:
    """The reports without repeats, and which id repeats which.

    A report met twice is one report. Two ids with the same content (the same list row sent by two centres) are one
    observation, and so is a row in a centre's list or mail that has the very position of an earlier report and no
    count, key or condition of its own: somebody wrote down what was called in. The later one is a copy.

    returns  originals, {copy id: original id}
    raises   ValueError when one id comes with two different contents
    source   research/fusion.md 4.1 (copies)
    """
    by_id: dict[str, Report] = {}
    for r in reports:
        if by_id.setdefault(r.id, r) != r:
            raise ValueError(f"report id {r.id!r} came with two different contents; give each report its own id")
    in_order = sorted(by_id.values(), key=lambda r: (r.received, r.id))
    copies = _same_content(in_order)
    copies |= _passed_on([r for r in in_order if r.id not in copies])
    return tuple(r for r in by_id.values() if r.id not in copies), copies


def _same_content(in_order: Iterable[Report]) -> dict[str, str]:
    originals: dict[tuple[object, ...], str] = {}
    copies: dict[str, str] = {}
    for r in in_order:
        bare = (r.when, *_said(r))
        if not (r.has_position or r.caller or r.text):  # two silent missed calls are two calls
            continue
        first = originals.setdefault(bare, r.id)
        if first != r.id:
            copies[r.id] = first
    return copies


def _passed_on(in_order: Sequence[Report]) -> dict[str, str]:
    copies: dict[str, str] = {}
    for k, r in enumerate(in_order):
        if r.channel in ("list", "email") and r.source == "authority" and r.has_position:
            first = next((o for o in _shortly_before(r, in_order[:k]) if _same_place(o, r) and _adds_nothing(r, o)), None)
            if first is not None:
                copies[r.id] = copies.get(first.id, first.id)
    return copies


def _shortly_before(r: Report, earlier: Sequence[Report]) -> Iterable[Report]:
    """Those of the earlier reports that it may pass on, newest first."""
    return takewhile(lambda o: (r.received - o.received).total_seconds() <= PASSED_ON_S, reversed(earlier))


def _same_place(a: Report, b: Report) -> bool:
    if a.lon is None or a.lat is None or b.lon is None or b.lat is None:
        return False
    return abs(a.lon - b.lon) < SAME_PLACE and abs(a.lat - b.lat) < SAME_PLACE


def _adds_nothing(row: Report, original: Report) -> bool:
    return (
        row.people in (None, original.people)
        and row.caller in (None, original.caller)
        and row.condition in ("unknown", original.condition)
    )
