"""`varne sitrep` and `varne watch`: papers out of a log, as known at a moment, or a SITREP as it was issued."""

from collections.abc import Sequence
from datetime import datetime
from importlib.resources import files
from pathlib import Path

from varne.briefs.facts import called
from varne.briefs.sitrep import AHEAD, issued_as, paper_of, short, sitrep
from varne.briefs.speech import Language, speech
from varne.briefs.watch import AHEAD as SHEET
from varne.briefs.watch import watch
from varne.commands.replay import desk_of
from varne.record.incident import Boat, Night
from varne.server.ahead import known_ahead
from varne.writers.paper import Paper, as_html, as_text


def sitrep_of(
    record: Path, boat: str, at: datetime | None, language: Language, *, centre: str, to: Sequence[str], brief: bool
) -> Paper:
    """A draft of the SITREP of a boat, as known at a moment (None: the time of the last event).

    boat    its id or one of its names;  brief  parts A to F only
    raises  LogDamaged; ValueError that names the boats there are
    """
    desk = desk_of(record)
    now = at or desk.night().at
    found = boat_of(boat, desk.night(now))
    known = known_ahead(desk, now, max(AHEAD), [found.id])
    paper = sitrep(found, known, speech(language, called(known.night)), centre=centre, to=to)
    return short(paper) if brief else paper


def issued_paper(record: Path, boat: str, serial: int, centre: str) -> Paper:
    """A SITREP as a centre issued it, word by word.

    raises  LogDamaged; ValueError that names what was issued
    """
    desk = desk_of(record)
    ident = boat_of(boat, desk.night()).id
    return paper_of(issued_as(desk.stored(), ident, serial, centre))


def watch_of(record: Path, at: datetime | None, language: Language, *, centre: str) -> Paper:
    """The sheet of a change of watch, as known at a moment.

    raises  LogDamaged
    """
    desk = desk_of(record)
    known = known_ahead(desk, at or desk.night().at, max(SHEET))
    return watch(known, speech(language, called(known.night)), centre=centre)


def boat_of(said: str, night: Night) -> Boat:
    """The boat of an id or a name.

    raises  ValueError when there is none, or several of that name
    """
    if said in night.boats:
        return night.boats[said]
    found = [b for b in night.boats.values() if said.casefold() in (n.casefold() for n in b.names)]
    if len(found) == 1:
        return found[0]
    have = ", ".join(f"{b.name} ({b.id})" for b in night.boats.values()) or "none"
    raise ValueError(f"{len(found)} boats are called {said!r}; boats of the record then: {have}")


def written(paper: Paper, out: str) -> str:
    """The paper as a file of that name holds it: .html prints by itself, anything else is text.

    >>> written(Paper("T", "en", (), ()), "t.txt")
    'T\\n'
    """
    if not out.lower().endswith((".html", ".htm")):
        return as_text(paper)
    style = files("varne").joinpath("server", "web", "css", "paper.css").read_text("utf-8")
    return as_html(paper, f"<style>\n{style}</style>\n")
