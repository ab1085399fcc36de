"""What lifeboats, cutters and aircraft do, and which of them are kept back: what was said last, by either side."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace

from varne.record import events as ev
from varne.record.chain import Stored
from varne.record.incident.draft import Draft
from varne.record.incident.state import AssetState, Withheld

SENT: tuple[ev.AssetStatus, ...] = ("tasked", "departed", "on_scene")
"""On its way to a boat, or there: not free for another, and withheld from that boat no more."""
BEFORE_IT_IS_THERE: tuple[ev.AssetStatus, ...] = ("tasked", "departed", "sighting")
"""A promise to be on scene stands through these."""


def said(d: Draft, s: Stored, e: ev.Asset) -> None:
    """What an asset does is a field that both sides set; where somebody saw it is not, and changes nothing of what it does."""
    d.known(s, e.boat)
    d.assets[e.asset] = state = _after(d.assets.get(e.asset), s, e)
    if e.status != "sighting":
        d.put(s, f"asset/{e.asset}", f"{e.status} {e.boat or ''}".strip(), state)
    if e.status in SENT:
        _keep_back(d, e.asset, (k for k in _others(d, e.asset, (e.boat,)) if k.boats))


def _after(before: AssetState | None, s: Stored, e: ev.Asset) -> AssetState:
    """An asset after a statement that may leave out what has not changed: when it will be there, who is aboard."""
    state = AssetState(e.asset, e.status, s.at, e.centre, e.boat, e.lon, e.lat, e.text, e.due, e.aboard)
    if before is None:
        return state
    seen = e.status == "sighting"
    promised = e.status in BEFORE_IT_IS_THERE and (seen or e.boat in (None, before.boat))
    return replace(
        state,
        boat=before.boat or e.boat if seen else e.boat,
        due=e.due or (before.due if promised else None),
        aboard=before.aboard if e.aboard is None and e.status != "berthed" else e.aboard,
        before=before.doing if seen else None,
    )


def withheld(d: Draft, s: Stored, e: ev.AssetWithheld) -> None:
    """It is kept back from now on. Where the other side sent it meanwhile, both are shown until somebody settles it."""
    for boat in e.boats:
        d.known(s, boat)
    kept = Withheld(e.asset, e.boats, s.at, e.centre, e.role, e.reason)
    _keep_back(d, e.asset, (*(_others(d, e.asset, e.boats) if e.boats else ()), kept))
    d.put(s, f"asset/{e.asset}", f"withheld {' '.join(e.boats)}".strip(), kept)


def released(d: Draft, s: Stored, e: ev.AssetReleased) -> None:
    """It may be sent to any boat again; a problem when nobody keeps it back."""
    if d.withheld.pop(e.asset, None) is None:
        d.problem(s, "problem.not_withheld", asset=e.asset, void=True)
        return
    d.put(s, f"asset/{e.asset}", "released")


def stands(d: Draft, asset: str, what: object) -> None:
    """Of what two sides said of an asset, this holds."""
    if isinstance(what, AssetState):
        d.assets[asset] = what
    _keep_back(d, asset, (what,) if isinstance(what, Withheld) else ())


def _others(d: Draft, asset: str, boats: Collection[str | None]) -> Iterator[Withheld]:
    """What keeps it back from other boats than these, or from all."""
    for kept in d.withheld.get(asset, ()):
        left = tuple(b for b in kept.boats if b not in boats)
        if left or not kept.boats:
            yield replace(kept, boats=left)


def _keep_back(d: Draft, asset: str, kept: Iterable[Withheld]) -> None:
    d.withheld[asset] = tuple(kept)
    if not d.withheld[asset]:
        del d.withheld[asset]
