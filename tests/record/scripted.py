"""Nights for tests: events at minutes after a fixed hour, with the places a log would give them."""

from datetime import UTC, datetime, timedelta

from varne.fusion.report import Count, Report
from varne.record import events as ev
from varne.record import incident
from varne.record.chain import Stored

START = datetime(2021, 11, 24, 0, 0, tzinfo=UTC)
OFFICER, COORDINATOR, LIAISON = "watch officer", "SAR mission co-ordinator", "liaison"


def objections(night, seq):
    """Why the event that a script wrote at a place had no effect."""
    return incident.objections(night, f"{seq:064x}")


def at(minute):
    return START + timedelta(minutes=minute)


class Script:
    """Writes events down as a log would, without a disk."""

    def __init__(self):
        self.stored = []

    def __call__(self, minute, event):
        seq = len(self.stored) + 1
        self.stored.append(Stored(seq, f"{seq:064x}", at(minute), event))
        return seq

    def report(self, minute, ident, people=None, channel="call", source="occupant", **rest):
        count = None if people is None else people if isinstance(people, Count) else Count(people, people, people)
        return self(minute, ev.Reported(report=Report(ident, at(minute), channel, source, people=count, **rest)))

    def open(self, minute, boat="c", name="Charlie", centre="dover", reports=()):
        return self(minute, ev.BoatOpened(boat=boat, name=name, centre=centre, role=OFFICER, reports=tuple(reports)))

    def join(self, minute, *reports, boat="c"):
        return self(minute, ev.ReportsJoined(boat=boat, reports=reports, centre="dover", role=OFFICER))

    def split(self, minute, *reports, boat="c"):
        return self(minute, ev.ReportsSplit(boat=boat, reports=reports, centre="dover", role=OFFICER))

    def offer(self, minute, expires, boat="c", giver="dover", taker="gris-nez"):
        return self(minute, ev.HandoverOffered(boat=boat, giver=giver, taker=taker, role=OFFICER, expires=at(expires)))

    def accept(self, minute, boat="c", centre="gris-nez"):
        return self(minute, ev.HandoverAccepted(boat=boat, centre=centre, role=OFFICER))

    def refuse(self, minute, boat="c", centre="gris-nez"):
        return self(minute, ev.HandoverRefused(boat=boat, centre=centre, role=OFFICER, reason="no asset"))

    def account(self, minute, n, outcome="landed_uk", boat="c", centre="dover", report=None):
        count = n if isinstance(n, Count) else Count(n, n, n)
        event = ev.PeopleAccounted(
            boat=boat, count=count, outcome=outcome, evidence="counted", centre=centre, role=OFFICER, report=report
        )
        return self(minute, event)

    def close(self, minute, evidence, boat="c", centre="dover", role=OFFICER):
        return self(minute, ev.ClosingRequested(boat=boat, centre=centre, role=role, evidence=evidence, grounds="as told"))

    def confirm(self, minute, boat="c", centre="dover", role=COORDINATOR):
        return self(minute, ev.ClosingConfirmed(boat=boat, centre=centre, role=role))

    def reopen(self, minute, boat="c", centre="dover"):
        return self(minute, ev.BoatReopened(boat=boat, centre=centre, role=OFFICER))
