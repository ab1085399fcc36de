"""Outlooks: where one boat is at a moment to come, by what is known now; and how many of its people live then."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from varne.access.roles import Who
from varne.picture.plain import clock
from varne.picture.will_be import will_be
from varne.planning.asked import Survival
from varne.planning.lives import lives
from varne.server.answers import as_json, problem
from varne.server.desk import Desk
from varne.server.moments import all_of_it, moment_of, seconds_of, time_of

if TYPE_CHECKING:
    from varne.server.app import Node

PEOPLE = ("buoyancy", "clothing", "doing", "sea")


async def _outlook(node: "Node", request: Request) -> Response:
    """Where one boat is at another moment, by what is known at a moment: contours, states, some of the points.

    boat      its id, from the picture
    for       the moment it is wanted for, ISO with a zone; up to a day after its last report
    at        the moment as of which it is known, ISO with a zone; now when absent, in a replay its start
    within    seconds after which the answer is `pending` where what it needs is still being made
    water     temperature of the water in degrees Celsius: then how many of the people live is answered too
    buoyancy  of the people, for that: none, worn or unknown
    clothing  the same: light, heavy, suit or unknown
    doing     the same: still, swimming, huddled or unknown
    sea       the same: calm, rough or unknown
    """
    asked = request.query_params
    try:
        now, then, within = moment_of(node, request), time_of(asked.get("for", ""), "for"), seconds_of(asked, "within")
        people = _people(asked)
    except (ValueError, msgspec.ValidationError) as error:
        return problem(422, "query", str(asked), str(error), "write for=2021-11-24T05:00:00Z, within=3, water=12")
    boat, everything = asked.get("boat", ""), all_of_it(node, request)
    try:
        answer = await run_in_threadpool(_told, node.desk, boat, now, then, people, everything=everything, within=within)
    except KeyError:
        return problem(404, "boat", boat, "no open boat of this id had a position then", "take an id from /api/picture")
    except ValueError as error:
        return problem(422, "water", asked.get("water", ""), str(error), "give degrees Celsius of the sea, such as water=12")
    return as_json(answer)


def _people(asked: Mapping[str, str]) -> Survival | None:
    """What is known of the people and the water; None when nobody said how warm it is."""
    if "water" not in asked:
        return None
    said = {k: asked[k] for k in PEOPLE if k in asked}
    return msgspec.convert({"water_c": float(asked["water"]), **said}, Survival)


def _told(
    desk: Desk, boat: str, now: datetime, then: datetime, people: Survival | None, *, everything: bool, within: float | None
) -> dict[str, Any]:
    """raises  KeyError for a boat without a position, ValueError for water out of range"""
    known = desk.ahead(boat, now, then.timestamp(), all_of_it=everything, within=within)
    if known is None:
        return {"boat": boat, "at": clock(then), "made": clock(now), "pending": True}
    alive = lives(known.outlooks[boat], people, then.timestamp()) if people else None
    return will_be(known, boat, then, alive)


ROUTES: tuple[tuple[str, Who, Callable[["Node", Request], Awaitable[Response]]], ...] = (("/api/outlook", "see", _outlook),)
"""Path, who may come, what answers."""
