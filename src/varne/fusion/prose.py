"""A proposal as text for a reader at a terminal who has never seen one: what is claimed, how sure it is, and why."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from textwrap import wrap

from varne.fusion.oddities import noted
from varne.fusion.proposal import Alternative, Boat, Link, Proposal
from varne.fusion.reasons import Reason, count_text
from varne.fusion.report import Report
from varne.fusion.rescue import Candidate, Rescue
from varne.fusion.sentences import CONDITIONS

STRENGTHS = ((20.0, "very strong"), (15.0, "strong"), (10.0, "moderate"), (5.0, "weak"))
"""Decibans from which evidence is called so (research/fusion.md 4.7)."""
DOUBTFUL = 0.95
"""Below this probability that there is a boat at all it is said."""
SAID_FROM, EXPLAINED_FROM = 0.01, 0.15
"""Probability from which a boat is held against a recovery in words, and from which weights are listed."""
WIDTH = 118


def as_text(proposal: Proposal, rescues: Sequence[Rescue] = (), reports: Sequence[Report] = ()) -> str:
    """All of a proposal in words.

    reports  those it was made from: then each is named with its time and channel, and what is odd about it is said
    """
    by_id = {r.id: r for r in reports}
    told: set[Alternative] = set()
    parts = [_opening(proposal), *([*_boat(b, by_id), *_otherwise(b.alternatives, told)] for b in proposal.boats)]
    if proposal.links:
        parts.append([*_links(proposal.links)])
    parts += [[*_rescue(r, by_id)] for r in rescues]
    parts.append([f"Note: {w.text}." for w in (*proposal.notes, *noted(reports, proposal))])
    return "\n\n".join("\n".join(lines) for lines in parts if lines) + "\n"


def strength(db: float) -> str:
    """Decibans in a word.

    >>> strength(27.0), strength(-12.0), strength(0.4)
    ('very strong', 'moderate', 'next to nothing')
    """
    return next((word for least, word in STRENGTHS if abs(db) >= least), "slight" if abs(db) >= 1 else "next to nothing")


def _opening(p: Proposal) -> list[str]:
    low, likely, high = p.number
    span = f"{likely}" if low == high else f"{likely}, {low} to {high} with 90 % probability"
    return [
        f"Boats that were reported: {span}. Assumed to be at sea beside them, reported by nobody: {p.silent:g}.",
        f"{len(p.boats)} boats proposed. Nobody has decided anything: these are proposals with their reasons. Reports are put",
        "together only where that is nearly sure, so one boat may be listed twice: see the boats that may be one and the same.",
        "",
        "A weight says how many times likelier the reports are if it is one boat than if it is two, in decibans (dB): +10 is",
        "ten times, +20 a hundred times, minus speaks against. From 5 weak, 10 moderate, 15 strong, 20 very strong evidence.",
    ]


def _boat(b: Boat, reports: dict[str, Report]) -> Iterator[str]:
    people = f"{count_text(b.people)} people" if b.people else "nobody said how many people"
    yield f"{b.id}: {people}, {CONDITIONS[b.condition]}, last report {_clock(b.last_at)} on {b.last_at.astimezone(UTC):%d %b}"
    yield f"  {_place(b)}"
    if b.exists < DOUBTFUL:
        yield f"  may be no boat at all (a wave, a hoax, another craft): {percent(1 - b.exists)}"
    if b.weakest is None:
        yield f"  one report: {', '.join(_named(i, reports) for i in b.reports)}"
    else:
        yield f"  {len(b.reports)} reports; all of one boat with probability {percent(b.p)}. Each by itself, given the others:"
        sure = {m.report: f"{percent(m.p):>5}" for m in b.members}
        yield from (f"    {sure.get(i, ' copy')}  {_named(i, reports)}" for i in b.reports)
        yield f"  fits worst: {b.weakest.report}, {percent(b.weakest.p)}, because"
        yield from _weighed(b.weakest.reasons)
        for name, p in b.weakest.elsewhere:
            yield f"    it is {'a boat of its own' if name is None else 'one boat with ' + name} with probability {percent(p)}"


def _otherwise(alternatives: Sequence[Alternative], told: set[Alternative]) -> Iterator[str]:
    """The other divisions that no boat before has named."""
    ways = [a for a in alternatives if a not in told]
    told.update(ways)
    if ways:
        yield "  other ways to divide these reports and those of boats it may be one with (a bar parts two boats):"
    for way in ways:
        parts = " | ".join(" ".join(part) for part in way.parts)
        first, *rest = wrap(parts, WIDTH - 11)
        yield from (f"    {percent(way.p):>5}  {first}", *(f"           {line}" for line in rest))


def _links(links: Sequence[Link]) -> Iterator[str]:
    yield "Boats that may be one and the same. The probability counts every report, the weights those of these boats alone:"
    for k in links:
        yield f"  {percent(k.p)}  {k.a} and {k.b}"
        if k.p >= EXPLAINED_FROM:
            yield from _weighed(k.reasons)


def _rescue(r: Rescue, reports: dict[str, Report]) -> Iterator[str]:
    yield f"Recovery {_named(r.report, reports)}: was it one of ours?"
    yield f"  {percent(r.none_of_ours)}  none of our boats: one that nobody had reported"
    told = [c for c in r.candidates if c.p >= SAID_FROM]
    for c in told:
        yield from _candidate(c)
    if rest := len(r.candidates) - len(told):
        yield f"  below 1 %: {rest} other{'s' * (rest > 1)}"


def _candidate(c: Candidate) -> Iterator[str]:
    yield f"  {percent(c.p)}  {c.boat}" + ("  proposed, for two people to decide" if c.proposed else "  shown, not proposed")
    yield from (f"    against it, or missing: {w.text}" for w in c.conflicts)
    if c.p >= EXPLAINED_FROM:
        yield from _weighed(c.reasons)


def _weighed(found: Sequence[Reason]) -> Iterator[str]:
    yield from (f"    {r.db:+6.1f} dB  {r.words.text}" if r.nats else f"               {r.words.text}" for r in found)
    if len(found) > 1:
        total = sum(r.db for r in found)
        side = " evidence against" if total < -1 else " evidence for" if total > 1 else ""
        yield f"    {total:+6.1f} dB  together: {strength(total)}{side}"


def _named(i: str, reports: dict[str, Report]) -> str:
    r = reports.get(i)
    return i if r is None else f"{i} ({r.channel.replace('_', ' ')} at {_clock(r.when)})"


def _place(b: Boat) -> str:
    if b.lon is None or b.lat is None or b.ellipse_m is None or b.placed_at is None:
        return "no position"
    east, north = "E" if b.lon >= 0 else "W", "N" if b.lat >= 0 else "S"
    place = f"{abs(b.lat):.4f} {north} {abs(b.lon):.4f} {east}"
    return f"last good position {place} within {b.ellipse_m[0]:.0f} m (1 sigma) at {_clock(b.placed_at)}"


def _clock(t: datetime) -> str:
    return f"{t.astimezone(UTC):%H%MZ}"


def percent(p: float) -> str:
    """A probability for reading; never 0 or 100 % where it is neither.

    >>> percent(0.004), percent(0.5), percent(0.9999), percent(1.0)
    ('<1 %', '50 %', '>99 %', '100 %')
    """
    if 0 < p < 0.01:
        return "<1 %"
    return ">99 %" if 0.99 < p < 1 else f"{100 * p:.0f} %"
