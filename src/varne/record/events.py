"""Every kind of thing that can be said or done in a night, as it is stored.

The only file that knows our stored form (invariant 2). An event is a frozen struct; its JSON carries the kind under
"kind". A new field has a default; a kind never changes its meaning; a kind that is no longer written can still be read.
Who did something is a centre, a role and an opaque actor, never a name (invariant 6). `docs/events.md` says the same in prose.
"""

import re
from datetime import UTC, date, datetime
from itertools import pairwise
from typing import Annotated, Any, Literal, get_args

import msgspec

from varne.fusion.report import Count, Report
from varne.requests import YEARS

Basis = Literal["public record", "replay assumption", "simulated", "live"]
Evidence = Literal[
    "identity_confirmed", "caller_confirmed_on_board", "authority_confirmed_landing",
    "all_accounted", "false_report_proven",
]  # fmt: skip
AssetStatus = Literal["tasked", "departed", "on_scene", "left_scene", "berthed", "sighting"]
Fate = Literal["landed_uk", "landed_fr", "continued", "returned", "deceased", "missing", "on_rescue_vessel"]
Verdict = Literal["same", "different"]
Seen = Literal["underway", "adrift", "swamped", "people_in_water"]
Word = Annotated[str, msgspec.Meta(pattern=r"\S")]
"""A string that says something: not empty, not only spaces."""
Chance = Annotated[float, msgspec.Meta(ge=0, le=1)]
Percentiles = Annotated[tuple[Annotated[int, msgspec.Meta(ge=0)], ...], msgspec.Meta(min_length=99, max_length=99)]
"""Percentiles 1 to 99 of a count."""

_NUMBER = re.compile(r"\+?[\d ()./-]{6,20}")  # E.164 allows 15 digits; a keyed hash is longer or has letters


class NotAnEvent(ValueError):
    """Bytes or a value that are no event of ours; the message names the field and what it may hold."""


class Provenance(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where a statement in the record comes from, how far it is to be trusted, and whether it really happened."""

    source: str
    grade: str
    basis: Basis


class Statement(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One side of a conflict: what is said, by which source, with which grade."""

    says: str
    source: str
    grade: str


class Happening(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", forbid_unknown_fields=True):
    """What all events share.

    actor  which account of the centre did it: a keyed hash that only that centre can tell anything from, never a name;
           None where nobody signs in
    """

    provenance: Provenance | None = None
    actor: str | None = None


class Reported(Happening, frozen=True, kw_only=True, tag="report"):
    """A report reached a centre; it is evidence, never changed or removed."""

    report: Report

    def __post_init__(self) -> None:
        aware("received", self.report.received)
        aware("observed", self.report.observed)
        _check_place(self.report.lon, self.report.lat)
        if self.report.caller and _NUMBER.fullmatch(self.report.caller):
            raise ValueError(
                "caller looks like a telephone number; only a keyed hash of it may be recorded, 16 characters or longer"
            )


class BoatOpened(Happening, frozen=True, kw_only=True, tag="boat-opened"):
    """An officer says that these reports are a boat in trouble; its id is never used again."""

    boat: Word
    name: str
    centre: Word
    role: Word
    reports: tuple[Word, ...] = ()
    reason: str = ""


class ReportsJoined(Happening, frozen=True, kw_only=True, tag="reports-joined"):
    """An officer says that these reports belong to a boat that is already open."""

    boat: Word
    reports: tuple[Word, ...]
    centre: Word
    role: Word
    reason: str = ""
    p: float | None = None


class ReportsSplit(Happening, frozen=True, kw_only=True, tag="reports-split"):
    """An officer undoes a join: these reports are not, or not surely, this boat."""

    boat: Word
    reports: tuple[Word, ...]
    centre: Word
    role: Word
    reason: str = ""


class ReportsJudged(Happening, frozen=True, kw_only=True, tag="reports-judged"):
    """An officer says that all these reports are one boat, or that none of one side is the boat of the other.

    Evidence for fusion, in force until it is withdrawn; it moves no report from one recorded boat to another.
    """

    verdict: Verdict
    one: tuple[Word, ...]
    other: tuple[Word, ...]
    centre: Word
    role: Word
    reason: str = ""
    p: float | None = None

    def __post_init__(self) -> None:
        if not self.one or not self.other:
            raise ValueError("one and other must each name a report at least; a verdict is about two sides")
        if both := sorted(set(self.one) & set(self.other)):
            raise ValueError(f"{', '.join(both)} stands on both sides; name each report in one or in other")


class DecisionWithdrawn(Happening, frozen=True, kw_only=True, tag="decision-withdrawn"):
    """An officer takes a join, a split or a verdict back: from now on it is as if it had not been made."""

    decision: Word
    centre: Word
    role: Word
    reason: str = ""


class BoatRenamed(Happening, frozen=True, kw_only=True, tag="boat-renamed"):
    """A centre calls the boat by another label from now on; the earlier labels stay."""

    boat: Word
    name: Word
    centre: Word
    role: Word | None = None
    reason: str = ""


class HandoverOffered(Happening, frozen=True, kw_only=True, tag="handover-offered"):
    """The giver asks the taker to hold the boat; until the giver has seen that the taker accepted, the giver holds it."""

    boat: Word
    giver: Word
    taker: Word
    role: Word
    expires: datetime
    reason: str = ""

    def __post_init__(self) -> None:
        aware("expires", self.expires)


class HandoverAccepted(Happening, frozen=True, kw_only=True, tag="handover-accepted"):
    """The taker holds the boat from now on; offer is the id of the offer, the latest to this centre when absent."""

    boat: Word
    centre: Word
    role: Word
    reason: str = ""
    offer: Word | None = None


class HandoverRefused(Happening, frozen=True, kw_only=True, tag="handover-refused"):
    """The taker does not take the boat; the giver goes on holding it. offer as in HandoverAccepted."""

    boat: Word
    centre: Word
    role: Word
    reason: str = ""
    offer: Word | None = None


class BroadcastSent(Happening, frozen=True, kw_only=True, tag="broadcast-sent"):
    """A centre called all ships (Mayday Relay, Pan-Pan) and expects an answer by a time."""

    broadcast: Word
    boat: Word
    centre: Word
    text: str
    acknowledge_by: datetime

    def __post_init__(self) -> None:
        aware("acknowledge_by", self.acknowledge_by)


class BroadcastAcknowledged(Happening, frozen=True, kw_only=True, tag="broadcast-acknowledged"):
    """A ship, aircraft or station answered a broadcast."""

    broadcast: Word
    by: Word


class Asset(Happening, frozen=True, kw_only=True, tag="asset"):
    """What a lifeboat, cutter or aircraft is doing, and where if somebody said so.

    role    of whoever sent it, or wrote it down
    due     when it is to be on scene;  aboard  how many people it has taken aboard and not landed
    """

    asset: Word
    status: AssetStatus
    centre: Word
    boat: Word | None = None
    lon: float | None = None
    lat: float | None = None
    text: str = ""
    role: Word | None = None
    due: datetime | None = None
    aboard: Annotated[int, msgspec.Meta(ge=0)] | None = None

    def __post_init__(self) -> None:
        _check_place(self.lon, self.lat)
        aware("due", self.due)


class AssetWithheld(Happening, frozen=True, kw_only=True, tag="asset-withheld"):
    """An officer decides that an asset which could go is not sent, and why; it stands until it is released or sent there.

    boats  from which it is withheld, none: from all
    """

    asset: Word
    centre: Word
    role: Word
    reason: Word
    boats: tuple[Word, ...] = ()


class AssetReleased(Happening, frozen=True, kw_only=True, tag="asset-released"):
    """An asset that was withheld may be sent again."""

    asset: Word
    centre: Word
    role: Word
    reason: str = ""


class PeopleAccounted(Happening, frozen=True, kw_only=True, tag="people-accounted"):
    """What became of a number of people, with the evidence; boat is absent while nobody knows whose they are."""

    count: Count
    outcome: Fate
    evidence: str
    centre: Word
    role: Word
    boat: Word | None = None
    report: Word | None = None


class ClosingRequested(Happening, frozen=True, kw_only=True, tag="closing-requested"):
    """Somebody asks to close a boat; it takes effect only by the rules of record.incident.closing."""

    boat: Word
    centre: Word
    role: Word
    evidence: Evidence | None = None
    grounds: str = ""


class ClosingConfirmed(Happening, frozen=True, kw_only=True, tag="closing-confirmed"):
    """A second role, or the other centre, agrees to the request that waits."""

    boat: Word
    centre: Word
    role: Word
    reason: str = ""


class BoatReopened(Happening, frozen=True, kw_only=True, tag="boat-reopened"):
    """The boat is in trouble, or may be, again."""

    boat: Word
    centre: Word
    role: Word
    reason: str = ""


class AlarmAcknowledged(Happening, frozen=True, kw_only=True, tag="alarm-acknowledged"):
    """A role has seen an alarm; the alarm stays as long as its cause does."""

    alarm: Word
    centre: Word
    role: Word
    reason: str = ""


class AlarmTaken(Happening, frozen=True, kw_only=True, tag="alarm-taken"):
    """A role of a centre deals with the cause of an alarm from now on, until another takes it or the boat is handed over."""

    alarm: Word
    centre: Word
    role: Word
    reason: str = ""


class ConflictNoted(Happening, frozen=True, kw_only=True, tag="conflict-noted"):
    """Sources contradict each other; all statements are kept side by side."""

    subject: Word
    statements: tuple[Statement, ...]


class ConflictSettled(Happening, frozen=True, kw_only=True, tag="conflict-settled"):
    """An officer settles what two sides set while neither had seen the other's.

    between  ids of all the events that contradict each other; stands: the one whose value holds, or none: all may stand
    """

    subject: Word
    between: tuple[Word, ...]
    stands: Word | None = None
    centre: Word
    role: Word
    reason: str = ""

    def __post_init__(self) -> None:
        if len(set(self.between)) < 2:
            raise ValueError("between must name the events that contradict each other, two at least")
        if self.stands is not None and self.stands not in self.between:
            raise ValueError(f"stands {self.stands} is not one of those in between; name one of them, or none")


class Track(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What one asset is to sail or fly, or really did: where at what times, and how far it sees each state.

    points  lon, lat [deg], at; two or more, each later than the one before
    sweep_m sweep width [m] against people_in_water, swamped, adrift, underway; what is absent is not seen
    """

    asset: Word
    points: tuple[tuple[float, float, datetime], ...]
    sweep_m: dict[Seen, Annotated[float, msgspec.Meta(ge=0)]]
    pattern: str = ""

    def __post_init__(self) -> None:
        for lon, lat, at in self.points:
            _check_place(lon, lat)
            aware("at", at)
        times = [at for _, _, at in self.points]
        if len(times) < 2 or any(b <= a for a, b in pairwise(times)):
            raise ValueError(f"the track of {self.asset} has {len(times)} points; it needs two, each later than the one before")


class PlanAccepted(Happening, frozen=True, kw_only=True, tag="plan-accepted"):
    """An officer takes a search plan: the request that makes it again, and the tracks as they were handed out.

    request  as `varne search` takes it, with the rounds and the seed;  version  of Varne;  known  how much of the log it knew
    figures  what it was told to be worth: pos, alive, bound, low and high of them, 0..1
    """

    boat: Word
    centre: Word
    role: Word
    request: dict[str, Any]
    version: Word
    known: int
    tracks: tuple[Track, ...]
    figures: dict[str, float] = {}
    reason: str = ""


class SearchedInVain(Happening, frozen=True, kw_only=True, tag="searched-in-vain"):
    """Crews searched and found nothing: the tracks that they really made, and what they looked through.

    plan  the accepted plan that they followed, absent when none;  dim  by night or in weather that is against seeing
    """

    boat: Word
    centre: Word
    role: Word
    tracks: tuple[Track, ...]
    dim: bool = False
    plan: Word | None = None
    reason: str = ""

    def __post_init__(self) -> None:
        if not self.tracks:
            raise ValueError(
                "a search needs the track of one asset at least; without one it says nothing of where they are not"
            )


class Phrase(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A sentence by its key, what fills it, and the same in English."""

    key: Word
    text: str
    args: dict[str, str | int | float] = {}


class DayChances(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is expected of a day in the whole Strait: chance of any boat and of ten or more, percentiles of the counts."""

    any: Chance
    many: Chance
    boats: Percentiles
    people: Percentiles

    def __post_init__(self) -> None:
        if any(b < a for counts in (self.boats, self.people) for a, b in pairwise(counts)):
            raise ValueError("percentiles fall; give them in rising order, 1 to 99")


class ReadinessDay(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One day of an issued forecast, and the climatology of the same moment, against which it will be scored."""

    day: date
    basis: Literal["weather", "table", "beyond", "unknown", "climatology"]
    forecast: DayChances
    climate: DayChances
    reasons: tuple[Phrase, ...] = ()


class ReadinessIssued(Happening, frozen=True, kw_only=True, tag="readiness-issued"):
    """A forecast of crossings, issued before its days: never changed, scored when they have come. Of the whole Strait only.

    known   last day whose official figures were known;  vintage  which publication that was
    sources files of weather;  notes  what to know of them;  version  of Varne
    """

    centre: Word
    issued: datetime
    known: date
    vintage: str
    days: tuple[ReadinessDay, ...]
    version: Word
    sources: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        aware("issued", self.issued)
        on = self.issued.astimezone(UTC).date()
        if early := [d.day for d in self.days if d.day <= on]:
            raise ValueError(f"{early[0]} is not after the issue on {on}; only days to come are forecast")
        if self.known > on:
            raise ValueError(f"figures of {self.known} were not known on {on}")


class SitrepPart(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One lettered part of a SITREP, its lines as they were sent."""

    letter: Word
    title: Word
    lines: tuple[str, ...]


class SitrepIssued(Happening, frozen=True, kw_only=True, tag="sitrep-issued"):
    """A centre issued a SITREP on a boat: its words as they were sent, so that nobody need make them again.

    serial  counts the centre's SITREPs on this boat from 1;  to  centres and others that got it
    at      the moment of which it speaks;  known  how many events of the record it knew
    head    (label, text) lines before the parts;  foot  lines after them;  catalogue  of words;  version  of Varne
    """

    boat: Word
    serial: Annotated[int, msgspec.Meta(ge=1)]
    centre: Word
    role: Word
    to: tuple[Word, ...]
    at: datetime
    known: int
    catalogue: Literal["en", "fr"]
    title: Word
    head: tuple[tuple[str, str], ...]
    parts: tuple[SitrepPart, ...]
    foot: tuple[str, ...]
    version: Word

    def __post_init__(self) -> None:
        aware("at", self.at)


class Note(Happening, frozen=True, kw_only=True, tag="note"):
    """Free words for the log."""

    text: str
    boat: Word | None = None
    centre: Word | None = None


class NumberKept(Happening, frozen=True, kw_only=True, tag="number-kept"):
    """Telephone numbers that came with a report, sealed for calling back; in the internal chain of the centre that got them.

    sealed  the night and what its key opens (privacy.callers);  expires  when that key is erased, and nobody can open it
    """

    report: Word
    sealed: Word
    centre: Word
    expires: datetime

    def __post_init__(self) -> None:
        aware("expires", self.expires)


class SealedRead(Happening, frozen=True, kw_only=True, tag="sealed-read"):
    """Somebody reads what is sealed with a report; on disk before it is shown, in the internal chain."""

    report: Word
    centre: Word
    role: Word
    reason: Word


class BodyErased(Happening, frozen=True, kw_only=True, tag="body-erased"):
    """The content of an event of the same node was erased; its header stays. Written by `Log.erase` and nothing else."""

    event: Word
    centre: Word
    role: Word
    reason: Word


class Erased(Happening, frozen=True, kw_only=True, tag="erased"):
    """What is read in the place of an event whose body was erased; was is its kind. Never written."""

    was: Word


class NotUnderstood(Happening, frozen=True, kw_only=True, tag="not-understood"):
    """What is read in the place of an event that this version does not know, perhaps of a newer Varne; was is its kind.

    It is held and passed on as it came, so that nothing behind it waits, and is read after the next upgrade. Never written.
    """

    was: Word


class HeadWitnessed(Happening, frozen=True, kw_only=True, tag="head-witnessed"):
    """This node held the other's chain up to an event: the other can no longer rewrite what came before it alone."""

    chain: Word
    number: int
    head: Word


class ForkFound(Happening, frozen=True, kw_only=True, tag="fork-found"):
    """A chain has two different events, both signed, at one place: its node lost its memory, or somebody has its key.

    ours, theirs  ids of the first two that differ: the one that this node held first, and the other
    """

    chain: Word
    number: int
    ours: Word
    theirs: Word


Event = (
    Reported | BoatOpened | ReportsJoined | ReportsSplit | ReportsJudged | DecisionWithdrawn | BoatRenamed
    | HandoverOffered | HandoverAccepted | HandoverRefused
    | BroadcastSent | BroadcastAcknowledged | Asset | AssetWithheld | AssetReleased | PeopleAccounted
    | ClosingRequested | ClosingConfirmed | BoatReopened
    | AlarmAcknowledged | AlarmTaken | ConflictNoted | ConflictSettled
    | PlanAccepted | SearchedInVain | ReadinessIssued | SitrepIssued
    | Note | NumberKept | SealedRead | BodyErased | Erased | NotUnderstood | HeadWitnessed | ForkFound
)  # fmt: skip
BY_NODE = (BodyErased, Erased, NotUnderstood, HeadWitnessed, ForkFound)
"""Kinds that a node writes itself; nobody can submit them."""
KINDS: dict[str, type[Event]] = {str(c.__struct_config__.tag): c for c in get_args(Event)}
_decoder: msgspec.json.Decoder[Event] = msgspec.json.Decoder(Event)


def kind(event: Event) -> str:
    """The name under which an event is stored.

    >>> kind(Note(text="fog at Dungeness"))
    'note'
    """
    return str(event.__struct_config__.tag)


def encode(event: Event) -> bytes:
    """The JSON bytes of an event, which `decode` is known to read back: what cannot be read is never written.

    returns  UTF-8 JSON, the kind under "kind", fields in the order of the class
    raises   NotAnEvent when a field holds what it may not, such as a NaN in an ellipse or an empty role

    >>> encode(Note(text="fog", centre="dover"))
    b'{"kind":"note","provenance":null,"actor":null,"text":"fog","boat":null,"centre":"dover"}'
    """
    try:
        body = msgspec.json.encode(event)
    except TypeError as error:
        raise NotAnEvent(f"{error}; give an event of varne.record.events with plain Python values") from error
    decode(body)
    return body


def decode(body: bytes | str) -> Event:
    """The event in JSON bytes.

    raises  NotAnEvent when the bytes are no JSON, the kind is unknown or a field is missing, unknown or ill-typed

    >>> decode(b'{"kind": "note", "text": "fog"}')
    Note(provenance=None, actor=None, text='fog', boat=None, centre=None)
    """
    try:
        return _decoder.decode(body)
    except (ValueError, RecursionError) as error:
        raise NotAnEvent(f"{error}; docs/events.md lists the kinds and their fields") from error


def aware(field: str, when: datetime | None) -> datetime | None:
    """The time, if it says in which zone it is and is of a year that can be reckoned with; None stays None.

    raises  ValueError that shows the mend

    >>> aware("received", datetime(2021, 11, 24, 2, 1))
    Traceback (most recent call last):
        ...
    ValueError: received 2021-11-24T02:01:00 has no time zone; write 2021-11-24T02:01:00Z if it is UTC
    """
    if when is not None and when.tzinfo is None:
        raise ValueError(f"{field} {when.isoformat()} has no time zone; write {when.isoformat()}Z if it is UTC")
    if when is not None and when.year not in YEARS:
        raise ValueError(f"{field} {when.isoformat()} is of no year from {YEARS[0]} to {YEARS[-1]}; is the year right?")
    return when


def _check_place(lon: float | None, lat: float | None) -> None:
    if lon is None and lat is None:
        return
    if lon is None or lat is None:
        raise ValueError(f"lon {lon}, lat {lat}: give both or neither")
    if not (-180 <= lon < 180 and -90 <= lat <= 90):
        raise ValueError(f"lon {lon}, lat {lat} is outside -180...180, -90...90; lon comes first, did they change places?")
