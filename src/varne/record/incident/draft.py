"""A night that is being written: the same fields as Night, as plain dictionaries; thawed from one and frozen into one."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime

from varne.record import events as ev
from varne.record.chain import EPOCH, Stored
from varne.record.incident.apart import FIRST, Field, Order, Setting, knew, setting, with_setting
from varne.record.incident.decisions import reviewed
from varne.record.incident.sentences import say
from varne.record.incident.state import (
    Accounting,
    AssetState,
    Attended,
    Boat,
    Broadcast,
    Decided,
    Fork,
    Night,
    Problem,
    Recorded,
    Searching,
    Withheld,
)


@dataclass(slots=True)
class Draft:
    """A night that is being written."""

    position: int = 0
    at: datetime = EPOCH
    last: Order = FIRST
    reports: dict[str, Recorded] = field(default_factory=dict)
    boats: dict[str, Boat] = field(default_factory=dict)
    boat_of: dict[str, str] = field(default_factory=dict)
    broadcasts: dict[str, Broadcast] = field(default_factory=dict)
    assets: dict[str, AssetState] = field(default_factory=dict)
    withheld: dict[str, tuple[Withheld, ...]] = field(default_factory=dict)
    acknowledged: dict[str, tuple[Attended, ...]] = field(default_factory=dict)
    taken: dict[str, tuple[Attended, ...]] = field(default_factory=dict)
    fields: dict[str, Field] = field(default_factory=dict)
    not_assigned: list[Accounting] = field(default_factory=list)
    conflicts: list[ev.ConflictNoted] = field(default_factory=list)
    notes: list[tuple[datetime, ev.Note]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    decided: list[Decided] = field(default_factory=list)
    searches: list[Searching] = field(default_factory=list)
    forks: list[Fork] = field(default_factory=list)

    def problem(self, s: Stored, key: str, *, void: bool = False, **args: str) -> None:
        """Note what cannot be taken of an event as it stands, by the key of its sentence; void: it had no effect."""
        self.problems.append(Problem(s.id, s.seq, s.at, say(key, **args), void))

    def known(self, s: Stored, boat: str | None, *, void: bool = False) -> Boat | None:
        """The boat of an id; when there is none, that is a problem of the event that names it."""
        if boat is not None and boat not in self.boats:
            self.problem(s, "problem.boat_unknown", boat=boat, void=void)
        return self.boats.get(boat) if boat else None

    def keep(self, s: Stored, boat: Boat) -> None:
        """A boat after an event. Opened again by somebody who did not know that it was closed, that is a contradiction."""
        before = self.boats.get(boat.id)
        self.boats[boat.id] = boat
        if before and before.closing and before.status == "closed" and boat.status == "open":
            unheard = [act for act in before.closing.acts if not knew(s, act)]
            self.contest(s, f"closing/{boat.id}", unheard[-1:], (boat.id,))

    def put(self, s: Stored, key: str, says: str, what: object = None, boats: Iterable[str] = ()) -> None:
        """Set a field; where another side set it apart, to something else, the boats are contested."""
        self.become(s, key, with_setting(self.fields.get(key, Field()), s, setting(s, says, what)), boats)

    def contest(self, s: Stored, key: str, unheard: Iterable[Setting], boats: Iterable[str]) -> None:
        """Say that an event and acts that its writer had not seen contradict each other."""
        sides = {act.chain: act for act in unheard}
        if sides:
            before = self.fields.get(key, Field())
            last = {**(before.last if before.contested else {}), **sides, s.chain: setting(s, ev.kind(s.event))}
            self.become(s, key, Field(last, True), boats)

    def become(self, s: Stored, key: str, after: Field, boats: Iterable[str]) -> None:
        """What a field is after an event; the boats that it concerns are contested while it is, and judged anew."""
        self.fields[key] = after
        for boat in [self.boats[b] for b in boats if b in self.boats]:
            if after.contested != (key in boat.contested):
                others = tuple(k for k in boat.contested if k != key)
                contested = (*others, key) if after.contested else others
                self.boats[boat.id] = reviewed(s, replace(boat, contested=contested))


def thawed(n: Night) -> Draft:
    """A draft to go on from a night."""
    maps = (n.reports, n.boats, n.boat_of, n.broadcasts, n.assets, n.withheld, n.acknowledged, n.taken, n.fields)
    said = (n.not_assigned, n.conflicts, n.notes, n.problems, n.decided, n.searches, n.forks)
    return Draft(n.position, n.at, n.last, *map(dict, maps), *map(list, said))  # type: ignore[arg-type]


def frozen(d: Draft) -> Night:
    """The night that a draft has become; the draft is not to be written to any more."""
    maps = (d.reports, d.boats, d.boat_of, d.broadcasts, d.assets, d.withheld, d.acknowledged, d.taken, d.fields)
    said = (d.not_assigned, d.conflicts, d.notes, d.problems, d.decided, d.searches, d.forks)
    return Night(d.position, d.at, d.last, *maps, *map(tuple, said))  # type: ignore[arg-type]
