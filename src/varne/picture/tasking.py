"""Who could go, who was sent and who is kept back, and whether what was sent has a place for everybody who needs one.

The list is the centre's own (search.assets), for both countries; what each does is what people recorded. The places that are
lacking are told beside what is withheld: keeping an asset back is a decision that people see (F8, R19 of research/domain.md).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from varne.fusion.report import Count
from varne.fusion.show import words_plain
from varne.geodesy import KNOT
from varne.picture.belonging import to_place
from varne.picture.known import Known
from varne.picture.plain import Plain, clock
from varne.picture.reach import Reach, reach
from varne.picture.where import where
from varne.record.incident import AssetState, Boat, Withheld
from varne.record.incident.assets import SENT
from varne.search.assets import Asset
from varne.words import Words

NEAR = 60
"""Minutes in which help that was not sent could still come: a cutter took about so long on 24 November 2021 (F7)."""
SENTENCES = {
    "demand.places": "{boat}: {people} not accounted for. Places on what was sent: {sent}; "
    "not sent, there within {minutes} min: {near}; withheld: {withheld}",
    "demand.short": "{boat}: for {short} people no place is known on what was sent",
    "demand.unknown": "{boat}: nobody has said how many people there are; {sent} places were sent, {withheld} are withheld",
    "demand.uncounted": "Not counted, because nobody has said how many people they take: {assets}",
}


@dataclass(frozen=True, slots=True)
class Standing:
    """One asset as it stands, for a boat or for none.

    free   how many more people it can take, None when its room is not known; busy: it was sent to another boat
    reach  None where no boat is chosen, or nobody knows where that is
    """

    asset: Asset
    state: AssetState | None
    withheld: Withheld | None
    free: int | None
    sent: bool
    busy: bool
    reach: Reach | None


@dataclass(frozen=True, slots=True)
class Demand:
    """People of a boat who need a place, None when nobody said how many, and the places: sent, near and not sent, withheld.

    uncounted  those of them whose room is not known: they count as none
    """

    people: Count | None
    sent: int
    near: int
    withheld: int
    uncounted: tuple[str, ...]

    @property
    def short(self) -> int:
        """For how many no place is known on what was sent, at most."""
        return max(0, self.people.max - self.sent) if self.people else 0


def standings(known: Known, boat: str | None) -> list[Standing]:
    """Every asset of the centre's list for a boat, open or only proposed: the soonest first; by name where none is given."""
    there = _place(known, boat) if boat else None
    found = [_standing(a, known, boat, there) for a in known.fleet]
    return sorted(found, key=lambda s: (s.reach is None, s.reach.at if s.reach else known.now, s.asset.name))


def _standing(a: Asset, known: Known, boat: str | None, there: tuple[float, float] | None) -> Standing:
    state = known.night.assets.get(a.name)
    kept = [k for k in known.night.withheld.get(a.name, ()) if not k.boats or boat is None or boat in k.boats]
    engaged = known.night.boats.get(state.boat or "") if state and state.doing in SENT else None
    ours = engaged is not None and engaged.id == boat
    aboard = (state.aboard or 0) if state else 0
    free = None if a.capacity is None else max(0, a.capacity - aboard)
    when = reach(a, state, known.now, boat, *there) if boat and there else None
    busy = engaged is not None and engaged.status == "open" and not ours
    return Standing(a, state, kept[-1] if kept else None, free, ours, busy, when)


def _place(known: Known, boat: str) -> tuple[float, float] | None:
    """Where a boat is, or was last, when its forecast is not made."""
    reports, _ = to_place(known).get(boat, ((), {}))
    there = where(known.outlooks.get(boat), known.now, reports)
    return None if there["lon"] is None else (there["lon"], there["lat"])


def demand(boat: Boat, found: Sequence[Standing], known: Known) -> Demand:
    """Places for the people of a boat on what was sent, on what could come soon, and on what is kept back."""
    now = known.now
    sent = [s for s in found if s.sent]
    held = [s for s in found if s.withheld and not s.sent]
    near = [s for s in found if not (s.sent or s.withheld or s.busy) and s.reach and s.reach.surely_within(NEAR, now)]
    uncounted = (*(s.asset.name for s in (*sent, *near, *held) if s.free is None), *_unlisted(boat, known))
    return Demand(boat.unaccounted, _places(sent), _places(near), _places(held), uncounted)


def _unlisted(boat: Boat, known: Known) -> list[str]:
    """What was sent to a boat and is not on the centre's list: nothing is known of its room."""
    listed = {a.name for a in known.fleet}
    return [s.asset for s in known.night.assets.values() if s.boat == boat.id and s.doing in SENT and s.asset not in listed]


def _places(found: Sequence[Standing]) -> int:
    return sum(s.free or 0 for s in found)


def told(boat: Boat, d: Demand) -> Iterator[Words]:
    """The same in words; nothing where nobody is sought."""
    if d.people is None:
        yield _words("demand.unknown", boat=boat.name, sent=d.sent, withheld=d.withheld)
    elif d.people.max > 0:
        people = str(d.people.max) if d.people.min == d.people.max else f"{d.people.min}–{d.people.max}"
        yield _words(
            "demand.places", boat=boat.name, people=people, sent=d.sent, minutes=NEAR, near=d.near, withheld=d.withheld
        )
        if d.short:
            yield _words("demand.short", boat=boat.name, short=d.short)
    if d.uncounted and (d.people is None or d.people.max > 0):
        yield _words("demand.uncounted", assets=", ".join(d.uncounted))


def _words(key: str, **args: str | int) -> Words:
    return Words(key, args, SENTENCES[key].format(**args))


def tasking(known: Known, boat: Boat | None) -> Plain:
    """The list for a screen: with a boat, when each could be with it; demand of that boat, or of all that are open."""
    found = standings(known, boat.id if boat else None)
    boats = [boat] if boat else [b for b in known.night.boats.values() if b.status == "open"]
    lacking = [w for b in boats for w in told(b, demand(b, found if boat else standings(known, b.id), known))]
    return {"boat": boat and boat.id, "assets": [_row(s, known) for s in found], "demand": [words_plain(w) for w in lacking]}


def _row(s: Standing, known: Known) -> Plain:
    a, state, kept = s.asset, s.state, s.withheld
    return {
        "name": a.name,
        "side": a.side,
        "kind": a.kind,
        "ready_min": round(a.launch / 60),
        "transit_kn": round(a.transit / KNOT, 1),
        "approximate": a.approximate,
        "capacity": a.capacity,
        "free": s.free,
        "aboard": state.aboard if state else None,
        "status": state.status if state else None,
        "since": clock(state.since) if state else None,
        "for": state.boat if state else None,
        "sent": s.sent,
        "busy": s.busy,
        "withheld": kept and {"centre": kept.centre, "role": kept.role, "since": clock(kept.since), "reason": kept.reason,
                              "boats": list(kept.boats)},
        "reach": s.reach and _when(s.reach, known.now),
    }  # fmt: skip


def _when(r: Reach, now: datetime) -> Plain:
    due = r.due and clock(r.due)
    return {"at": clock(r.at), "minutes": r.minutes(now), "start": r.start, "over_land": r.over_land, "due": due}
