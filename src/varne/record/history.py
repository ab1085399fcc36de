"""Events as they arrive from all chains, and the night as it was known after any of them.

A late event of the other side belongs before events that are here already. So the night is folded again from the last one kept
before it; those are kept at distances that double going back from the newest (Bentley & Saxe 1980 in spirit): about log2(n)
nights, and what came a minute late costs a minute's events, not the night's. Nothing is folded until somebody asks, so
a thousand reports at once are folded once.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from varne.record.chain import Stored
from varne.record.incident import Night, fold, order
from varne.record.incident.apart import Order


@dataclass(frozen=True, slots=True)
class _Mark:
    """The night after the first n events in the order of all chains; newest: the last of them to arrive, counted from 0."""

    n: int
    newest: int
    night: Night


class History:
    """What a node holds of the record; not for several threads at once.

    >>> from varne.record.chain import EPOCH
    >>> from varne.record.events import Note
    >>> note = lambda text, ms: Stored(1, text, EPOCH, Note(text=text), chain=text, clock=(ms, 0))
    >>> history = History()
    >>> history.take([note("first", 10), note("third", 30), note("second", 20)])
    >>> [said.text for _, said in history.night().notes], [said.text for _, said in history.night(2).notes]
    (['first', 'second', 'third'], ['first', 'third'])
    """

    def __init__(self) -> None:
        self._arrived: list[Stored] = []
        self._times: list[datetime] = []
        self._ordered: list[tuple[Order, int]] = []
        self._marks = [_Mark(0, -1, Night())]

    def __len__(self) -> int:
        return len(self._arrived)

    @property
    def arrived(self) -> Sequence[Stored]:
        """All events in the order in which they arrived; not to be changed."""
        return self._arrived

    def take(self, new: Iterable[Stored], now: datetime | None = None) -> None:
        """Events that have arrived, in that order.

        now  none of them arrived later, whatever the other side's clock said; absent in a replay
        """
        first = len(self._ordered)
        for s in new:
            entry = (order(s), len(self._arrived))
            place = bisect_left(self._ordered, entry)
            first = min(first, place)
            self._ordered.insert(place, entry)
            self._arrived.append(s)
            at = min(s.at, now) if now else s.at
            self._times.append(max(at, self._times[-1]) if self._times else at)
        while self._marks[-1].n > first:
            self._marks.pop()

    def known_at(self, when: datetime) -> int:
        """How many events had arrived by a moment; an event is taken to have arrived when those before it were recorded."""
        return bisect_right(self._times, when)

    def night(self, arrived: int | None = None) -> Night:
        """The night as known when so many events had arrived; with all of them when absent."""
        if arrived is None or arrived >= len(self._arrived):
            self._fold()
            return self._marks[-1].night
        mark = next(m for m in reversed(self._marks) if m.newest < arrived)
        return fold((self._arrived[k] for _, k in self._ordered[mark.n :] if k < arrived), mark.night)

    def _fold(self) -> None:
        n, mark = len(self._ordered), self._marks[-1]
        ends = sorted({max(n - 2**k, mark.n) for k in range(n.bit_length())} | {n})
        for end in [e for e in ends if e > mark.n]:
            part = [k for _, k in self._ordered[mark.n : end]]
            mark = _Mark(end, max(mark.newest, *part), fold((self._arrived[k] for k in part), mark.night))
            self._marks.append(mark)
        self._marks = _thinned(self._marks)


def _thinned(marks: list[_Mark]) -> list[_Mark]:
    """The oldest mark and the newest, and of those between none whose neighbours are less than a doubling of distance apart."""
    last, kept = marks[-1], marks[:1]
    for mark, after in pairwise(marks[1:]):
        if last.n - kept[-1].n > 2 * (last.n - after.n):
            kept.append(mark)
    return [*kept, *marks[1:][-1:]]
