"""Differences: what two pictures tell otherwise, boat by boat, in words: of two moments, or of one by what is known when.

Works on pictures as screens get them (`picture.picture`), so that it sees what people saw and nothing else. Which is the
first and which the second is the asker's choice; every sentence names both.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

from varne.fusion.show import words_plain
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
FROM_A_FORECAST = ("boundary_near",)
"""Alarms that only a forecast raises: in hindsight another one, so never held against each other then."""
NOBODY = "nobody"

Pair = tuple[Plain | None, Plain | None]


def differences(first: Plain, second: Plain) -> Plain:
    """What differs between two pictures: a row for each boat, and what concerns the whole night.

    first, second  as `picture.picture` gives them
    returns        "boats": [{"first": id or null, "second": id or null, "name", "differs": [facets], "words": [...]}] in the
                   order of the second; "night": sentences; "alarms_first", "alarms_second": those that only one has
    """
    pairs = list(paired(first["boats"], second["boats"]))
    others = {b["id"] for _, b in pairs if b}
    hindsight = any(p["known"] != p["at"] for p in (first, second))
    return {
        "boats": [_row(pair, others) for pair in pairs],
        "night": [words_plain(w) for w in (*_moved(pairs), *_all_told(first, second), *_decided(first, second))],
        "alarms_first": _alarms(first, second, hindsight),
        "alarms_second": _alarms(second, first, hindsight),
    }


def paired(first: Iterable[Plain], second: Iterable[Plain]) -> Iterator[Pair]:
    """Boats of two pictures that are the same: of one id, else those of one standing that share the most reports."""
    left, found = list(first), list(second)
    matches: dict[int, Plain | None] = {}
    for same in (_same_id, _shared):
        for k, b in enumerate(found):
            if matches.get(k) is None:
                best = max(left, key=lambda a, b=b, same=same: same(a, b), default=None)  # type: ignore[misc]
                matches[k] = best if best is not None and same(best, b) else None
                left = [a for a in left if a is not matches[k]]
    yield from ((matches[k], b) for k, b in enumerate(found))
    yield from ((a, None) for a in left)


def _same_id(a: Plain, b: Plain) -> int:
    return int(a["id"] == b["id"])


def _shared(a: Plain, b: Plain) -> int:
    return len(set(a["reports"]) & set(b["reports"]))


def _told_by_other(w: Words, b: Plain | None, others: Collection[str]) -> bool:
    """Two boats that may be one are told once, under the one that comes first."""
    return w.key == "diff.same" and b is not None and w.args["other"] in others and str(w.args["other"]) < b["id"]


def _row(pair: Pair, others: Collection[str]) -> Plain:
    a, b = pair
    name = (b or a or {})["name"]
    told = list(_told(name, a, b))
    told = [(facet, w) for facet, w in told if not _told_by_other(w, b, others)]
    ids = {"first": a and a["id"], "second": b and b["id"], "name": name}
    return {**ids, "differs": [facet for facet, _ in told], "words": [words_plain(w) for _, w in told]}


def _told(name: str, a: Plain | None, b: Plain | None) -> Iterator[tuple[str, Words]]:
    """Each facet that differs, with its sentence."""
    if a is None or b is None:
        yield "there", _say("diff.only_second" if a is None else "diff.only_first", name=name)
        return
    for facet, tell in FACETS.items():
        yield from ((facet, w) for w in tell(name, a, b))


def _name(name: str, a: Plain, b: Plain) -> Iterator[Words]:
    yield from _changed("diff.name", a["name"], b["name"], name=name)


def _status(name: str, a: Plain, b: Plain) -> Iterator[Words]:
    yield from _changed("diff.status", _standing(a), _standing(b), "standing_", name=name)


def _standing(boat: Plain) -> str:
    return "closed" if boat["status"] == "closed" else "recorded" if boat["recorded"] else "proposed"


def _condition(name: str, a: Plain, b: Plain) -> Iterator[Words]:
    yield from _changed("diff.condition", a["condition"], b["condition"], "condition_", name=name)


def _position(name: str, a: Plain, b: Plain) -> Iterator[Words]:
    if (a["lon"] is None) != (b["lon"] is None):
        yield _say("diff.placed" if a["lon"] is None else "diff.unplaced", name=name)
    elif a["lon"] is not None:
        metres, bearing = (float(x) for x in distance_and_bearing(a["lon"], a["lat"], b["lon"], b["lat"]))
        if metres > NEAR_M:
            yield _say("diff.position", name=name, miles=round(metres / NM, 2), bearing=f"{round(bearing) % 360:03d}°")


def _side(name: str, a: Plain, b: Plain) -> Iterator[Words]:
    if a["side"] and b["side"]:
        yield from _changed("diff.side", a["side"], b["side"], "waters_", name=name)


def _people(name: str, a: Plain, b: Plain) -> Iterator[Words]:
    yield from _changed("diff.people", counted(a["people"]), counted(b["people"]), name=name)


def _unaccounted(name: str, a: Plain, b: Plain) -> Iterator[Words]:
    yield from _changed("diff.unaccounted", counted(a["unaccounted"]), counted(b["unaccounted"]), name=name)


def _holders(name: str, a: Plain, b: Plain) -> Iterator[Words]:
    held = [", ".join(sorted(boat["holders"])) or NOBODY for boat in (a, b)]
    yield from _changed("diff.holders", held[0], held[1], "centre_", name=name)


def _handover(name: str, a: Plain, b: Plain) -> Iterator[Words]:
    states = [boat["handover"]["state"] if boat["handover"] else "none" for boat in (a, b)]
    yield from _changed("diff.handover", states[0], states[1], "offer_", name=name)


def _reports(name: str, a: Plain, b: Plain) -> Iterator[Words]:
    for key, mine, other in (("diff.reports_first", a, b), ("diff.reports_second", b, a)):
        if only := [r for r in mine["reports"] if r not in other["reports"]]:
            yield _say(key, name=name, reports=", ".join(only))


def _together(name: str, a: Plain, b: Plain) -> Iterator[Words]:
    p = [boat.get("p") if len(boat["reports"]) > 1 else None for boat in (a, b)]
    if p[0] is not None and p[1] is not None and abs(p[0] - p[1]) >= SURER:
        yield _say("diff.together", name=name, first=percent(p[0]), second=percent(p[1]))


def _same_boat(name: str, a: Plain, b: Plain) -> Iterator[Words]:
    first, second = ({s["with"]: s["p"] for s in boat["same_boat"]} for boat in (a, b))
    for other in [*second, *(o for o in first if o not in second)]:
        p = first.get(other, 0.0), second.get(other, 0.0)
        if abs(p[0] - p[1]) >= SURER:
            yield _say("diff.same", name=name, other=other, first=percent(p[0]), second=percent(p[1]))


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


def _moved(pairs: Iterable[Pair]) -> Iterator[Words]:
    """Reports that are in one boat in the first picture and in another in the second."""
    pairs = list(pairs)
    home = {r: k for k, (a, _) in enumerate(pairs) if a for r in a["reports"]}
    for k, (_, b) in enumerate(pairs):
        for other in sorted({home[r] for r in (b["reports"] if b else ()) if home.get(r, k) != k}):
            was = pairs[other][0]
            if b and was:
                moved = ", ".join(r for r in b["reports"] if home.get(r) == other)
                yield _say("diff.moved", reports=moved, name=was["name"], other=b["name"])


def _all_told(first: Plain, second: Plain) -> Iterator[Words]:
    totals = [counted(p["unaccounted"]["total"]) for p in (first, second)]
    yield from _changed("diff.unaccounted_all", totals[0], totals[1])


def _decided(first: Plain, second: Plain) -> Iterator[Words]:
    for key, mine, other in (("diff.decision_first", first, second), ("diff.decision_second", second, first)):
        there = {d["id"] for d in other.get("decisions", [])}
        for d in mine.get("decisions", []):
            if d["id"] not in there:
                yield _say(key, decided=d["kind"], reports=", ".join((*d["one"], *d["other"])))


def _alarms(mine: Plain, other: Plain, hindsight: bool) -> list[Plain]:
    """The sentences of alarms that only one picture has."""
    there = {a["key"] for a in other["alarms"]}
    rang = [a for a in mine["alarms"] if not (hindsight and a["kind"] in FROM_A_FORECAST)]
    return [a["words"] for a in rang if a["key"] not in there]


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


def _changed(key: str, first: str, second: str, family: str = "", **more: str) -> Iterator[Words]:
    """A sentence with both values, when they differ; family: whose words a catalogue has for them."""
    if first != second:
        yield _say(key, **more, **{f"{family}first": first, f"{family}second": second})


def _say(key: str, **args: str | int | float) -> Words:
    plain = {k: v.replace("_", " ") if isinstance(v, str) and "_" in k else v for k, v in args.items()}
    return Words(key, args, SENTENCES[key].format(**plain))
