"""The page of readiness: the newest forecast of crossings issued on this machine, and how good the earlier ones were."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from varne.access.roles import Who
from varne.config import home
from varne.crossings.sentences import Language
from varne.figures.store import opened
from varne.readiness.known import NoFigures, known
from varne.readiness.scored import NothingCame, Report, report
from varne.record.events import ReadinessIssued
from varne.record.log import stored
from varne.server.readiness_page import page

if TYPE_CHECKING:
    from varne.server.app import Node

RECORD, STORE = "readiness.varne", "figures.sqlite"


async def _page(_node: "Node", request: Request) -> Response:
    """The newest forecast of crossings and its scores, as a page: of the whole Strait, by day.

    language  en or fr
    """
    language: Language = "fr" if request.query_params.get("language") == "fr" else "en"
    body = await run_in_threadpool(_made, language)
    return Response(body, media_type="text/html; charset=utf-8", headers={"cache-control": "no-store"})


def _made(language: Language) -> str:
    path = home() / RECORD
    issued = [s.event for s in stored(path) if isinstance(s.event, ReadinessIssued)] if path.exists() else []
    newest = max(issued, key=lambda e: e.issued, default=None)
    return page(newest, _scored(issued), language)


def _scored(issued: list[ReadinessIssued]) -> Report | str | None:
    """The scores; None where nothing has come yet; what is wrong with the figures where they cannot be read."""
    store, today = home() / STORE, datetime.now(UTC).date()
    if not store.exists() or not issued:
        return None
    try:
        with opened(store) as db:
            return report(issued, known(db, today).counts, today)
    except (NoFigures, NothingCame):
        return None
    except ValueError as error:
        return str(error)


ROUTES: tuple[tuple[str, Who, Callable[["Node", Request], Awaitable[Response]]], ...] = (("/readiness", "see", _page),)
"""Path, who may come, what answers."""
