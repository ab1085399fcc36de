"""Alarms of a moment: those of the record, and those that only a forecast can raise."""

from collections.abc import Iterator
from datetime import UTC, datetime

from varne.drift.run import Run
from varne.fusion.show import words_plain
from varne.picture.crossing import Crossing, crossing
from varne.picture.known import Known
from varne.picture.plain import Plain, clock
from varne.record import incident
from varne.record.incident import Alarm, Boat, Night
from varne.sea import coast
from varne.words import Words

SENTENCES = {
    "alarm.boundary_near": "{boat}: {percent} % likely to be on the side of {side} within {hours} h "
    "(8 in 10 of those cross first from {begin} to {end} UTC)",
}

ENOUGH = 500
"""States that tell how likely a crossing is."""


def alarms(known: Known) -> tuple[Alarm, ...]:
    """Every alarm that stands: those that wait for somebody first."""
    night = known.night
    near = [incident.attended(night, a) for b in night.boats.values() if b.status == "open" for a in _near(b, known)]
    return tuple(sorted((*incident.alarms(night, known.now, known.rules), *near), key=incident.in_order))


def rows(known: Known) -> list[Plain]:
    """The same for a screen."""
    return [_row(a) for a in alarms(known)]


def _near(boat: Boat, known: Known) -> Iterator[Alarm]:
    """It will probably be on the other side soon. One alarm until a position says that it has been there and is back."""
    o, rules = known.outlooks.get(boat.id), known.rules
    if o is None or o.start.lon is None or o.start.lat is None:
        return
    side = coast.side(o.start.lon, o.start.lat)
    if side is None:
        return
    then, now = o.start.when.timestamp(), known.now.timestamp()
    if found := crossing(_thinned(o.run), side, then, now, rules.line, rules.line_chance):
        key = f"boundary-near/{boat.id}/{found.to}/{_last_there(known.night, boat, found)}"
        since = datetime.fromtimestamp(found.since, UTC)
        yield Alarm(key, "boundary_near", boat.id, since, _words(boat, found, rules.line))


def _thinned(run: Run) -> Run:
    """Evenly some hundreds of its states: enough for a chance to two in a hundred, and every screen asks for every boat."""
    k = slice(None, None, max(1, run.weight.size // ENOUGH))
    return Run(run.t, run.lon[:, k], run.lat[:, k], run.state[:, k], run.flag[:, k], run.weight[k], run.fields)


def _last_there(night: Night, boat: Boat, found: Crossing) -> str:
    """The last position on the side where it goes: after it, going there once more is news."""
    where = [(r.id, r.lon, r.lat) for r in incident.placed(night, boat)]
    there = [name for name, lon, lat in where if lon is not None and lat is not None and coast.side(lon, lat) == found.to]
    return there[-1] if there else "first"


def _words(boat: Boat, found: Crossing, within: float) -> Words:
    args: dict[str, str | int | float] = {
        "boat": boat.name, "percent": min(round(100 * found.p), 99), "side": found.to, "hours": f"{within / 3600:.3g}",
        "begin": _minute(found.begin), "end": _minute(found.end),
    }  # fmt: skip
    return Words("alarm.boundary_near", args, SENTENCES["alarm.boundary_near"].format(**args))


def _minute(t: float) -> str:
    """To ten minutes: as fine as a run's outputs."""
    return f"{datetime.fromtimestamp(600 * round(t / 600), UTC):%H:%M}"


def _row(a: Alarm) -> Plain:
    return {
        "key": a.key,
        "kind": a.kind,
        "boat": a.boat,
        "since": clock(a.since),
        "words": words_plain(a.words),
        "owners": list(a.owners),
        "waits": a.waits,
        "acknowledged": [_by(b) for b in a.acknowledged],
        "taken": _by(a.taken) if a.taken else None,
    }


def _by(a: incident.Attended) -> Plain:
    return {"centre": a.centre, "role": a.role, "at": clock(a.at), "reason": a.reason}
