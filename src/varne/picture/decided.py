"""What officers decided about reports: as evidence for fusion, and as rows that can be withdrawn, with what speaks against."""

from collections.abc import Iterable, Iterator, Sequence

from varne.fusion.associate import Decision
from varne.fusion.show import words_plain
from varne.picture.known import Known
from varne.picture.plain import Plain, clock
from varne.record.incident import Decided, Night
from varne.words import Words

SENTENCES = {
    "decision.two_boats": "recorded as two boats, {boats}: both stay on screen until an officer moves the reports",
}


def decisions(night: Night) -> tuple[Decision, ...]:
    """What officers decided, as evidence for fusion.

    Joined means the same boat, taken out again means another. A verdict "same" ties all its reports to one; a verdict
    "different" keeps every report of one side from every report of the other.
    """
    held = [(_readable(b.reports, night), b.split_off) for b in night.boats.values()]
    joined = [d for reports, _ in held for d in _tied(reports)]
    apart = [Decision("different", reports[0], out) for reports, split_off in held for out in split_off if reports]
    return (*joined, *apart, *(d for made in night.decided for d in _verdict(made, night)))


def _readable(reports: Iterable[str], night: Night) -> list[str]:
    """Those that can be read: one that cannot must not loosen what it is tied to."""
    return [r for r in reports if r in night.reports]


def _tied(reports: Sequence[str]) -> Iterator[Decision]:
    return (Decision("same", reports[0], other) for other in reports[1:])


def _verdict(made: Decided, night: Night) -> Iterator[Decision]:
    if made.kind == "same":
        yield from _tied(_readable((*made.one, *made.other), night))
    elif made.kind == "different":
        yield from (Decision("different", a, b) for a in made.one for b in made.other)


def rows(known: Known) -> list[Plain]:
    """Joins, splits and verdicts in force, the newest last."""
    return [_row(d, known) for d in known.night.decided if d.kind != "opened"]


def _row(made: Decided, known: Known) -> Plain:
    return {
        "id": made.id,
        "seq": made.seq,
        "at": clock(made.at),
        "kind": made.kind,
        "boat": made.boat,
        "one": list(made.one),
        "other": list(made.other),
        "centre": made.centre,
        "role": made.role,
        "reason": made.reason,
        "p": made.p,
        "conflicts": [words_plain(w) for w in (*_contradicted(made, known), *_in_two_boats(made, known.night))],
    }


def _contradicted(made: Decided, known: Known) -> list[Words]:
    """What fusion says against it: another decision, or physics."""
    anchor = _readable(known.night.boats[made.boat].reports, known.night)[:1] if made.boat else ()
    named = {*made.one, *made.other, *anchor}
    return [w for w in remarks(known) if {w.args.get("a"), w.args.get("b"), w.args.get("report")} - {None} <= named]


def _in_two_boats(made: Decided, night: Night) -> list[Words]:
    boats = sorted({night.boat_of[r] for r in (*made.one, *made.other) if r in night.boat_of})
    if made.kind != "same" or len(boats) < 2:
        return []
    args = {"boats": ", ".join(night.boats[b].name for b in boats)}
    return [Words("decision.two_boats", args, SENTENCES["decision.two_boats"].format(**args))]


def remarks(known: Known) -> list[Words]:
    """What fusion says about decisions: they contradict each other, or physics, or name what is not here."""
    return [w for w in known.proposal.notes if w.key.startswith("fusion.decided.")]
