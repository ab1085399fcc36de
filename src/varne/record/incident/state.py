"""The values that a night consists of. All are frozen; `record.incident.fold` makes them.

The id of an event stands with what it caused, so that every statement on a screen leads back to the record; seq is its place
in its own chain, for people. Nothing here depends on the order in which events arrived.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from varne.fusion.report import Count, Report
from varne.record.chain import EPOCH
from varne.record.events import AssetStatus, ConflictNoted, Evidence, Fate, Note, PlanAccepted, Provenance, SearchedInVain
from varne.record.incident.apart import FIRST, Contradiction, Field, Order, Setting
from varne.words import Words

HandoverState = Literal["offered", "accepted", "refused", "expired"]
ClosingState = Literal["waiting", "refused", "done", "undone"]

NOBODY = Count(0, 0, 0)


@dataclass(frozen=True, slots=True)
class Recorded:
    """A report with its place in the record; actor: of the account that handed it in."""

    report: Report
    act: Setting
    at: datetime
    provenance: Provenance | None = None
    actor: str | None = None

    @property
    def seq(self) -> int:
        """Its number in the chain of the centre that took it in."""
        return self.act.seq

    @property
    def heard(self) -> datetime:
        """When a centre had it; never later than it was recorded, whatever a wrong clock said."""
        return min(self.report.received, self.at)


@dataclass(frozen=True, slots=True)
class Said:
    """How many people a report speaks of, and who said so and when it was true."""

    report: str
    source: str
    channel: str
    at: datetime
    count: Count


@dataclass(frozen=True, slots=True)
class Accounting:
    """What became of a number of people, as a centre recorded it; act is the event."""

    act: Setting
    at: datetime
    count: Count
    outcome: Fate
    evidence: str
    centre: str
    role: str
    report: str | None


@dataclass(frozen=True, slots=True)
class Handover:
    """An offer of a boat from one centre to another, and the answer if there was one.

    act       the offer as somebody's act: only who had seen it can answer it
    crosses   it was made while the other side's offer of the same boat was unanswered: each thinks the other should hold it
    answer_by the event that answered; lapsed: a later act of the giver that took the offer's place. An answer counts
              unless whoever gave it had seen that
    """

    id: str
    giver: str
    taker: str
    offered_at: datetime
    expires: datetime
    act: Setting
    answer: Literal["accepted", "refused"] | None = None
    answered_at: datetime | None = None
    reason: str = ""
    crosses: bool = False
    answer_by: Setting | None = None
    lapsed: Setting | None = None

    def state(self, now: datetime) -> HandoverState:
        """Where the offer stands at a time: without an answer it expires, and the giver holds on."""
        return self.answer or ("offered" if now < self.expires else "expired")


@dataclass(frozen=True, slots=True)
class Closing:
    """The latest request to close a boat; why says what it lacks while it waits, or why it was refused.

    id, at     of the request; since: when it came into its present state
    actor      of the account that asked, None where nobody signs in
    confirmed  (centre, role, actor) of everybody who agreed
    acts       the request and the confirmations, to tell who had seen what
    """

    id: str
    at: datetime
    since: datetime
    centre: str
    role: str
    evidence: Evidence | None
    grounds: str
    actor: str | None = None
    state: ClosingState = "waiting"
    confirmed: tuple[tuple[str, str, str | None], ...] = ()
    why: tuple[Words, ...] = ()
    acts: tuple[Setting, ...] = ()


@dataclass(frozen=True, slots=True)
class Refusal:
    """A decision that does not count, with the reasons; it stays in the record under id."""

    id: str
    at: datetime
    what: Literal["closing", "handover"]
    centre: str
    role: str
    why: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class Boat:
    """A boat in trouble, from its opening on. While it is open at least one centre holds it.

    names           every label it was given, the first first
    split_off       reports that an officer took out again and nobody put back
    holders         centres that hold it now; involved: that opened, held, or were offered it at any time
    offers          hand-overs, each giver's latest last
    news            the newest event of each chain that would open it again: a closing counts only if it had seen them all
    contested       keys of contradictions about its reports, people, holders or closing that nobody has settled
    counts          who said how many are aboard; people: the range over all of them, None when nobody said
    accounted       what was recorded of them, by outcome; settled: those of them who are in no danger or dead
    unaccounted     people less settled; None when nobody said how many there are
    last_report     id of the report by which it was last heard of, at last_report_at
    """

    id: str
    names: tuple[str, ...]
    opened_at: datetime
    opened_by: tuple[str, ...]
    holders: tuple[str, ...]
    involved: tuple[str, ...]
    status: Literal["open", "closed"] = "open"
    status_since: datetime = EPOCH
    reports: tuple[str, ...] = ()
    split_off: tuple[str, ...] = ()
    offers: tuple[Handover, ...] = ()
    closing: Closing | None = None
    news: Mapping[str, Setting] = field(default_factory=dict)
    contested: tuple[str, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    ledger: tuple[Accounting, ...] = ()
    counts: tuple[Said, ...] = ()
    people: Count | None = None
    accounted: Mapping[Fate, Count] = field(default_factory=dict)
    settled: Count = NOBODY
    unaccounted: Count | None = None
    last_report: str | None = None
    last_report_at: datetime | None = None

    @property
    def name(self) -> str:
        """The label given last."""
        return self.names[-1]

    def accepted_since(self, act: Order) -> bool:
        """Has a centre accepted it after an act, whatever the wall clocks of the two said?"""
        return any(o.answer == "accepted" and o.answer_by and o.answer_by.order > act for o in self.offers)

    @property
    def handover(self) -> Handover | None:
        """The latest offer that was answered, or that no later act has taken the place of."""
        return next((o for o in reversed(self.offers) if o.answer or o.lapsed is None), None)


@dataclass(frozen=True, slots=True)
class Broadcast:
    """A call to all ships, and who answered."""

    id: str
    boat: str
    centre: str
    text: str
    sent_at: datetime
    acknowledge_by: datetime
    acknowledged: tuple[tuple[str, datetime], ...] = ()


@dataclass(frozen=True, slots=True)
class AssetState:
    """What an asset was last said to do; lon and lat only if that statement gave them.

    due     when it said that it would be on scene
    aboard  how many people it last said to have aboard, None when nobody said
    before  of a sighting: what it did before somebody saw it, None when nobody said
    """

    asset: str
    status: AssetStatus
    since: datetime
    centre: str
    boat: str | None
    lon: float | None
    lat: float | None
    text: str
    due: datetime | None = None
    aboard: int | None = None
    before: AssetStatus | None = None

    @property
    def doing(self) -> AssetStatus:
        """Its status; of a sighting the one before: where it was seen does not say what it does."""
        return self.before or self.status


@dataclass(frozen=True, slots=True)
class Withheld:
    """An officer keeps an asset back from some boats, none: from all."""

    asset: str
    boats: tuple[str, ...]
    since: datetime
    centre: str
    role: str
    reason: str


@dataclass(frozen=True, slots=True)
class Attended:
    """Somebody acknowledged an alarm, or took it: as which centre and role, when, and with what words; order as in Setting."""

    centre: str
    role: str
    at: datetime
    reason: str = ""
    order: Order = FIRST


@dataclass(frozen=True, slots=True)
class Decided:
    """What an officer decided about which reports are one boat; in force until it is withdrawn.

    id, seq, at  of the event; an opening cannot be withdrawn
    kind         opened, joined, split: the reports of `one` went into or out of `boat`; same, different: a verdict
    p            what Varne gave at that time for the two sides being one boat
    """

    id: str
    seq: int
    at: datetime
    kind: Literal["opened", "joined", "split", "same", "different"]
    boat: str | None
    one: tuple[str, ...]
    other: tuple[str, ...]
    centre: str
    role: str
    reason: str = ""
    p: float | None = None


@dataclass(frozen=True, slots=True)
class Searching:
    """A plan that an officer took, or a search that found nothing; in force until it is withdrawn. id, seq, at of the event."""

    id: str
    seq: int
    at: datetime
    event: PlanAccepted | SearchedInVain


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in an event that could not be taken as it stands; void when the event had no effect. It stays recorded."""

    id: str
    seq: int
    at: datetime
    words: Words
    void: bool


@dataclass(frozen=True, slots=True)
class Fork:
    """A chain with two different events at one place, as a node found it: its node lost its memory, or its key was taken."""

    id: str
    at: datetime
    chain: str
    number: int


@dataclass(frozen=True, slots=True)
class Night:
    """Everything the record says, as far as it was folded.

    position      how many events were folded; at: the latest recorded time so far; last: the last event's place in the order
    boat_of       report id -> boat id (the latest join, when a report stands in two boats)
    decided       openings, joins, splits and verdicts in force, in log order
    not_assigned  what became of people of whom nobody knows which boat they were in
    withheld      assets that officers keep back, by name: a decision for some boats or for all, the oldest first
    acknowledged  alarm key -> who has seen it, the first first;  taken  alarm key -> who took it, the last last
    fields        what either side may set, by key: who set it last, as far as they knew
    searches      plans that officers took and searches that found nothing, in force, in log order
    forks         chains that were found to have two continuations
    """

    position: int = 0
    at: datetime = EPOCH
    last: Order = FIRST
    reports: Mapping[str, Recorded] = field(default_factory=dict)
    boats: Mapping[str, Boat] = field(default_factory=dict)
    boat_of: Mapping[str, str] = field(default_factory=dict)
    broadcasts: Mapping[str, Broadcast] = field(default_factory=dict)
    assets: Mapping[str, AssetState] = field(default_factory=dict)
    withheld: Mapping[str, tuple[Withheld, ...]] = field(default_factory=dict)
    acknowledged: Mapping[str, tuple[Attended, ...]] = field(default_factory=dict)
    taken: Mapping[str, tuple[Attended, ...]] = field(default_factory=dict)
    fields: Mapping[str, Field] = field(default_factory=dict)
    not_assigned: tuple[Accounting, ...] = ()
    conflicts: tuple[ConflictNoted, ...] = ()
    notes: tuple[tuple[datetime, Note], ...] = ()
    problems: tuple[Problem, ...] = ()
    decided: tuple[Decided, ...] = ()
    searches: tuple[Searching, ...] = ()
    forks: tuple[Fork, ...] = ()

    @property
    def contradictions(self) -> tuple[Contradiction, ...]:
        """What both sides set while apart and nobody has settled, the oldest first."""
        found = (Contradiction(key, f.sides) for key, f in self.fields.items() if f.contested)
        return tuple(sorted(found, key=lambda c: (c.since, c.key)))

    @property
    def unassigned(self) -> tuple[str, ...]:
        """Ids of the reports that belong to no boat, as they came."""
        return tuple(r for r in self.reports if r not in self.boat_of)
