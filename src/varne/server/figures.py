"""The page of official figures: what is known on a day in sentences, five pictures, and where every number comes from.

It is made on the server; a language or a vintage is a link, and only checking a claim needs a script. Figures are public; the
page shows nothing of our own record.
"""

import sqlite3
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import date
from functools import lru_cache
from threading import Lock
from typing import TYPE_CHECKING, Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from varne.access.roles import Who
from varne.config import home
from varne.crossings.charts import KINDS, Kind
from varne.crossings.claims.evidence import Evidence
from varne.crossings.measures import newest
from varne.crossings.sentences import Language
from varne.figures.charting import chart_of
from varne.figures.checked import check_sentence
from varne.figures.known import NothingKnown, evidence
from varne.figures.store import opened
from varne.figures.times import LATEST
from varne.server.answers import as_json, problem
from varne.server.figures_page import page, told
from varne.writers.figures.pictures import ENDINGS, written
from varne.writers.figures.rows import NoParquet

if TYPE_CHECKING:
    from varne.server.app import Node

STORE = "figures.sqlite"
LONGEST = 500
"""Characters of a claim."""
TYPES = {
    "svg": "image/svg+xml",
    "png": "image/png",
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "parquet": "application/vnd.apache.parquet",
}


DRAWING = Lock()
"""One picture at a time: the second core is for the picture of the night."""


@contextmanager
def _store() -> Iterator[sqlite3.Connection]:
    """The store of this machine.

    raises  NothingKnown while there is none
    """
    path = home() / STORE
    if not path.exists():
        raise NothingKnown("no official table is held yet; varne figures import, or varne figures update")
    with opened(path) as db:
        yield db


def _stamp() -> tuple[int, int]:
    """What changes when the store does."""
    try:
        found = (home() / STORE).stat()
    except FileNotFoundError:
        return 0, 0
    return found.st_mtime_ns, found.st_size


def _asked(request: Request) -> tuple[Language, date | None]:
    """Language and day of knowledge of a request.

    raises  ValueError for a day that is none
    """
    return ("fr" if request.query_params.get("language") == "fr" else "en"), _day(request, "as_known")


def _day(request: Request, name: str) -> date | None:
    """The day under a name; None where there is none.

    raises  ValueError for a day that is none
    """
    text = request.query_params.get(name)
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise ValueError(f"{name} {text!r} is no day") from None


async def _page(_node: "Node", request: Request) -> Response:
    """The page of official figures: numbers with their rules, pictures, sources and vintages.

    as_known  what was published after this day does not count
    language  en or fr
    """
    try:
        language, as_known = _asked(request)
        body = await run_in_threadpool(_made, language, as_known)
    except ValueError as error:
        return problem(422, "as_known", request.query_params.get("as_known", ""), str(error), "write a day such as 2026-01-31")
    return Response(body, media_type="text/html; charset=utf-8", headers={"cache-control": "no-store"})


async def _file(_node: "Node", request: Request) -> Response:
    """A picture of official figures, or the rows behind it.

    name  cumulative, calendar, per-boat, records or revisions, with the ending svg, png, csv, json or parquet
    as_known  what was published after this day does not count
    language  en or fr
    """
    name, _, ending = request.path_params["name"].rpartition(".")
    kind = next((k for k in KINDS if k == name), None)
    if kind is None or ending not in ENDINGS:
        return problem(
            404, "name", f"{name}.{ending}", f"kinds are {', '.join(KINDS)}; endings {', '.join(ENDINGS)}", "choose one"
        )
    try:
        language, as_known = _asked(request)
        content = await run_in_threadpool(_drawn, kind, ending, language, as_known)
    except (ValueError, NoParquet) as error:
        return problem(422, "figures", name, str(error), "import a table first, or ask for another day or ending")
    return Response(content, media_type=TYPES[ending], headers={"cache-control": "no-store"})


async def _check(_node: "Node", request: Request) -> Response:
    """Claims of a sentence against the official figures: reproduces, contradicts or cannot be computed, with the nearest truth.

    claim  the sentence, such as: 592 people in 11 boats on 2 March 2025
    said  the day on which it was said; the newest day of the table when absent
    as_known  what was published after this day does not count
    language  en or fr
    """
    claim = request.query_params.get("claim", "").strip()
    if not claim or len(claim) > LONGEST:
        return problem(422, "claim", claim[:40], f"{len(claim)} characters; 1 to {LONGEST} are read", "write one sentence")
    try:
        language, as_known = _asked(request)
        found = await run_in_threadpool(_checked, claim, _day(request, "said"), as_known, language)
    except ValueError as error:
        return problem(422, "figures", claim[:40], str(error), "write days as 2025-03-02, or import a table first")
    return as_json({"findings": found})


def _checked(claim: str, said: date | None, as_known: date | None, language: Language) -> list[dict[str, Any]]:
    with DRAWING:
        known = _known(str(home()), _stamp(), as_known or LATEST)
    if known.daily is None:
        raise NothingKnown(f"no daily table was published by {as_known or 'now'}; import one, or ask for a later day")
    return [told(f, language) for f in check_sentence(claim, known, said or newest(known.daily))]


@lru_cache(maxsize=4)
def _known(_home: str, _stamp: tuple[int, int], as_known: date) -> Evidence:
    """Every table as known on a day; read again only when the store changed."""
    with _store() as db:
        return evidence(db, as_known)


def _drawn(kind: Kind, ending: str, language: Language, as_known: date | None) -> bytes:
    with DRAWING:
        return _kept(str(home()), _stamp(), kind, ending, language, as_known)


@lru_cache(maxsize=64)
def _kept(_home: str, _stamp: tuple[int, int], kind: Kind, ending: str, language: Language, as_known: date | None) -> bytes:
    """A picture or its rows; made again only when the store changed."""
    with _store() as db:
        return written(chart_of(db, kind, as_known), ending, language)


def _made(language: Language, as_known: date | None) -> str:
    try:
        with _store() as db:
            return page(db, language, as_known)
    except NothingKnown:
        return page(None, language, as_known)


ROUTES: tuple[tuple[str, Who, Callable[["Node", Request], Awaitable[Response]]], ...] = (
    ("/figures", "see", _page),
    ("/figures/{name}", "see", _file),
    ("/api/figures/check", "see", _check),
)
"""Path, who may come, what answers."""
