"""Notes: what an outlook rests on and what it made of each report, in words; no report is left out in silence."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from varne.fusion.report import Report
from varne.outlook.following import Followed
from varne.outlook.model import Told
from varne.outlook.places import repeated
from varne.words import Words

AREA_M = 3_000.0
DOUBTED = 0.5
"""Probability of being right under which a position is called doubtful."""
ELSEWHERE = 0.5
"""Share of the states that began anew after the first position, from which it is said that the positions do not follow."""


def notes(
    reports: Sequence[Report], heard: Sequence[Told], done: Followed, start: Report, wind_known: bool
) -> tuple[Words, ...]:
    """Sentences about an outlook.

    reports  of the boat, without copies; heard  those that say something
    start    the position that it is said to be from
    """
    placed = sum(r.has_position for r in reports)
    args: dict[str, str | int | float] = {"n": len(reports), "placed": placed, "clock": _clock(start.when), "report": start.id}
    text = "from {n} reports, {placed} with a position; the last position that is believed is of {clock} ({report})"
    said = [Words("outlook.reports", args, text.format(**args))]
    major = (start.ellipse_m or (0.0,))[0]
    if major > AREA_M:
        km = round(major / 1000)
        said.append(Words("outlook.area", {"km": km}, f"that position is an area, {km} km (1 sigma)"))
    said += [*_positions(reports, heard, done), _condition(heard)]
    if not wind_known:
        said.append(Words("outlook.wind_unknown", {}, "no wind is known: a light wind from any direction, force 2 to 3"))
    stream = done.run.fields[0]
    said.append(Words("outlook.stream", {"field": stream}, f"stream: {stream}, with an error of 0.22 m/s"))
    return tuple(said)


def _positions(reports: Sequence[Report], heard: Sequence[Told], done: Followed) -> Iterator[Words]:
    rows = sorted(reports, key=lambda r: (r.when, r.id))
    again, used = repeated(rows), {r.id for r in heard if r.fix}
    for r in (r for r in rows if r.has_position):
        right, of = done.right.get(r.id), {"clock": _clock(r.when), "report": r.id}
        if right is not None and right < DOUBTED:
            percent = round(100 * right)
            text = f"the position of {of['clock']} ({r.id}) does not fit the others: {percent} % that it is right"
            yield Words("outlook.doubted", {**of, "percent": percent}, text)
        elif r.id in again:
            yield Words("outlook.repeated", of, f"the position of {of['clock']} ({r.id}) repeats an earlier one: counted once")
        elif right is None and (r.id in used or r.channel not in ("rescue", "search")):
            yield Words("outlook.unused", of, f"the position of {of['clock']} ({r.id}) is not used: on land or off the map")
    elsewhere = list(done.origin.items())[1:]
    if sum(p for _, p in elsewhere) > ELSEWHERE:
        by_id = {r.id: r for r in rows}
        best = by_id[max(elsewhere, key=lambda x: x[1])[0]]
        of = {"clock": _clock(best.when), "report": best.id}
        text = f"no motion leads from the earlier positions to that of {of['clock']} ({best.id}): begun again there"
        yield Words("outlook.begun_again", of, text)


def _condition(heard: Sequence[Told]) -> Words:
    said = [r.condition for r in heard if r.condition != "unknown"]
    last = said[-1] if said else "unknown"
    return Words(f"outlook.condition.{last}", {}, f"condition: {last.replace('_', ' ')}")


def _clock(t: datetime) -> str:
    return t.strftime("%H%MZ")
