"""Pairing: which boats of two pictures are the same one."""

from collections.abc import Iterable, Iterator

from varne.picture.plain import Plain

Pair = tuple[Plain | None, Plain | None]


def paired(first: Iterable[Plain], second: Iterable[Plain]) -> Iterator[Pair]:
    """Boats of two pictures that are the same: of one id, else those of one standing that share the most reports."""
    left, found = list(first), list(second)
    matches: dict[int, Plain | None] = {}
    for same in (_same_id, _shared):
        for k, b in enumerate(found):
            if matches.get(k) is None:
                best = max(left, key=lambda a, b=b, same=same: same(a, b), default=None)  # type: ignore[misc]
                matches[k] = best if best is not None and same(best, b) else None
                left = [a for a in left if a is not matches[k]]
    yield from ((matches[k], b) for k, b in enumerate(found))
    yield from ((a, None) for a in left)


def _same_id(a: Plain, b: Plain) -> int:
    return int(a["id"] == b["id"])


def _shared(a: Plain, b: Plain) -> int:
    return len(set(a["reports"]) & set(b["reports"]))
