"""Pairing: which boats of two pictures are the same one."""

from collections.abc import Iterable, Iterator

from varne.picture.plain import Plain

Pair = tuple[Plain | None, Plain | None]


def paired(first: Iterable[Plain], second: Iterable[Plain]) -> Iterator[Pair]:
    """Boats of two pictures that are the same: of one id, else of the most shared reports, the pair that shares most first.

    first, second  boats as a picture has them
    returns        every boat of both in exactly one pair, in the order of the second; then those of the first alone
    """
    old, new = list(first), list(second)
    reports = [set(a["reports"]) for a in old]
    alike = [
        (a["id"] != b["id"], -len(shared), k, i)
        for k, b in enumerate(new)
        for i, a in enumerate(old)
        if (shared := reports[i].intersection(b["reports"])) or a["id"] == b["id"]
    ]
    of: dict[int, int] = {}
    taken: set[int] = set()
    for _, _, k, i in sorted(alike):
        if k not in of and i not in taken:
            of[k] = i
            taken.add(i)
    yield from ((old[of[k]] if k in of else None, b) for k, b in enumerate(new))
    yield from ((a, None) for i, a in enumerate(old) if i not in taken)
