"""What the two sides recorded while apart and nobody has settled: both values side by side, with who said which and when."""

from varne.fusion.show import words_plain
from varne.picture.plain import Plain, clock
from varne.record.incident import Contradiction, Night, Setting
from varne.record.incident.state import AssetState, Withheld
from varne.words import Words

SENTENCES = {
    "side.name": "calls it {name}",
    "side.boat": "puts it into {boat}",
    "side.no_boat": "takes it out of its boat",
    "side.people": "{min} to {max} people",
    "side.task": "{status}, {boat}",
    "side.task_alone": "{status}",
    "side.withheld": "withholds it: {reason}",
    "side.released": "says that it may be sent",
    "side.act": "{kind}",
}


def contradictions(night: Night) -> list[Plain]:
    """One row a contradiction, the oldest first; key names it in the event that settles it."""
    return [_row(c, night) for c in night.contradictions]


def _row(c: Contradiction, night: Night) -> Plain:
    boats = [b.id for b in night.boats.values() if c.key in b.contested or b.id == c.whose]
    sides = [
        {"id": v.id, "centre": v.centre, "at": clock(v.at), "words": words_plain(_said(c.field, v, night))} for v in c.sides
    ]
    return {"key": c.key, "field": c.field, "subject": _name(c.whose, night), "boats": boats, "sides": sides}


def _said(field: str, side: Setting, night: Night) -> Words:
    match field:
        case "name":
            return _words("side.name", name=side.says)
        case "boat_of":
            return _words("side.boat", boat=_name(side.says, night)) if side.says else _words("side.no_boat")
        case "people":
            low, _, high = side.says.split()
            return _words("side.people", min=int(low), max=int(high))
        case "asset" if isinstance(side.what, AssetState):
            status, boat = side.what.status, side.what.boat
            args = {"status": status, "boat": _name(boat, night)} if boat else {"status": status}
            return _words("side.task" if boat else "side.task_alone", **args)
        case "asset" if isinstance(side.what, Withheld):
            return _words("side.withheld", reason=side.what.reason)
        case "asset" if side.says == "released":
            return _words("side.released")
    return _words("side.act", kind=side.says)


def _words(key: str, **args: str | int) -> Words:
    return Words(key, args, SENTENCES[key].format(**args))


def _name(ident: str, night: Night) -> str:
    return night.boats[ident].name if ident in night.boats else ident
