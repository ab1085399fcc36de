"""Which reports stand in which boat: openings, joins and splits in log order, without those that were withdrawn."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from varne.record.incident.state import Decided


@dataclass(frozen=True, slots=True)
class Members:
    """Reports in a boat, as they came in, and those that an officer took out again and nobody put back."""

    reports: tuple[str, ...] = ()
    split_off: tuple[str, ...] = ()


def joined(m: Members, ids: Iterable[str]) -> tuple[Members, tuple[str, ...]]:
    """The members with these reports, and which of them are new."""
    new = tuple(dict.fromkeys(i for i in ids if i not in m.reports))
    return Members(m.reports + new, tuple(r for r in m.split_off if r not in new)), new


def split(m: Members, ids: Iterable[str]) -> tuple[Members, tuple[str, ...]]:
    """The members without these reports, and which of them were there."""
    gone = tuple(i for i in dict.fromkeys(ids) if i in m.reports)
    return replace(m, reports=tuple(r for r in m.reports if r not in gone), split_off=(*m.split_off, *gone)), gone


def holder(boats: dict[str, Members], report: str) -> str | None:
    """The boat that holds a report which has just left another: the one opened last, when there are several."""
    return next((b for b, m in reversed(boats.items()) if report in m.reports), None)


def replayed(moves: Iterable[Decided]) -> tuple[dict[str, Members], dict[str, str]]:
    """Members by boat, and the boat of each report, after these openings, joins and splits.

    >>> from varne.record.chain import EPOCH
    >>> move = lambda kind, *reports: Decided(kind, 1, EPOCH, kind, "c", reports, (), "dover", "liaison")
    >>> replayed([move("opened", "r1", "r2"), move("split", "r2")])
    ({'c': Members(reports=('r1',), split_off=('r2',))}, {'r1': 'c'})
    """
    boats: dict[str, Members] = {}
    boat_of: dict[str, str] = {}
    for move in moves:
        if move.boat is None:
            continue
        before = boats.get(move.boat, Members())
        boats[move.boat], moved = (split if move.kind == "split" else joined)(before, move.one)
        for report in moved:
            now = holder(boats, report) if move.kind == "split" else move.boat
            boat_of.pop(report, None)
            if now is not None:
                boat_of[report] = now
    return boats, boat_of
