"""Proposals and matches as the `varne fuse` answer: plain values for --json, and text for a terminal."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from varne.fusion.proposal import Boat, Proposal
from varne.fusion.reasons import Reason, count_text
from varne.fusion.report import Count
from varne.fusion.rescue import Rescue
from varne.fusion.sentences import CONDITIONS
from varne.words import Words

Plain = dict[str, Any]


def as_plain(proposal: Proposal, rescues: Sequence[Rescue] = ()) -> Plain:
    """The keys of `varne fuse --json` that fusion fills: boats, pairs, rescues, and links and notes beside them.

    returns  only dicts, lists, strings, numbers and None, so that any JSON writer takes it

    >>> as_plain(Proposal((), (), (), (), ()))
    {'boats': [], 'pairs': [], 'rescues': [], 'links': [], 'notes': []}
    """
    return {
        "boats": [_boat(b) for b in proposal.boats],
        "pairs": [{"a": p.a, "b": p.b, "same": p.p, "reasons": _reasons(p.reasons)} for p in proposal.pairs],
        "rescues": [_rescue(r) for r in rescues],
        "links": [{"a": k.a, "b": k.b, "same": k.p, "reasons": _reasons(k.reasons)} for k in proposal.links],
        "notes": [words_plain(w) for w in proposal.notes],
    }


def _boat(b: Boat) -> Plain:
    return {
        "id": b.id,
        "reports": list(b.reports),
        "p": b.p,
        "exists": b.exists,
        "lon": b.lon,
        "lat": b.lat,
        "ellipse_m": None if b.ellipse_m is None else list(b.ellipse_m),
        "placed_at": None if b.placed_at is None else _time(b.placed_at),
        "last_at": _time(b.last_at),
        "people": _count(b.people),
        "state": b.condition,
        "reasons": _reasons(b.weakest.reasons) if b.weakest else [],
        "members": [
            {
                "report": m.report,
                "p": m.p,
                "reasons": _reasons(m.reasons),
                "elsewhere": [{"boat": name, "p": p} for name, p in m.elsewhere],
            }
            for m in b.members
        ],
    }


def _rescue(r: Rescue) -> Plain:
    return {
        "report": r.report,
        "none_of_ours": r.none_of_ours,
        "candidates": [
            {
                "boat": c.boat,
                "p": c.p,
                "proposed": c.proposed,
                "left": _count(c.left),
                "conflicts": [words_plain(w) for w in c.conflicts],
                "reasons": _reasons(c.reasons),
            }
            for c in r.candidates
        ],
    }


def words_plain(w: Words) -> Plain:
    """Words as the page reads them."""
    return {"key": w.key, "args": dict(w.args), "text": w.text}


def _reasons(found: Sequence[Reason]) -> list[Plain]:
    return [{"term": r.term, "db": round(r.db, 2), "words": words_plain(r.words)} for r in found]


def _count(c: Count | None) -> Plain | None:
    return None if c is None else {"min": c.min, "likely": c.likely, "max": c.max}


def _time(t: datetime) -> str:
    return t.astimezone(UTC).isoformat().replace("+00:00", "Z")


def as_text(proposal: Proposal, rescues: Sequence[Rescue] = ()) -> str:
    """The same for a reader at a terminal who has never seen it."""
    lines = [
        f"{len(proposal.boats)} boats proposed. Nobody has decided anything: these are proposals with their reasons.",
        "A weight says how many times likelier the reports are if it is one boat than if it is two.",
        "",
    ]
    for b in proposal.boats:
        lines += [*_boat_lines(b), ""]
    if proposal.links:
        lines += ["Boats that may be one and the same:"]
        for k in proposal.links:
            lines += [f"  {_percent(k.p)}  {k.a} and {k.b}", *_reason_lines(k.reasons)]
        lines.append("")
    for r in rescues:
        lines += [*_rescue_lines(r), ""]
    lines += [f"Note: {w.text}." for w in proposal.notes]
    return "\n".join(lines).rstrip() + "\n"


def _boat_lines(b: Boat) -> list[str]:
    people = f"{count_text(b.people)} people" if b.people else "nobody said how many people"
    head = f"{b.id}: {people}, {CONDITIONS[b.condition]}, last report {b.last_at.astimezone(UTC):%H%MZ on %d %b}"
    lines = [head, f"  {_place(b)}"]
    if b.weakest is None:
        return [*lines, f"  one report: {b.reports[0]}"]
    n = len(b.reports)
    lines.append(f"  {n} reports: {', '.join(b.reports)}; all of one boat with probability {_percent(b.p)}")
    lines.append(f"  fits worst: {b.weakest.report}, {_percent(b.weakest.p)}, because")
    lines += _reason_lines(b.weakest.reasons)
    for name, p in b.weakest.elsewhere:
        lines.append(f"    it may instead be {name or 'a boat of its own'}: {_percent(p)}")
    return lines


def _reason_lines(found: Sequence[Reason]) -> list[str]:
    return [f"    {r.db:+6.1f} dB  {r.words.text}" for r in found]


def _place(b: Boat) -> str:
    if b.lon is None or b.lat is None or b.ellipse_m is None or b.placed_at is None:
        return "no position"
    east, north = "E" if b.lon >= 0 else "W", "N" if b.lat >= 0 else "S"
    return (
        f"{abs(b.lat):.4f} {north} {abs(b.lon):.4f} {east} within {b.ellipse_m[0]:.0f} m (1 sigma) "
        f"at {b.placed_at.astimezone(UTC):%H%MZ}"
    )


def _rescue_lines(r: Rescue) -> list[str]:
    lines = [f"Recovery {r.report}: none of our boats {_percent(r.none_of_ours)}"]
    for c in r.candidates:
        lines.append(f"  {_percent(c.p)}  {c.boat}" + ("  proposed, for two people to decide" if c.proposed else ""))
        lines += [f"         {w.text}" for w in c.conflicts]
    return lines


def _percent(p: float) -> str:
    return f"{min(max(round(100 * p), 1), 99)} %" if 0 < p < 1 else f"{100 * p:.0f} %"
