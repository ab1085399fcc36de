"""Everything for an outside auditor in one archive: the record of this node with all signatures, what a check of it found, what
did not count and why, what was erased, what happened at the door and which sealed numbers were read.

No login stands in it: accounts are their actors, as in the record. The names behind them are the centre's to give.
"""

import io
import json
import zipfile
from collections.abc import Awaitable, Callable, Iterator, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from varne import __version__
from varne.access import accounts, journal
from varne.access.roles import KIND_NEEDS, ROLES, Who
from varne.access.store import Store as People
from varne.record.chain import Stored
from varne.record.history import History
from varne.record.incident import Night
from varne.record.log import Store
from varne.record.log.checking import check
from varne.record.log.copying import lines_of
from varne.server.intake import utc_now

if TYPE_CHECKING:
    from varne.server.app import Node

READ_ME = """Varne {version}: the record of a node, for an auditor. Written {now}.

record.jsonl    every event of every chain that the node holds, one a line, header and body byte for byte as hashed and signed;
                `varne log import copy.varne record.jsonl` makes a log of it, `varne log verify copy.varne` checks it
verified.json   what such a check found when this was written: heads and signers of the chains, every problem
night.json      decisions that did not count with the reasons; contradictions with all their sides, settled or not; problems
marks.json      erasures, forks, witnesses, and who read which sealed number and why
door.json       what happened at the door: signing in, refusals, roles, readings; accounts are the actors of the record
roles.json      what each role may do, and what each kind of event takes
SHA256SUMS      of all these

docs/events.md says what the kinds and their fields mean, docs/privacy.md what is kept how long.
"""
MARKS = (
    "body-erased",
    "erased",
    "head-witnessed",
    "fork-found",
    "sealed-read",
    "number-kept",
    "conflict-noted",
    "conflict-settled",
)


def archive(store: Store, events: Sequence[Stored], people: People | None, now: datetime) -> bytes:
    """The archive, a ZIP file.

    store   of the log, which may be in use;  events  that it holds, as they arrived
    people  accounts and what happened at the door; None where there are none
    """
    history = History()
    history.take(events)
    parts = {
        "README.txt": READ_ME.format(version=__version__, now=now.astimezone(UTC).isoformat(timespec="seconds")).encode(),
        "record.jsonl": "".join(f"{line}\n" for line in lines_of(store)).encode(),
        "verified.json": _json(check(store)),
        "night.json": _json(_night(history.night())),
        "marks.json": _json(list(_marks(events))),
        "door.json": _json(_door(people)),
        "roles.json": _json({"roles": {r: sorted(p) for r, p in ROLES.items()}, "kinds": dict(KIND_NEEDS)}),
    }
    sums = "".join(f"{sha256(content).hexdigest()}  {name}\n" for name, content in parts.items())
    return _zipped({**parts, "SHA256SUMS": sums.encode()}, now)


def _zipped(parts: dict[str, bytes], now: datetime) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(zipfile.ZipInfo(name, now.astimezone(UTC).timetuple()[:6]), content, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def _json(value: object) -> bytes:
    return json.dumps(msgspec.to_builtins(value, enc_hook=str), ensure_ascii=False, indent=1).encode()


def _night(night: Night) -> dict[str, Any]:
    return {
        "refused": [{"boat": b.id, **msgspec.to_builtins(r, enc_hook=str)} for b in night.boats.values() for r in b.refusals],
        "contradictions": night.contradictions,
        "problems": night.problems,
    }


def _marks(events: Sequence[Stored]) -> Iterator[dict[str, Any]]:
    for s in events:
        told = msgspec.to_builtins(s.event)
        if told["kind"] in MARKS:
            yield {"id": s.id, "chain": s.chain, "seq": s.seq, "at": s.at.isoformat(), **told}


def _door(people: People | None) -> list[dict[str, Any]]:
    if people is None:
        return []
    actors = {a.id: a.actor for a in accounts.accounts(people, removed=True)}
    return [
        {"n": e.n, "at": e.at.isoformat(), "what": e.what, "actor": actors.get(e.account or ""), "detail": e.detail}
        for e in journal.entries(people)
    ]


async def _audit(node: "Node", request: Request) -> Response:
    """Everything for an auditor, as a ZIP file; that it was exported is itself on record at the door."""
    people, now, came = node.people, utc_now(), request.state.visitor
    if people is not None:
        who = came.account.id if came.account else None
        await run_in_threadpool(journal.note, people.store, now.timestamp(), "audit exported", who)
    store, events = people.store if people else None, await run_in_threadpool(node.desk.stored)
    content = await run_in_threadpool(archive, node.log.store, events, store, now)
    shown = f'attachment; filename="varne-{node.centre}-audit-{now:%Y%m%dT%H%MZ}.zip"'
    return Response(content, headers={"cache-control": "no-store", "content-disposition": shown}, media_type="application/zip")


ROUTES: tuple[tuple[str, Who, Callable[["Node", Request], Awaitable[Response]], str], ...] = (
    ("/api/audit", "audit", _audit, "GET"),
)
