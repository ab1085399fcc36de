"""A person settles what two sides set while neither could hear the other: one of the values stands, or all of them.

Settling never takes a boat from a holder and never closes one: for that there are hand-over and closing.
"""

from dataclasses import replace

from varne.record import events as ev
from varne.record.chain import Stored
from varne.record.incident import assets, evidence
from varne.record.incident.apart import Setting, knew, setting, settled
from varne.record.incident.draft import Draft
from varne.record.incident.state import Decided


def conflict_settled(d: Draft, s: Stored, e: ev.ConflictSettled) -> None:
    """One value of a field stands from now on, or all of them; a problem when a side that was seen is not named."""
    before = d.fields.get(e.subject)
    named = [v for v in (*before.sides, *before.over) if v.id in e.between] if before else []
    stands = next((v for v in named if v.id == e.stands), None)
    says = stands.says if stands else ""
    after = settled(before, s, e.between, setting(s, says, stands and stands.what)) if before else None
    if before is None or after is None or (e.stands and stands is None):
        d.problem(s, "problem.conflict_unknown", subject=e.subject, void=True)
        return
    boats = [b.id for b in d.boats.values() if e.subject in b.contested]
    if stands:
        _standing(d, s, e, stands, [v for v in named if v is not stands])
    d.become(s, e.subject, after, boats)
    for boat in boats:  # how many are unaccounted follows from what is still contested
        d.keep(s, evidence.weighed(d, s, d.boats[boat]))


def _standing(d: Draft, s: Stored, e: ev.ConflictSettled, stands: Setting, others: list[Setting]) -> None:
    """The value that stands becomes the only one."""
    what, subject = e.subject.split("/", 1)
    match what:
        case "name":
            evidence.renamed(d, s, subject, stands.says)
        case "boat_of":
            _in_one_boat(d, s, e, subject, stands.says, others)
        case "asset":
            assets.stands(d, subject, stands.what)
        case "people":
            _one_count(d, s, e.subject, stands)


def _in_one_boat(d: Draft, s: Stored, e: ev.ConflictSettled, report: str, boat: str, others: list[Setting]) -> None:
    who = (e.centre, e.role, e.reason)
    for other in [v.says for v in others if v.says and v.says != boat]:
        if evidence.split(d, s, other, (report,)):
            d.decided.append(Decided(s.id, s.seq, s.at, "split", other, (report,), (), *who))
    if boat and report not in d.boats[boat].reports:
        d.decided.append(Decided(s.id, s.seq, s.at, "joined", boat, (report,), (), *who))
        evidence.joined(d, s, boat, (report,))


def _one_count(d: Draft, s: Stored, key: str, stands: Setting) -> None:
    """Of the entries that the settling side had seen, those of other centres go."""
    boat = d.boats[key.split("/")[1]]
    gone = [a for a in boat.ledger if evidence.people_key(boat.id, a) == key and a.centre != stands.centre and knew(s, a.act)]
    d.keep(s, replace(boat, ledger=tuple(a for a in boat.ledger if a not in gone)))
