"""What a reader must know of a report before relying on it: a place, time, count or phone that cannot be right as it stands.

The report stays as it was given and is weighed as it was given: a share of all positions and counts is expected to be
wrong (model). These are words beside it, not corrections.
"""

import math
from collections.abc import Iterator, Sequence

import numpy as np

from varne.fusion.proposal import Pair, Proposal
from varne.fusion.report import Report
from varne.fusion.sentences import DOUBTS, say
from varne.fusion.table import possible
from varne.geodesy import NM, to_plane
from varne.sea import coast
from varne.words import Words

STRAIT = (-0.5, 49.9, 3.4, 52.0)
"""West, south, east, north of the waters that a report is expected from [deg]."""
CLOCK_S = 120.0
"""A report true this much later than it was received comes from a wrong clock [s]."""
TYPED = frozenset({"call", "message", "email", "list", "vhf", "ship", "shore"})
"""Channels in which somebody says or types a position, and may take one notation for another."""
NEAR_S, NEAR_M, FAR_M = 7_200.0, 4_000.0, 15_000.0
"""Another notation is named when it brings a report near one of these two hours and the one given is far from all [s, m, m]."""


def odd(r: Report, reports: Sequence[Report], proposal: Proposal) -> list[Words]:
    """What is odd about one report, worst first; empty when nothing is.

    reports   all that are known, with r among them or not
    proposal  made of them: it says which reports are held to be another boat
    """
    return [*_place(r), *_minutes(r, reports), *_clock(r), *_count(r), *_caller(r, reports, proposal)]


def noted(reports: Sequence[Report], proposal: Proposal) -> list[Words]:
    """What is odd about the reports of a night, each sentence with the report's id; one sentence for each shared phone."""
    notes, phones = [], set[str]()
    for r in sorted(reports, key=lambda r: (r.received, r.id)):
        for w in odd(r, reports, proposal):
            if w.key == "doubt.caller" and r.caller:
                if r.caller in phones:
                    continue
                phones.add(r.caller)
            notes.append(say(f"odd.{w.key.removeprefix('doubt.')}", of=r.id, **w.args))
    return [*notes, *_hour(proposal.pairs)]


def _hour(pairs: Sequence[Pair]) -> list[Words]:
    """Reports of one phone that only a clock one hour off brings together; the first report that says so of each."""
    found: dict[str, Words] = {}
    for p in pairs:
        keys = {w.key: w for w in (r.words for r in p.reasons)}
        if "fusion.caller.same.for" in keys and (told := keys.get("fusion.motion.clock")):
            late = str(told.args["report"])
            found.setdefault(late, say("odd.hour", of=late, report=p.a if late == p.b else p.b))
    return list(found.values())


def _say(key: str, **args: str | int | float) -> Words:
    return Words(key, args, DOUBTS[key].format(**args))


def _place(r: Report) -> Iterator[Words]:
    if r.lon is None or r.lat is None:
        if r.position_text:
            yield _say("doubt.text", text=r.position_text)
    elif abs(r.lon) < 0.01 and abs(r.lat) < 0.01:
        yield _say("doubt.zero")
    elif not _inside(r.lon, r.lat):
        yield _say("doubt.sign", lon=round(-r.lon, 4)) if _inside(-r.lon, r.lat) else _say("doubt.outside")
    elif r.condition != "landed" and r.channel not in ("shore", "rescue") and _ashore(r.lon, r.lat):
        yield _say("doubt.land")


def _ashore(lon: float, lat: float) -> bool:
    """On land that we know: the waters that a report is expected from reach beyond the coast that we have."""
    return bool(coast.covers(lon, lat)) and bool(coast.on_land(lon, lat))


def _minutes(r: Report, reports: Sequence[Report]) -> Iterator[Words]:
    """Decimal minutes read as degrees (51 08.5 typed as 51.085) put half of all positions at a plausible wrong place."""
    lon, lat = (None if v is None else _as_minutes(v) for v in (r.lon, r.lat))
    if r.channel not in TYPED or r.lon is None or r.lat is None or lon is None or lat is None:
        return
    placed = (o for o in reports if o.id != r.id and o.has_position)
    near = [o for o in placed if abs((o.when - r.when).total_seconds()) < NEAR_S]
    if not near:
        return
    lons, lats = [o.lon or 0.0 for o in near], [o.lat or 0.0 for o in near]
    as_given, as_read = (np.hypot(*to_plane(lons, lats, *place)) for place in ((r.lon, r.lat), (lon, lat)))
    if as_given.min() > FAR_M and as_read.min() < NEAR_M:
        nm = round(float(as_read.min()) / NM, 1)
        yield _say("doubt.minutes", nm=nm, report=near[int(as_read.argmin())].id)


def _as_minutes(degrees: float) -> float | None:
    """What was meant if the decimals were minutes: 51.085 for 51 08.5; None where they cannot be.

    >>> _as_minutes(51.085), _as_minutes(1.75)
    (51.141666666666666, None)
    """
    part, whole = math.modf(abs(degrees))
    minutes = round(100 * part, 6)
    return None if minutes >= 60 else math.copysign(whole + minutes / 60, degrees)


def _inside(lon: float, lat: float) -> bool:
    west, south, east, north = STRAIT
    return west <= lon <= east and south <= lat <= north


def _clock(r: Report) -> Iterator[Words]:
    ahead = (r.observed - r.received).total_seconds() if r.observed else 0.0
    if ahead > CLOCK_S:
        yield _say("doubt.clock", minutes=round(ahead / 60))


def _count(r: Report) -> Iterator[Words]:
    if r.people is not None and r.people.likely > 0 and not possible(r.people):
        yield _say("doubt.people", n=r.people.likely)


def _caller(r: Report, reports: Sequence[Report], proposal: Proposal) -> Iterator[Words]:
    """One phone on two boats: passed on, relayed, or the boats are one."""
    mine = proposal.boat_of(r.id)
    if r.caller is None or mine is None:
        return
    others = (o for o in reports if o.caller == r.caller and o.id not in mine.reports)
    other = next((o for o in others if proposal.boat_of(o.id)), None)
    if other:
        yield _say("doubt.caller", report=other.id)
