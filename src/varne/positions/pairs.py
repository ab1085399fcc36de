"""Chains -> pairs of angles: which numbers are latitude and longitude together, and which are something else.

A chain is tiled with pairs. A tiling scores for every atom it uses and pays for what people seldom do (a hemisphere for
one angle only, two notations in one pair); every pair that stands in some best tiling is kept, so where two tilings are
as good as each other both are read. The weights only order such cases; they are reasoned, not measured.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from varne.positions.angles import Form, Groups, Sense, decimals, senses, whole
from varne.positions.atoms import Atom

SIDES: dict[str, tuple[str, tuple[int, ...]]] = {
    "N": ("lat", (1,)), "S": ("lat", (-1,)), "E": ("lon", (1,)), "W": ("lon", (-1,)),
    "est": ("lon", (1,)), "O": ("lon", (-1, 1)),
}  # fmt: skip
"""Axis and possible signs of a hemisphere: O is west in French and east in German and Dutch."""

_USED, _HALF, _MISPLACED, _MIXED, _UNEVEN = 10, -9, -5, -10, -10
_PACKED = {(4, 5): "packed DM", (6, 7): "packed DMS"}
_ISO = {(2, 3): "DD", **_PACKED}


@dataclass(frozen=True, slots=True)
class Angle:
    """Digits with what was said about them: the axis a label or letter gives ("" when none), side letter, sign."""

    start: int
    end: int
    groups: Groups
    form: Form
    axis: str = ""
    side: str = ""
    sign: str = ""
    apart: bool = False
    leads: bool = False  # the side stands before the digits
    misplaced: bool = False  # ... on the far side of a gap, or as the word "est"
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Pair:
    """Two angles that belong together, the senses they share, and where in the chain they stop."""

    first: Angle
    second: Angle
    senses: tuple[tuple[Sense, Sense], ...]
    iso: bool
    torn: bool  # in two notations, beside a number that was left out: digits may belong elsewhere
    stop: int
    score: int


def pairs(chain: tuple[Atom, ...]) -> list[Pair]:
    """Every pair of a best tiling of the chain."""
    n = len(chain)
    options = [tuple(_pairs_at(chain, i)) for i in range(n)]
    before, after = [0] * (n + 1), [0] * (n + 1)
    for i in range(n):
        before[i + 1] = max(before[i + 1], before[i])
        for p in options[i]:
            before[p.stop] = max(before[p.stop], before[i] + p.score)
    for i in reversed(range(n)):
        after[i] = max([after[i + 1], *(p.score + after[p.stop] for p in options[i])])
    return [p for i in range(n) for p in options[i] if before[i] + p.score + after[p.stop] == after[0]]


def _pairs_at(chain: tuple[Atom, ...], i: int) -> Iterator[Pair]:
    if i + 1 < len(chain) and {chain[i].label, chain[i + 1].label} == {"lat", "lon"}:  # "lat, lon: 51.1 1.7"
        for p in () if chain[i + 2 : i + 3] and chain[i + 2].label else _pairs_at(chain, i + 2):
            if not p.first.axis and not p.second.axis:
                first, second = (replace(a, axis=c.label) for a, c in zip((p.first, p.second), chain[i:], strict=False))
                yield replace(p, first=first, second=second, score=p.score + 2 * _USED)
        return
    for first, j in angles_at(chain, i):
        for second, k in angles_at(chain, j):
            if pair := _pair(chain, first, second, i, k):
                yield pair


def angles_at(chain: tuple[Atom, ...], i: int) -> Iterator[tuple[Angle, int]]:
    """Every angle that can start at atom i, and where each stops."""
    label = chain[i] if i < len(chain) and chain[i].label else None
    i += label is not None
    side = i if i < len(chain) and chain[i].side else None
    i += side is not None
    for stop in _bodies(chain, i):
        body = chain[i:stop]
        groups, form = tuple(g for a in body for g in a.groups), body[0].form if len(body) == 1 else "open"
        notes = tuple(dict.fromkeys(note for a in body for note in a.notes))
        bare = Angle(
            (label or chain[i if side is None else side]).start, body[-1].end, groups, form, label.label if label else "",
            sign=body[0].sign, apart=(label or chain[i if side is None else side]).apart, notes=notes,
        )  # fmt: skip
        if side is None:
            yield bare, stop
        else:
            yield from _sided(chain, bare, side, stop, leads=True)
        if not bare.axis and side is None and stop < len(chain) and chain[stop].label:  # "51.14 lat, 1.74 long"
            yield replace(bare, axis=chain[stop].label, end=chain[stop].end), stop + 1
        if side is None and stop < len(chain) and chain[stop].side:
            yield from _sided(chain, bare, stop, stop + 1, leads=False)


def _bodies(chain: tuple[Atom, ...], i: int) -> Iterator[int]:
    """Where the digits of an angle that starts at i can end: after one atom, or after two or three lone numbers."""
    for stop in range(i + 1, min(i + 3, len(chain)) + 1):
        last = chain[stop - 1]
        if not last.groups or (stop > i + 1 and (last.sign or last.apart or last.form != "plain")):
            return
        yield stop
        if last.form != "plain" or decimals(last.groups[0]):
            return


def _sided(chain: tuple[Atom, ...], bare: Angle, at: int, stop: int, leads: bool) -> Iterator[tuple[Angle, int]]:
    key = chain[at].side
    axis = SIDES[key][0]
    if bare.axis not in ("", axis):
        return
    gaps = _gap(chain, at), _gap(chain, at + 1)
    misplaced = (leads and gaps[1] > gaps[0]) or (not leads and gaps[0] > gaps[1])
    end = bare.end if leads else chain[at].end
    yield replace(bare, axis=axis, side=key, end=end, leads=leads, misplaced=misplaced), stop


def _gap(chain: tuple[Atom, ...], i: int) -> int:
    """How far atom i stands from the one before: 0 glued, 1 a space, 2 a separator or nothing there."""
    if not 0 < i < len(chain) or chain[i].apart:
        return 2
    return int(chain[i].start > chain[i - 1].end)


def _pair(chain: tuple[Atom, ...], first: Angle, second: Angle, i: int, stop: int) -> Pair | None:
    iso = _is_iso(first, second)
    crowded = _touches(chain, i, i - 1) or _touches(chain, stop, stop)
    uneven = _credible(first, second, iso, crowded)
    half = bool(first.side) != bool(second.side)
    if uneven is None or (half and stop < len(chain) and chain[stop].side and (second.leads or not second.side)):
        return None
    shared, mixed = _shared(first, second, iso)
    shared = tuple(both for both in shared if _on_globe(first, second, *both))
    if not shared or (mixed and crowded and not (first.axis and second.axis)):
        return None
    score = _USED * (stop - i) + _HALF * half + _MIXED * mixed + _UNEVEN * uneven
    score += _MISPLACED * _misplaced(first, second) + (not mixed and _alike(first, second))
    return Pair(first, second, shared, iso, mixed and crowded, stop, score)


def _touches(chain: tuple[Atom, ...], i: int, other: int) -> bool:
    """Whether the atom at place other is a number that nothing parts from the pair whose border is at i."""
    return 0 <= other < len(chain) and 0 < i < len(chain) and bool(chain[other].groups) and not chain[i].apart


def _misplaced(first: Angle, second: Angle) -> int:
    """How many sides stand where people seldom put them."""
    turned = bool(first.side and second.side) and first.leads != second.leads
    return first.misplaced + second.misplaced + turned + (first.leads and first.side == "est")


def _alike(first: Angle, second: Angle) -> bool:
    """Whether both have the same number of decimals, as two angles of one hand have: decides between equals only."""
    return len(decimals(first.groups[-1])) == len(decimals(second.groups[-1])) > 0


def _on_globe(first: Angle, second: Angle, ours: Sense, theirs: Sense) -> bool:
    """Whether one of the two can be the latitude: the one said to be, or either."""
    if first.axis == second.axis:
        return min(ours.degrees, theirs.degrees) <= 90
    return (theirs if first.axis == "lon" or second.axis == "lat" else ours).degrees <= 90


def _is_iso(first: Angle, second: Angle) -> bool:
    signed = first.sign and second.sign and first.end == second.start
    return bool(signed) and _widths(first, second) in _ISO and len(first.groups) == len(second.groups) == 1


def _widths(first: Angle, second: Angle) -> tuple[int, int]:
    return len(whole(first.groups[0])), len(whole(second.groups[0]))


def _shared(first: Angle, second: Angle, iso: bool) -> tuple[tuple[tuple[Sense, Sense], ...], bool]:
    """The senses of two angles in one notation; only where there is none, those in two."""
    ours, theirs = senses(first.groups, first.form)[0], senses(second.groups, second.form)[0]
    widest, finest = max(_widths(first, second)), max(len(decimals(a.groups[-1])) for a in (first, second))
    barred = {"DMS as DD"} if finest < 4 else set()  # 51.08 for 51°08'00": nobody leaves two zeros out
    barred |= {"packed DM", "packed DMS"} if widest < 4 else set()
    one = [(a, b) for a in ours for b in theirs if a.notation == b.notation and a.notation not in barred]
    if iso:
        one = [(a, b) for a, b in one if a.notation == _ISO[_widths(first, second)]]
    if one or iso:
        return tuple(one), False
    return tuple((a, b) for a in ours for b in theirs if not {a.notation, b.notation} & barred), True


def _credible(first: Angle, second: Angle, iso: bool, crowded: bool) -> bool | None:
    """None where digits that say nothing of themselves may as well be counts, times or a telephone number.

    returns  else whether the pair is uneven: one number with a fine fraction beside a whole one
    """
    both = (first, second)
    if iso or (first.axis and second.axis) or all(a.form == "stated" for a in both):
        return False
    clocks = [a.form == "colon" and int(a.groups[0][:9]) < 24 and not decimals(a.groups[-1]) for a in both]
    if all(clocks) or (any(clocks) and first.form != second.form):
        return None
    fractions = [decimals(a.groups[-1]) for a in both]
    lone = all(len(a.groups) == 1 and a.form == "plain" for a in both)
    if all(fractions) or (any(fractions) and not lone):
        return False
    if any(fractions):  # "51.1417, 2" is a position that a program wrote, "3.5 33" is not
        return True if max(map(len, fractions)) >= 3 else None
    widths = _widths(first, second)
    packed = lone and (widths in _PACKED or widths[::-1] in _PACKED)
    grouped = 1 < len(first.groups) == len(second.groups) and first.form == second.form
    return False if (packed or (grouped and bool(first.sign) == bool(second.sign))) and not crowded else None
