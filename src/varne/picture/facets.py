"""Facets: one thing after the other in which a boat of two pictures may differ, each with its sentence.

Which picture is the first and which the second is the asker's choice; every sentence names both.
"""

from collections.abc import Callable, Iterator, Mapping

from varne.geodesy import NM, distance_and_bearing
from varne.picture.plain import Plain
from varne.words import Words

SENTENCES = {
    "diff.only_first": "{name}: only in the first",
    "diff.only_second": "{name}: only in the second",
    "diff.name": "{name}: called {first} in the first, {second} in the second",
    "diff.status": "{name}: {standing_first} in the first, {standing_second} in the second",
    "diff.condition": "{name}: {condition_first} in the first, {condition_second} in the second",
    "diff.position": "{name}: the second place lies {miles} NM from the first, in direction {bearing}",
    "diff.placed": "{name}: a position only in the second",
    "diff.unplaced": "{name}: a position only in the first",
    "diff.side": "{name}: {waters_first} in the first, {waters_second} in the second",
    "diff.people": "{name}: {first} aboard in the first, {second} in the second",
    "diff.unaccounted": "{name}: {first} unaccounted for in the first, {second} in the second",
    "diff.holders": "{name}: held by {centre_first} in the first, by {centre_second} in the second",
    "diff.handover": "{name}: hand-over {offer_first} in the first, {offer_second} in the second",
    "diff.reports_first": "{name}: reports only in the first: {reports}",
    "diff.reports_second": "{name}: reports only in the second: {reports}",
    "diff.together": "{name}: all its reports one boat with {first} % in the first, {second} % in the second",
    "diff.same": "{name} and {other} are one boat with {first} % in the first, {second} % in the second",
    "diff.moved": "{reports}: {name} in the first, {other} in the second",
    "diff.unaccounted_all": "Unaccounted for over all open boats: {first} in the first, {second} in the second",
    "diff.decision_first": "Decided and in force only in the first: {decided} {reports}",
    "diff.decision_second": "Decided and in force only in the second: {decided} {reports}",
}
NEAR_M = 50.0
"""Two places this near are told as one [m]: nobody acts on less."""
SURER = 0.05
"""Two probabilities this near are told as one."""
NOBODY = "nobody"
PROPOSED = "boat:"
"""Before the id of a proposed boat's first report: alone it is linked as that report, with others as a boat."""


def _name(name: str, a: Plain, b: Plain) -> Iterator[Words]:
    yield from changed("diff.name", a["name"], b["name"], name=name)


def _status(name: str, a: Plain, b: Plain) -> Iterator[Words]:
    yield from changed("diff.status", _standing(a), _standing(b), "standing_", name=name)


def _standing(boat: Plain) -> str:
    return "closed" if boat["status"] == "closed" else "recorded" if boat["recorded"] else "proposed"


def _condition(name: str, a: Plain, b: Plain) -> Iterator[Words]:
    yield from changed("diff.condition", a["condition"], b["condition"], "condition_", name=name)


def _position(name: str, a: Plain, b: Plain) -> Iterator[Words]:
    if (a["lon"] is None) != (b["lon"] is None):
        yield say("diff.placed" if a["lon"] is None else "diff.unplaced", name=name)
    elif a["lon"] is not None:
        metres, bearing = (float(x) for x in distance_and_bearing(a["lon"], a["lat"], b["lon"], b["lat"]))
        if metres > NEAR_M:
            yield say("diff.position", name=name, miles=round(metres / NM, 2), bearing=f"{round(bearing) % 360:03d}°")


def _side(name: str, a: Plain, b: Plain) -> Iterator[Words]:
    if a["side"] and b["side"]:
        yield from changed("diff.side", a["side"], b["side"], "waters_", name=name)


def _people(name: str, a: Plain, b: Plain) -> Iterator[Words]:
    yield from changed("diff.people", counted(a["people"]), counted(b["people"]), name=name)


def _unaccounted(name: str, a: Plain, b: Plain) -> Iterator[Words]:
    yield from changed("diff.unaccounted", counted(a["unaccounted"]), counted(b["unaccounted"]), name=name)


def _holders(name: str, a: Plain, b: Plain) -> Iterator[Words]:
    held = [", ".join(sorted(boat["holders"])) or NOBODY for boat in (a, b)]
    yield from changed("diff.holders", held[0], held[1], "centre_", name=name)


def _handover(name: str, a: Plain, b: Plain) -> Iterator[Words]:
    states = [boat["handover"]["state"] if boat["handover"] else "none" for boat in (a, b)]
    yield from changed("diff.handover", states[0], states[1], "offer_", name=name)


def _reports(name: str, a: Plain, b: Plain) -> Iterator[Words]:
    for key, mine, other in (("diff.reports_first", a, b), ("diff.reports_second", b, a)):
        if only := [r for r in mine["reports"] if r not in other["reports"]]:
            yield say(key, name=name, reports=", ".join(only))


def _together(name: str, a: Plain, b: Plain) -> Iterator[Words]:
    p = [boat.get("p") if len(boat["reports"]) > 1 else None for boat in (a, b)]
    if p[0] is not None and p[1] is not None and abs(p[0] - p[1]) >= SURER:
        yield say("diff.together", name=name, first=percent(p[0]), second=percent(p[1]))


def _same_boat(name: str, a: Plain, b: Plain) -> Iterator[Words]:
    """Of reports that stand in the boat in one of the two, `_reports` tells."""
    first, second = (_linked(boat) for boat in (a, b))
    for other in [o for o in {**second, **first} if o not in {*a["reports"], *b["reports"]}]:
        p = first.get(other, 0.0), second.get(other, 0.0)
        if abs(p[0] - p[1]) >= SURER:
            yield say("diff.same", name=name, other=other, first=percent(p[0]), second=percent(p[1]))


def _linked(boat: Plain) -> dict[str, float]:
    """What may be one with it, with the highest probability where several of its reports say so: the likeliest come first."""
    links: dict[str, float] = {}
    for s in boat["same_boat"]:
        links.setdefault(s["with"].removeprefix(PROPOSED), s["p"])
    return links


FACETS: Mapping[str, Callable[[str, Plain, Plain], Iterator[Words]]] = {
    "name": _name,
    "status": _status,
    "condition": _condition,
    "position": _position,
    "side": _side,
    "people": _people,
    "unaccounted": _unaccounted,
    "holders": _holders,
    "handover": _handover,
    "reports": _reports,
    "together": _together,
    "same_boat": _same_boat,
}
"""What is compared of a boat that is in both, in the order in which it is told."""


def counted(count: Plain | None) -> str:
    """A range of people as screens write it; "?" where nobody said.

    >>> counted({"min": 33, "likely": 35, "max": 40}), counted({"min": 5, "likely": 5, "max": 5}), counted(None)
    ('33–40', '5', '?')
    """
    if count is None:
        return "?"
    return str(count["min"]) if count["min"] == count["max"] else f"{count['min']}–{count['max']}"


def percent(p: float) -> str:
    """A probability in percent, never 0 or 100 unless it is exactly that.

    >>> [percent(p) for p in (0.0, 0.004, 0.5, 0.998, 1.0)]
    ['0', '< 1', '50', '> 99', '100']
    """
    if p in (0.0, 1.0):
        return str(round(100 * p))
    return "< 1" if p < 0.01 else "> 99" if p > 0.99 else str(round(100 * p))


def changed(key: str, first: str, second: str, family: str = "", **more: str) -> Iterator[Words]:
    """A sentence with both values, when they differ; family: whose words a catalogue has for them."""
    if first != second:
        yield say(key, **more, **{f"{family}first": first, f"{family}second": second})


def say(key: str, **args: str | int | float) -> Words:
    """A sentence of this module; in English, a value that catalogues have a word for (its name has a _) is written with spaces.

    >>> say("diff.condition", name="Alfa", condition_first="underway", condition_second="people_in_water").text
    'Alfa: underway in the first, people in water in the second'
    """
    plain = {k: v.replace("_", " ") if isinstance(v, str) and "_" in k else v for k, v in args.items()}
    return Words(key, args, SENTENCES[key].format(**plain))
