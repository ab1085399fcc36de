"""Proposals and matches as the `varne fuse` answer: plain values for --json; the text for a terminal is prose."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from varne.fusion.oddities import noted
from varne.fusion.proposal import Boat, Pair, Proposal
from varne.fusion.prose import as_text
from varne.fusion.reasons import Reason
from varne.fusion.report import Count, Report
from varne.fusion.rescue import Rescue
from varne.words import Words

__all__ = ["as_plain", "as_text", "words_plain"]

Plain = dict[str, Any]


def as_plain(proposal: Proposal, rescues: Sequence[Rescue] = (), reports: Sequence[Report] = ()) -> Plain:
    """The keys of `varne fuse --json` that fusion fills: boats, pairs, rescues, and links and notes beside them.

    reports  those it was made from: then the notes say what is odd about them
    returns  only dicts, lists, strings, numbers and None, so that any JSON writer takes it

    >>> plain = as_plain(Proposal((), (), (), (), ()))
    >>> plain.pop("number"), plain
    ({'low': 0, 'likely': 0, 'high': 0}, {'boats': [], 'pairs': [], 'rescues': [], 'links': [], 'silent': 0.0, 'notes': []})
    """
    low, likely, high = proposal.number
    return {
        "boats": [_boat(b) for b in proposal.boats],
        "pairs": [_pair(p) for p in proposal.pairs],
        "rescues": [_rescue(r) for r in rescues],
        "links": [{"a": k.a, "b": k.b, "same": k.p, "reasons": _reasons(k.reasons)} for k in proposal.links],
        "number": {"low": low, "likely": likely, "high": high},
        "silent": proposal.silent,
        "notes": [words_plain(w) for w in (*proposal.notes, *noted(reports, proposal))],
    }


def _pair(p: Pair) -> Plain:
    return {"a": p.a, "b": p.b, "same": p.p, "spread": round(p.spread, 4), "reasons": _reasons(p.reasons)}


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
        "alternatives": [{"p": a.p, "parts": [list(part) for part in a.parts]} for a in b.alternatives],
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
