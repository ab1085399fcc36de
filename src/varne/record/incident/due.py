"""What should have happened by now: a boat ashore or met, an asset on scene, everybody accounted for when a watch ends."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from varne.record.incident.alarm import Alarm, Rules
from varne.record.incident.sentences import clock, say
from varne.record.incident.state import Boat, Night

ARRIVED = ("on_scene", "left_scene", "berthed")


def overdue(night: Night, boat: Boat, now: datetime, rules: Rules) -> Iterator[Alarm]:
    """The people of a boat should be ashore or aboard a rescuer by now, and not all of them are known to be."""
    first = min([boat.opened_at, *(night.reports[r].heard for r in boat.reports if r in night.reports)])
    since = first + timedelta(seconds=rules.overdue)
    if now >= since and sought(boat):
        hours = int((now - first).total_seconds() // 3600)
        words = say("alarm.overdue", boat=boat.name, time=clock(first), hours=hours)
        yield Alarm(f"overdue/{boat.id}/{boat.status_since:%Y%m%dT%H%M%S}", "overdue", boat.id, since, words)


def late(night: Night, now: datetime, rules: Rules) -> Iterator[Alarm]:
    """An asset was promised for a time and has not reported on scene; without a promise it cannot be late."""
    for a in night.assets.values():
        boat = night.boats.get(a.boat or "")
        if a.due is None or a.doing in ARRIVED or (boat and boat.status == "closed"):
            continue
        since = a.due + timedelta(seconds=rules.late)
        if now >= since:
            words = say("alarm.late", asset=a.asset, time=clock(a.due))
            owners = () if boat else (a.centre,)
            yield Alarm(f"late/{a.asset}/{a.due:%Y%m%dT%H%M%S}", "late", boat.id if boat else None, since, words, owners)


def watch_end(night: Night, now: datetime, rules: Rules) -> Iterator[Alarm]:
    """A watch of the centre ends, or has ended, and people of boats that it holds since before that are still sought.

    It stands until they are accounted for, or the next watch comes to its end: then that one has to look. A boat that comes to
    the centre makes it another alarm: whoever had seen the one before has not seen this boat.
    """
    ends = [end for end in _ends(now, rules) if end - timedelta(seconds=rules.before_end) <= now]
    if not ends:
        return
    end = max(ends)
    boats = [b for b in night.boats.values() if _came(b, rules.centre) < end and rules.centre in b.holders and sought(b)]
    if boats:
        left = ", ".join(f"{b.name} {_range(b)}" for b in boats)
        words = say("alarm.watch_end", centre=rules.centre, time=clock(end), boats=left)
        came, newest = max((_came(b, rules.centre), b.id) for b in boats)
        since = max(end - timedelta(seconds=rules.before_end), came)
        key = f"watch-end/{rules.centre}/{end:%Y%m%dT%H%M}/{newest}"
        yield Alarm(key, "watch_end", None, since, words, (rules.centre,))


def _came(boat: Boat, centre: str) -> datetime:
    """When a boat last came to a centre: opened, opened again, or accepted."""
    accepted = [o.answered_at for o in boat.offers if o.answer == "accepted" and o.taker == centre and o.answered_at]
    return max([boat.status_since, *accepted])


def sought(boat: Boat) -> bool:
    """Is anybody of an open boat still sought, or may be: where nobody said how many there are, somebody is."""
    return boat.status == "open" and (boat.unaccounted is None or boat.unaccounted.max > 0)


def _ends(now: datetime, rules: Rules) -> Iterator[datetime]:
    """Ends of watches from yesterday to tomorrow, UTC."""
    for days in (-1, 0, 1):
        day = (now.astimezone(UTC) + timedelta(days=days)).date()
        yield from (datetime.combine(day, end, UTC) for end in rules.watch_ends)


def _range(boat: Boat) -> str:
    left = boat.unaccounted
    if left is None:
        return "?"
    return str(left.max) if left.min == left.max else f"{left.min}–{left.max}"
