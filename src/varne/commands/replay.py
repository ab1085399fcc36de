"""`varne log replay`: what a log says of a moment, as the page would show it."""

from datetime import datetime
from pathlib import Path
from typing import Any

from varne.config import Config
from varne.picture import picture
from varne.record.log import LogDamaged, stored, verify
from varne.sea.tides import dover_strait
from varne.server.desk import Desk


def known_at(where: Path | str, at: datetime | None) -> dict[str, Any]:
    """The picture JSON of a moment; None is the time of the last event.

    raises  LogDamaged when the log does not verify
    """
    desk = desk_of(where)
    return picture(desk.known(at or desk.night().at))


def desk_of(where: Path | str) -> Desk:
    """A desk over the log at a path or URL, with the shipped tide and no wind.

    raises  LogDamaged when the log does not verify
    """
    if problems := verify(where).problems:
        raise LogDamaged(str(where), problems[0])
    return Desk(lambda after: stored(where, after), Config(), dover_strait(), None)


def as_text(known: dict[str, Any]) -> str:
    """Boats, people and alarms for a terminal."""
    lines = [f"{known['at']}, log position {known['log_position']}"]
    for b in known["boats"]:
        people = b["unaccounted"]
        who = "nobody said how many" if people is None else f"{people['min']} to {people['max']} people unaccounted"
        held = ", ".join(b["holders"]) or ("nobody yet" if b["recorded"] else "proposed by Varne")
        lines.append(f"  {b['name']}: {b['status']}, {b['condition'].replace('_', ' ')}, {who}, held by {held}")
        lines += [f"    refused {r['what']} by {r['centre']}: {w['text']}" for r in b["refusals"] for w in r["why"]]
    lines += [f"  ALARM since {a['since']}: {a['words']['text']} ({_whose(a)})" for a in known["alarms"]]
    return "\n".join(lines)


def _whose(alarm: dict[str, Any]) -> str:
    owner, by = ", ".join(alarm["owners"]) or "every centre", alarm["taken"]
    return f"owner: {owner}; " + (f"taken by {by['centre']}, {by['role']}" if by else "waits" if alarm["waits"] else "seen")
