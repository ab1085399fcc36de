"""Newest: the last value of each thing that changes all the time, and what changed since a moment that somebody remembers.

Who reads slowly gets fewer and larger steps, and never an old value. What waits for a reader is one number and no queue, so
memory grows with the things and not with the readers, however slow they are.
"""

from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from threading import Lock

GONE_KEPT = 2_000
"""So many things that are gone are remembered; who was away for longer gets everything anew."""


@dataclass(frozen=True, slots=True)
class Changes:
    """What a reader lacks.

    version  to ask with the next time
    whole    this is everything there is, in place of what the reader has
    values   encoded; gone  names of things that are no more
    """

    version: int
    whole: bool
    values: tuple[bytes, ...]
    gone: tuple[str, ...]


class Newest:
    """Values by name; any number of threads put, any number read.

    >>> board = Newest()
    >>> board.put({"a": b"1", "b": b"1"})
    >>> first = board.since(0)
    >>> board.put({"a": b"2"}); board.put({"a": b"3"}, gone=["b"])
    >>> first.values, board.since(first.version).values, board.since(first.version).gone
    ((b'1', b'1'), (b'3',), ('b',))
    """

    def __init__(self, gone_kept: int = GONE_KEPT) -> None:
        self._lock, self._gone_kept = Lock(), gone_kept
        self._values: OrderedDict[str, tuple[int, bytes]] = OrderedDict()  # by the time of the last change, like _gone
        self._gone: OrderedDict[str, int] = OrderedDict()
        self._version, self._forgotten = 1, 0

    def put(self, values: Mapping[str, bytes], gone: Iterable[str] = ()) -> None:
        """New values, in place of those of the same names, and names whose thing is no more."""
        with self._lock:
            for name, value in values.items():
                self._version += 1
                self._values[name] = self._version, value
                self._values.move_to_end(name)
                self._gone.pop(name, None)
            for name in gone:
                if self._values.pop(name, None) is not None:
                    self._version += 1
                    self._gone[name] = self._version
            while len(self._gone) > self._gone_kept:
                _, self._forgotten = self._gone.popitem(last=False)

    @property
    def version(self) -> int:
        """It changes with every change."""
        return self._version

    def since(self, version: int) -> Changes:
        """What changed after a version; 0 for everything."""
        with self._lock:
            whole = version < 1 or version < self._forgotten or version > self._version
            newer = self._values.values() if whole else _newer(self._values.values(), version)
            gone = () if whole else tuple(name for name, when in self._gone.items() if when > version)
            return Changes(self._version, whole, tuple(value for _, value in newer), gone)

    def names(self) -> tuple[str, ...]:
        """All things that are, the one that changed last at the end."""
        with self._lock:
            return tuple(self._values)


def _newer(values: Iterable[tuple[int, bytes]], version: int) -> list[tuple[int, bytes]]:
    found = []
    for entry in reversed(values):  # type: ignore[call-overload]  # a view of a dict goes backwards too
        if entry[0] <= version:
            break
        found.append(entry)
    return found[::-1]
