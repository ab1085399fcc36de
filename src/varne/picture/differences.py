"""Differences: what two pictures tell otherwise, boat by boat, in words: of two moments, or of one by what is known when.

Works on pictures as screens get them (`picture.picture`), so that it sees what people saw and nothing else. Which is the
first and which the second is the asker's choice; every sentence names both.
"""

from collections.abc import Iterable, Iterator

from varne.fusion.show import words_plain
from varne.picture.facets import FACETS, PROPOSED, changed, counted, say
from varne.picture.pairing import Pair, paired
from varne.picture.plain import Plain
from varne.words import Words

FROM_A_FORECAST = ("boundary_near",)
"""Alarms that only a forecast raises: in hindsight another one, so never held against each other then."""


def differences(first: Plain, second: Plain) -> Plain:
    """What differs between two pictures: a row for each boat, and what concerns the whole night.

    first, second  as `picture.picture` gives them
    returns        "boats": [{"first": id or null, "second": id or null, "name", "differs": [facets], "words": [...]}] in the
                   order of the second; "night": sentences; "alarms_first", "alarms_second": those that only one has
    """
    pairs = list(paired(first["boats"], second["boats"]))
    hindsight = any(p["known"] != p["at"] for p in (first, second))
    return {
        "boats": list(_rows(pairs)),
        "night": [words_plain(w) for w in (*_moved(pairs), *_all_told(first, second), *_decided(first, second))],
        "alarms_first": _alarms(first, second, hindsight),
        "alarms_second": _alarms(second, first, hindsight),
    }


def _rows(pairs: Iterable[Pair]) -> Iterator[Plain]:
    """What differs boat by boat. Two boats that may be one are told once, under the one that comes first."""
    links: set[frozenset[str]] = set()
    for a, b in pairs:
        name = (b or a or {})["name"]
        told = [(facet, w) for facet, w in _told(name, a, b) if _link(w, b) not in links]
        links |= {_link(w, b) for _, w in told} - {frozenset()}
        ids = {"first": a and a["id"], "second": b and b["id"], "name": name}
        yield {**ids, "differs": [facet for facet, _ in told], "words": [words_plain(w) for _, w in told]}


def _link(w: Words, b: Plain | None) -> frozenset[str]:
    """The two boats of a sentence that says how likely they are one; empty for any other."""
    return frozenset((str(w.args["other"]), b["id"].removeprefix(PROPOSED))) if b and w.key == "diff.same" else frozenset()


def _told(name: str, a: Plain | None, b: Plain | None) -> Iterator[tuple[str, Words]]:
    """Each facet that differs, with its sentence."""
    if a is None or b is None:
        yield "there", say("diff.only_second" if a is None else "diff.only_first", name=name)
        return
    for facet, tell in FACETS.items():
        yield from ((facet, w) for w in tell(name, a, b))


def _moved(pairs: Iterable[Pair]) -> Iterator[Words]:
    """Reports that are in one boat in the first picture and in another in the second."""
    pairs = list(pairs)
    home = {r: k for k, (a, _) in enumerate(pairs) if a for r in a["reports"]}
    for k, (_, b) in enumerate(pairs):
        for other in sorted({home[r] for r in (b["reports"] if b else ()) if home.get(r, k) != k}):
            was = pairs[other][0]
            if b and was:
                moved = ", ".join(r for r in b["reports"] if home.get(r) == other)
                yield say("diff.moved", reports=moved, name=was["name"], other=b["name"])


def _all_told(first: Plain, second: Plain) -> Iterator[Words]:
    totals = [counted(p["unaccounted"]["total"]) for p in (first, second)]
    yield from changed("diff.unaccounted_all", totals[0], totals[1])


def _decided(first: Plain, second: Plain) -> Iterator[Words]:
    for key, mine, other in (("diff.decision_first", first, second), ("diff.decision_second", second, first)):
        there = {d["id"] for d in other.get("decisions", [])}
        for d in mine.get("decisions", []):
            if d["id"] not in there:
                yield say(key, decided=d["kind"], reports=", ".join((*d["one"], *d["other"])))


def _alarms(mine: Plain, other: Plain, hindsight: bool) -> list[Plain]:
    """The sentences of alarms that only one picture has."""
    there = {a["key"] for a in other["alarms"]}
    rang = [a for a in mine["alarms"] if not (hindsight and a["kind"] in FROM_A_FORECAST)]
    return [a["words"] for a in rang if a["key"] not in there]
