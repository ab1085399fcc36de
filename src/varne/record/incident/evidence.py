"""What the reports of a night make: boats opened from them, who is in which boat, how many people, and what became of them.

Each function takes the draft of a night and an event and writes into the draft. Nothing fails on what an event says: it becomes
a problem. Whatever two sides set apart is put into a field, which tells when they contradict each other.
"""

from collections.abc import Iterable
from dataclasses import replace

from varne.record import events as ev
from varne.record.chain import Stored
from varne.record.incident import members, people
from varne.record.incident.apart import knew, setting
from varne.record.incident.decisions import news, reviewed, with_centre
from varne.record.incident.draft import Draft
from varne.record.incident.members import Members
from varne.record.incident.state import Accounting, Boat, Decided, Recorded, Said


def reported(d: Draft, s: Stored, e: ev.Reported) -> None:
    """A report came in; another one under the same id is a problem, or, taken in apart, kept under a name of its own."""
    ident = e.report.id
    first = d.reports.get(ident)
    if first is None:
        d.reports[ident] = Recorded(e.report, setting(s), s.at, e.provenance, e.actor)
        for boat in [b for b in d.boats.values() if ident in d.boat_of and ident in b.reports]:  # joined before it arrived
            d.keep(s, weighed(d, s, news(s, boat)))
    elif first.report != e.report and knew(s, first.act):
        d.problem(s, "problem.report_twice", report=ident, void=True)
    elif first.report != e.report:  # both centres have acknowledged it: neither may vanish
        other = f"{ident}@{s.origin or s.chain}"
        d.reports.setdefault(other, Recorded(replace(e.report, id=other), setting(s), s.at, e.provenance, e.actor))
        d.problem(s, "problem.report_apart", report=ident, centre=s.origin or s.chain, other=other)


def opened(d: Draft, s: Stored, e: ev.BoatOpened) -> None:
    """A boat is opened out of reports; opened on both sides it is one boat that both hold."""
    boat = d.boats.get(e.boat)
    if boat is None:
        boat = Boat(e.boat, (e.name or e.boat,), s.at, (e.centre,), (e.centre,), (e.centre,), status_since=s.at)
        boat = replace(boat, news={s.chain: setting(s)})
    elif e.centre in boat.opened_by:
        d.problem(s, "problem.boat_opened_twice", boat=e.boat, centre=e.centre)
        boat = news(s, boat)
    else:  # opened on both sides: both hold it
        boat = replace(
            news(s, boat),
            opened_by=(*boat.opened_by, e.centre),
            holders=with_centre(boat.holders, e.centre),
            involved=with_centre(boat.involved, e.centre),
        )
    d.keep(s, replace(boat, names=boat.names if e.name in ("", *boat.names) else (*boat.names, e.name)))
    if e.name:
        d.put(s, f"name/{e.boat}", e.name)
    d.decided.append(Decided(s.id, s.seq, s.at, "opened", e.boat, e.reports, (), e.centre, e.role, e.reason))
    joined(d, s, e.boat, e.reports)


def renamed(d: Draft, s: Stored, boat: str, name: str) -> None:
    """Another label; the earlier ones stay."""
    before = d.boats[boat]
    d.boats[boat] = replace(before, names=(*(n for n in before.names if n != name), name))


def joined(d: Draft, s: Stored, boat: str, ids: Iterable[str]) -> None:
    """Puts reports into a boat; one that is unknown yet, or in another boat too, is a problem and joins all the same."""
    before = d.boats[boat]
    now, new = members.joined(Members(before.reports, before.split_off), ids)
    for ident in new:
        if ident not in d.reports:
            d.problem(s, "problem.report_unknown", report=ident)
        if ident in d.boat_of:
            d.problem(s, "problem.report_in_two_boats", report=ident, boat=boat, other=d.boat_of[ident])
        d.boat_of[ident] = boat
    if new:
        with_members(d, s, before, now)
    for ident in dict.fromkeys(ids):
        placed(d, s, ident, boat)


def split(d: Draft, s: Stored, boat: str, ids: Iterable[str]) -> tuple[str, ...]:
    """Takes reports out of a boat; returns those that were in it."""
    before = d.boats[boat]
    now, gone = members.split(Members(before.reports, before.split_off), ids)
    others = {b.id: Members(b.reports) for b in d.boats.values() if b.id != boat}
    for ident in gone:
        del d.boat_of[ident]
        if other := members.holder(others, ident):
            d.boat_of[ident] = other
    if gone:
        with_members(d, s, before, now)
    return gone


def taken_out(d: Draft, s: Stored, e: ev.ReportsSplit) -> None:
    """An officer says that these reports are not this boat."""
    gone = split(d, s, e.boat, e.reports)
    for ident in dict.fromkeys(e.reports):
        if ident not in gone:
            d.problem(s, "problem.report_not_in_boat", report=ident, boat=e.boat, void=not gone)
    if gone:
        d.decided.append(Decided(s.id, s.seq, s.at, "split", e.boat, e.reports, (), e.centre, e.role, e.reason))
    for ident in gone:
        placed(d, s, ident, "", (e.boat,))


def placed(d: Draft, s: Stored, report: str, boat: str, boats: Iterable[str] = ()) -> None:
    """Which boat a side says that a report belongs to, "" for none."""
    key = f"boat_of/{report}"
    said = [v.says for v in d.fields[key].sides] if key in d.fields else []
    d.put(s, key, boat, boats=[b for b in dict.fromkeys((*said, boat, *boats)) if b])


def with_members(d: Draft, s: Stored, boat: Boat, now: Members) -> None:
    """A boat whose reports have changed, which is news of it, with all that follows from them."""
    d.keep(s, weighed(d, s, news(s, replace(boat, reports=now.reports, split_off=now.split_off))))


def judged(d: Draft, s: Stored, e: ev.ReportsJudged) -> None:
    """A verdict moves no report; it is news for a closed boat that it speaks of."""
    d.decided.append(Decided(s.id, s.seq, s.at, e.verdict, None, e.one, e.other, e.centre, e.role, e.reason, e.p))
    named = (*e.one, *e.other)
    for ident in named:
        if ident not in d.reports:
            d.problem(s, "problem.report_unknown", report=ident)
    for boat in [b for b in d.boats.values() if set(named) & set(b.reports)]:
        d.keep(s, news(s, boat))


def withdrawn(d: Draft, s: Stored, e: ev.DecisionWithdrawn) -> None:
    """As if the decision had not been made: its moves and its oddities go, all that was decided since stays.

    What it had opened again stays open: only evidence and two people close a boat.
    """
    kept = [x for x in d.searches if x.id != e.decision]
    if len(kept) < len(d.searches):
        d.searches = kept
        return
    gone = [x for x in d.decided if x.id == e.decision and x.kind != "opened"]
    if not gone:
        d.problem(s, "problem.decision_unknown", decision=e.decision[:12], void=True)
        return
    d.decided = [x for x in d.decided if x not in gone]
    d.problems = [p for p in d.problems if p.id != e.decision]
    now, d.boat_of = members.replayed(d.decided)
    for boat in list(d.boats.values()):
        if now[boat.id] != Members(boat.reports, boat.split_off):
            with_members(d, s, boat, now[boat.id])
    for ident in dict.fromkeys(r for x in gone if x.boat for r in x.one):
        placed(d, s, ident, d.boat_of.get(ident, ""))


def weighed(d: Draft, s: Stored, boat: Boat) -> Boat:
    """The boat with everything that follows from its reports and its ledger."""
    own = [d.reports[r] for r in boat.reports if r in d.reports and d.reports[r].report.channel != "search"]
    last = max(own, key=lambda r: (r.heard, r.at, r.act.chain, r.act.seq), default=None)
    said = (r.report for r in own)
    counts = tuple(Said(r.id, r.source, r.channel, r.when, r.people) for r in said if r.people)
    contested = (v.id for key in boat.contested if key.startswith("people/") for v in d.fields[key].sides)
    accounted = people.by_outcome(boat.ledger, frozenset(contested))
    aboard, settled = people.hull(counts), people.settled(accounted)
    after = replace(
        boat,
        counts=counts,
        people=aboard,
        accounted=accounted,
        settled=settled,
        unaccounted=people.less(aboard, settled),
        last_report=last.report.id if last else None,
        last_report_at=last.heard if last else None,
    )
    return reviewed(s, after)


def accounted(d: Draft, s: Stored, e: ev.PeopleAccounted) -> None:
    """What became of people goes into the ledger of their boat, or stays unassigned; people still out there are news."""
    entry = Accounting(setting(s), s.at, e.count, e.outcome, e.evidence, e.centre, e.role, e.report)
    if e.report is not None and e.report not in d.reports:
        d.problem(s, "problem.report_unknown", report=e.report)
    boat = d.known(s, e.boat)
    if boat is None:
        d.not_assigned.append(entry)
        return
    boat = replace(boat, ledger=(*boat.ledger, entry))
    d.keep(s, news(s, boat) if e.outcome in people.STILL_OUT else boat)
    d.put(s, people_key(boat.id, entry), people.told(boat.ledger, entry), boats=(boat.id,))
    d.keep(s, weighed(d, s, d.boats[boat.id]))


def people_key(boat: str, entry: Accounting) -> str:
    """The field that an accounting sets: of a report if it names one, else what a centre has counted in all."""
    return f"people/{boat}/{entry.outcome}" + (f"/{entry.report}" if entry.report else "")
