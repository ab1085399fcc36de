"""What lifeboats, cutters and aircraft do, and which of them are kept back: what was said last, by either side."""

from varne.record import events as ev
from varne.record.chain import Stored
from varne.record.incident.draft import Draft
from varne.record.incident.state import AssetState, Withheld

SENT: tuple[ev.AssetStatus, ...] = ("tasked", "departed", "on_scene")
"""On its way to a boat, or there: it is withheld no more, and not free for another."""


def said(d: Draft, s: Stored, e: ev.Asset) -> None:
    """What an asset does is a field that both sides set; where somebody saw it is not, and ends no promise."""
    d.known(s, e.boat)
    before = d.assets.get(e.asset)
    boat, due, aboard = e.boat, e.due, e.aboard
    if before and e.status == "sighting":
        boat, due = boat or before.boat, due or before.due
    if before and aboard is None and e.status != "berthed":
        aboard = before.aboard
    d.assets[e.asset] = state = AssetState(e.asset, e.status, s.at, e.centre, boat, e.lon, e.lat, e.text, due, aboard)
    if e.status != "sighting":
        d.put(s, f"asset/{e.asset}", f"{e.status} {e.boat or ''}".strip(), state)
    if e.status in SENT:
        d.withheld.pop(e.asset, None)


def withheld(d: Draft, s: Stored, e: ev.AssetWithheld) -> None:
    """It is kept back from now on. Where the other side sent it meanwhile, both are shown until somebody settles it."""
    for boat in e.boats:
        d.known(s, boat)
    d.withheld[e.asset] = kept = Withheld(e.asset, e.boats, s.at, e.centre, e.role, e.reason)
    d.put(s, f"asset/{e.asset}", f"withheld {' '.join(e.boats)}".strip(), kept)


def released(d: Draft, s: Stored, e: ev.AssetReleased) -> None:
    """It may be sent again; a problem when nobody keeps it back."""
    if d.withheld.pop(e.asset, None) is None:
        d.problem(s, "problem.not_withheld", asset=e.asset, void=True)
        return
    d.put(s, f"asset/{e.asset}", "released")


def stands(d: Draft, asset: str, what: object) -> None:
    """Of what two sides said of an asset, this holds."""
    if isinstance(what, AssetState):
        d.assets[asset] = what
    d.withheld.pop(asset, None)
    if isinstance(what, Withheld):
        d.withheld[asset] = what
