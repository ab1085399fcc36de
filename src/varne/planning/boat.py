"""Boat: the states of a boat that reports tell of, to plan a search for: the same that the map shows, only more of them."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from varne.drift.forcing import Forcing, prepare
from varne.fusion.associate import propose
from varne.fusion.report import Report
from varne.outlook import CALM, Outlook, outlook, span
from varne.planning.asked import Request, moment
from varne.sea.field import Field
from varne.search.sentences import say
from varne.words import InWords

HOUR = 3600.0
AFTER = 2.5 * HOUR
"""How long states are carried beyond the hours of a request: one more hour of each asset is valued too."""


def reports_of(request: Request, reports: Sequence[Report], current: Field) -> tuple[list[Report], Mapping[str, float]]:
    """The reports of the boat that is asked about, received by the moment of the request, and how probably each is its own.

    raises  InWords when there is none, or no boat of that name
    """
    at = datetime.fromtimestamp(moment(request.at, "at"), UTC)
    known = [r for r in reports if r.received <= at]
    if request.boat is None:
        return known, {}
    found = next((b for b in propose(known, current).boats if request.boat in (b.id, *b.reports)), None)
    if found is None:
        raise InWords(say("search.none.boat", boat=request.boat, at=request.at))
    return [r for r in known if r.id in found.reports], {m.report: m.p for m in found.members}


def until_of(request: Request) -> float:
    """How far the states of a request must go [s since 1970]."""
    return moment(request.at, "at") + HOUR * request.hours + AFTER


def forcing_of(request: Request, reports: Sequence[Report], current: Field, wind: Field | None) -> Forcing:
    """The fields from a boat's first position to the end of its states.

    raises  InWords when no report has a position
    """
    told = span(reports)
    if told is None:
        raise InWords(say("search.none.position"))
    return prepare(current, wind or CALM, told[0], until_of(request))


def states_of(
    request: Request, reports: Sequence[Report], belonging: Mapping[str, float], forcing: Forcing, *, wind_known: bool
) -> Outlook:
    """Twice as many states as are asked for: one half to plan on, the other to value the plan on.

    raises  InWords when no report has a position at sea
    """
    chances = [belonging.get(r.id, 1.0) for r in reports]
    n, until = 2 * request.states, until_of(request)
    found = outlook(reports, forcing, until, n=n, rng_seed=request.seed, wind_known=wind_known, belonging=chances)
    if found is None:
        raise InWords(say("search.none.position"))
    return found
