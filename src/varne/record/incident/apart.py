"""Two sides that cannot hear each other: in which order their events count, what each had seen, and where they contradict.

Events of all chains have one order: by hybrid clock, then by chain. It never depends on how they arrived, and a cause always
comes before its effect. But the order does not say that somebody *knew*: of two values that were set while neither side had
the other's, the later is not a correction of the earlier. So both are kept and shown until a person settles it (Lamport 1978
for the order; the values kept side by side are the siblings of DeCandia et al. 2007, "Dynamo", section 4.4).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from varne.record.chain import Stored

Order = tuple[tuple[int, int], str, int, str]
FIRST: Order = ((0, 0), "", 0, "")
"""Before every event."""


def order(s: Stored) -> Order:
    """The place of an event among those of all chains, the same at every node."""
    return s.clock, s.chain, s.seq, s.id


@dataclass(frozen=True, slots=True)
class Setting:
    """One act of one side: event id, its place, who and when; says is the value in words, what the value itself.

    order  its place among those of all chains: never compare `at` of two sides, whose wall clocks differ
    """

    id: str
    chain: str
    seq: int
    centre: str
    at: datetime
    says: str = ""
    what: object = None
    order: Order = FIRST


def setting(s: Stored, says: str = "", what: object = None) -> Setting:
    """An event as somebody's act; who is the centre in the event, else the chain's own."""
    centre = getattr(s.event, "centre", None) or getattr(s.event, "giver", None) or s.origin
    return Setting(s.id, s.chain, s.seq, centre, s.at, says, what, order(s))


def knew(s: Stored, act: Setting) -> bool:
    """Had whoever wrote an event seen an act that comes before it in the order?"""
    return act.chain == s.chain or s.seen.get(act.chain, 0) >= act.seq


@dataclass(frozen=True, slots=True)
class Field:
    """What was last set, by chain: one setting, or several that were made apart; contested when these say different things.

    over  the sides of the last settlement: another one, made apart from it, may let another of them stand
    """

    last: Mapping[str, Setting] = field(default_factory=dict)
    contested: bool = False
    over: tuple[Setting, ...] = ()

    @property
    def sides(self) -> tuple[Setting, ...]:
        """The settings side by side, the oldest first."""
        return tuple(sorted(self.last.values(), key=lambda v: (v.at, v.chain)))


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Settings of one field that were made while neither side had seen the other's."""

    key: str
    sides: tuple[Setting, ...]

    @property
    def since(self) -> datetime:
        """When the newest of them was set."""
        return self.sides[-1].at

    @property
    def whose(self) -> str:
        """The boat, report or asset that it is about."""
        return self.subject.split("/")[0] if self.field == "people" else self.subject

    @property
    def field(self) -> str:
        """Which field: name, boat_of, people, asset, closing or handover."""
        return self.key.split("/", 1)[0]

    @property
    def subject(self) -> str:
        """Whose field: a boat, a report or an asset; of people the boat, the outcome and perhaps the report."""
        return self.key.split("/", 1)[1]


def with_setting(before: Field, s: Stored, new: Setting) -> Field:
    """A field after one more event set it. Contested it stays until settled, or until all sides say the same."""
    apart = {c: v for c, v in before.last.items() if not knew(s, v)}
    contested = before.contested or any(v.says != new.says for v in apart.values())
    last = {**(before.last if contested else apart), new.chain: new}
    return Field(last, contested and len({v.says for v in last.values()}) > 1, before.over)


def settled(before: Field, s: Stored, between: tuple[str, ...], new: Setting) -> Field | None:
    """A field after somebody settled it between these events; None when that leaves out a side they had seen.

    A side that they had not seen, also another's settlement, contests the field again.
    """
    left = {c: v for c, v in before.last.items() if v.id not in between}
    if any(knew(s, v) for v in left.values()):
        return None
    over = tuple(v for v in (*before.over, *before.sides) if v.id in between)
    return Field({**left, new.chain: new}, any(v.says != new.says for v in left.values()), over)
