"""What a moment's picture is made of, and how what Varne proposes maps to what officers opened."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from varne.fusion import associate
from varne.fusion.associate import Proposal
from varne.fusion.report import Report
from varne.fusion.rescue import PROPOSED, Rescue
from varne.outlook import Outlook
from varne.planning.after import After
from varne.record import incident
from varne.record.incident import Boat, Night
from varne.search.assets import Asset


@dataclass(frozen=True, slots=True)
class Known:
    """What a moment's picture is made of; outlooks by boat id.

    pending     boats whose outlook is still being made
    searched    what searches in vain left of the outlooks, by boat; the outlooks count it already
    stood, by   in hindsight: the night as it was known at the moment, and by when all else is known
    fleet       what the centre can send, or ask the other to send
    propose_at  probability from which a rescue is proposed as a match; below it is shown and not proposed
    """

    night: Night
    now: datetime
    proposal: Proposal
    rescues: Sequence[Rescue]
    outlooks: Mapping[str, Outlook]
    rules: incident.Rules = field(default_factory=incident.Rules)
    propose_at: float = PROPOSED
    pending: tuple[str, ...] = ()
    searched: Mapping[str, After] = field(default_factory=dict)
    stood: Night | None = None
    by: datetime | None = None
    fleet: tuple[Asset, ...] = ()


def reports_of(known_boat: Boat, night: Night) -> list[Report]:
    """The reports of a boat that can be read; one that has not arrived, was erased, or is of a newer Varne, is left out."""
    return [night.reports[r].report for r in known_boat.reports if r in night.reports]


def unrecorded(known: Known) -> list[associate.Boat]:
    """Boats that Varne proposes and no officer has opened: no report of theirs is in a recorded boat."""
    taken = known.night.boat_of
    return [b for b in known.proposal.boats if not any(r in taken for r in b.reports)]


def named(proposed: associate.Boat, night: Night) -> str:
    """The recorded boat whose reports a proposed one holds, else its own id."""
    return next((night.boat_of[r] for r in proposed.reports if r in night.boat_of), proposed.id)


def proposed_of(reports: Sequence[str], proposal: Proposal) -> list[associate.Boat]:
    """Proposed boats that hold any of these reports: one, unless Varne or a decision keeps some of them apart."""
    return [b for b in proposal.boats if not set(reports).isdisjoint(b.reports)]


def open_at(when: datetime, proposal: Proposal, night: Night) -> frozenset[str]:
    """Ids of proposed boats that were not closed by a moment: those that a recovery is held against."""
    closed = {b.id for b in night.boats.values() if b.status == "closed" and b.status_since < when}
    return frozenset(b.id for b in proposal.boats if named(b, night) not in closed)
