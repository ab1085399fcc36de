"""Two centres writing their own chains, with hybrid clocks and what each had seen; no disk and no network."""

from datetime import timedelta

from scripted import COORDINATOR, OFFICER, START

from varne.fusion.report import Count, Report
from varne.record import events as ev
from varne.record.chain import Stored
from varne.record.clock import Clock, ms, tick
from varne.record.incident import fold, order


class Side:
    """One centre: what it holds, and a wall clock of its own."""

    def __init__(self, name, slow=0.0):
        self.name, self.chain, self.slow = name, f"{name}/joint", slow
        self.held, self.clock = {}, Clock()

    def say(self, second, event):
        """Record an event at a second of true time; returns its id."""
        at = START + timedelta(seconds=second - self.slow)
        seq = 1 + max((s.seq for s in self.held.values() if s.chain == self.chain), default=0)
        seen = {s.chain: s.seq for s in sorted(self.held.values(), key=lambda s: s.seq) if s.chain != self.chain}
        self.clock = tick(self.clock, ms(at))
        s = Stored(seq, f"{self.name[0]}{seq:063x}", at, event, origin=self.name, chain=self.chain, clock=self.clock, seen=seen)
        self.held[s.id] = s
        return s.id

    def hear(self, other):
        """Pull all that the other side holds."""
        self.held |= other.held
        self.clock = max([self.clock, *(Clock(*s.clock) for s in other.held.values())])

    @property
    def night(self):
        return fold(sorted(self.held.values(), key=order))

    # what officers of this centre do

    def report(self, second, ident, people=None, **rest):
        count = None if people is None else Count(people, people, people)
        at = START + timedelta(seconds=second)
        return self.say(second, ev.Reported(report=Report(ident, at, "call", "occupant", people=count, **rest)))

    def open(self, second, boat="c", name="Charlie", reports=()):
        event = ev.BoatOpened(boat=boat, name=name, centre=self.name, role=OFFICER, reports=tuple(reports))
        return self.say(second, event)

    def join(self, second, *reports, boat="c"):
        return self.say(second, ev.ReportsJoined(boat=boat, reports=reports, centre=self.name, role=OFFICER))

    def split(self, second, *reports, boat="c"):
        return self.say(second, ev.ReportsSplit(boat=boat, reports=reports, centre=self.name, role=OFFICER))

    def rename(self, second, name, boat="c"):
        return self.say(second, ev.BoatRenamed(boat=boat, name=name, centre=self.name))

    def offer(self, second, taker, lasts=900, boat="c"):
        expires = START + timedelta(seconds=second + lasts)
        return self.say(second, ev.HandoverOffered(boat=boat, giver=self.name, taker=taker, role=OFFICER, expires=expires))

    def accept(self, second, offer=None, boat="c"):
        return self.say(second, ev.HandoverAccepted(boat=boat, centre=self.name, role=OFFICER, offer=offer))

    def refuse(self, second, offer=None, boat="c"):
        return self.say(second, ev.HandoverRefused(boat=boat, centre=self.name, role=OFFICER, offer=offer))

    def account(self, second, n, outcome="landed_uk", boat="c", report=None):
        event = ev.PeopleAccounted(
            boat=boat, count=Count(n, n, n), outcome=outcome, evidence="counted", centre=self.name, role=OFFICER, report=report
        )
        return self.say(second, event)

    def task(self, second, asset, boat, status="tasked"):
        return self.say(second, ev.Asset(asset=asset, status=status, centre=self.name, boat=boat))

    def request(self, second, evidence="all_accounted", boat="c"):
        event = ev.ClosingRequested(boat=boat, centre=self.name, role=OFFICER, evidence=evidence, grounds="as told")
        return self.say(second, event)

    def confirm(self, second, boat="c", role=COORDINATOR):
        return self.say(second, ev.ClosingConfirmed(boat=boat, centre=self.name, role=role))

    def settle(self, second, subject, between, stands=None):
        event = ev.ConflictSettled(
            subject=subject, between=tuple(between), stands=stands, centre=self.name, role=OFFICER, reason="asked the crew"
        )
        return self.say(second, event)


def heal(a, b):
    """Both have everything; they then show the same night."""
    a.hear(b)
    b.hear(a)
    assert a.night == b.night
    return a.night
