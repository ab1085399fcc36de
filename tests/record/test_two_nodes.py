"""Two nodes over a link that breaks, as a Hypothesis state machine on the real log and the real exchange.

Officers at both nodes act on what their own node shows; pulls lose, shuffle and repeat rows; nodes crash, are restored from old
backups, and have clocks that jump. At every step somebody holds every boat in their own eyes. When the link has healed
nothing that was acknowledged is missing or doubled, nothing is closed without evidence, two people and all that was known,
and both nodes show the same night.
"""

import os
import random
import shutil
import tempfile
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from scripted import COORDINATOR, OFFICER, START

from varne.fusion.report import Count, Report
from varne.record import events as ev
from varne.record.clock import ms
from varne.record.exchange.pulling import Unreachable, pull
from varne.record.exchange.rejoining import rejoin
from varne.record.exchange.serving import Reader, heads_for, page_for
from varne.record.history import History
from varne.record.incident import Night, advance, fold, order
from varne.record.keys import Identity
from varne.record.log import Log, verify

TORTURE = bool(os.environ.get("VARNE_TORTURE"))
NODES = ("dover", "gris-nez")
KEYS = {name: Identity.from_seed(name.encode().ljust(32, b"!")) for name in NODES}
TRUST = {name: frozenset({key.public}) for name, key in KEYS.items()}
DISK = "/dev/shm" if Path("/dev/shm").is_dir() else None


ACTS = [
    *("report", "report", "report to both", "retry", "open", "join", "join", "join", "split", "rename", "account", "task"),
    *("withhold", "release", "take"),
    *("hand over", "hand over", "hand over", "hand over", "close", "close", "close", "close", "settle", "settle", "reopen"),
]
TROUBLES = ["crash", "crash", "backup", "restore", "clock"]
BAD = st.fixed_dictionaries(
    {
        "lines": st.integers(1, 8),
        "lose": st.sampled_from([0.0, 0.3, 0.9]),
        "shuffle": st.booleans(),
        "repeat": st.booleans(),
    }
)


class Node:
    """One node: a log on disk, a wall clock of its own, backups, and the night as its screen shows it."""

    def __init__(self, folder, name):
        self.folder, self.name, self.skew, self.life = Path(folder), name, timedelta(), 0
        self.whole = True
        """Does it know all that it ever acknowledged and could know? Not when it was restored while cut off."""
        self._begin(None)

    def _begin(self, image):
        """Open the log out of a copy of its files; each life has files of its own, as a crash left them."""
        self.life += 1
        path = self.folder / f"{self.name}-{self.life}.varne"
        if image:
            for file in image:
                shutil.copy(file, path.with_name(path.name + file.name.partition(".varne")[2]))
        self.path, self.log = path, Log.open(path, origin=self.name, identity=KEYS[self.name])
        self.history = History()

    def image(self, tag):
        """The files as they lie on the disk now; a copy is what a power cut leaves."""
        made = []
        for file in self.folder.glob(f"{self.path.name}*"):
            made.append(self.folder / f"{tag}-{file.name}")
            shutil.copy(file, made[-1])
        return made

    def again(self, image):
        """Another life out of an image of the files."""
        self.log.close()
        self._begin(image)

    @property
    def night(self):
        here = self.history.arrived
        self.history.take(self.log.read(here[-1].pos if here else 0))
        return self.history.night()


class Link:
    """The other node, asked directly: the real answers, of which a bad link loses, shuffles and repeats lines."""

    def __init__(self, node, other, now, chance=None, lines=1000, lose=0.0, shuffle=False, repeat=False):
        self.node, self.other, self.now, self.chance = node, other, now, chance
        self.lines, self.lose, self.shuffle, self.repeat = lines, lose, shuffle, repeat

    def heads(self):
        return heads_for(self.other.log, Reader(self.node.name), ms(self.now + self.other.skew))

    def page(self, chain, after, to):
        page = page_for(self.other.log, Reader(self.node.name), chain, 0 if self.repeat else after, to)
        if self.chance is None:
            return page
        if self.chance.random() < self.lose / 2:
            raise Unreachable("the link broke")
        lines = [line for line in page.splitlines(keepends=True)[: self.lines] if self.chance.random() >= self.lose]
        if self.shuffle:
            self.chance.shuffle(lines)
        return b"".join(lines * (2 if self.repeat else 1))


class Cut:
    """The other node while the link is down."""

    def heads(self):
        raise Unreachable("the link is down")

    page = heads


class TwoNodes(RuleBasedStateMachine):
    @initialize(seed=st.integers(0, 2**32))
    def begin(self, seed):
        self.rnd = random.Random(seed)
        self.folder = tempfile.mkdtemp(prefix="varne-two-", dir=DISK)
        self.nodes = {name: Node(self.folder, name) for name in NODES}
        self.backups, self.sent, self.acknowledged, self.lost = {}, {}, set(), set()
        self.count, self.now = 0, START
        self.a_watch_works("dover", ["report", "open", "report", "open", "report"])
        self.hear(self.nodes["gris-nez"])

    # helpers

    def other(self, node):
        return self.nodes[NODES[1 - NODES.index(node.name)]]

    def wall(self, node):
        self.now += timedelta(seconds=self.rnd.choice([0, 1, 20, 300]))
        return self.now + node.skew

    def record(self, node, event, key=None):
        return node.log.append(event, key=key, at=self.wall(node))

    def hear(self, node, **bad):
        """A round of the exchange: all that the other holds, or what a bad link lets through."""
        other = self.other(node)
        link = Link(node, other, self.now, self.rnd if bad else None, **bad)
        with suppress(Unreachable):
            pull(node.log, other.name, link, TRUST, clock=lambda: self.now + node.skew)
            node.whole = node.whole or not bad

    def comes_back(self, node, image, cut):
        """A start of the node as `varne serve` does it: first its own chains are fetched back."""
        node.again(image)
        there = Cut() if cut else Link(node, self.other(node), self.now)
        rejoin(node.log, [(self.other(node).name, there)], TRUST)

    # what happens

    @rule(name=st.sampled_from(NODES), acts=st.lists(st.sampled_from(ACTS), min_size=1, max_size=8))
    def a_watch_works(self, name, acts):
        """An officer looks at this node's own screen and acts; the other node may hear of it or not."""
        node = self.nodes[name]
        for what in acts:
            if what in ("report", "report to both"):
                self.a_report_comes(self.nodes.values() if what == "report to both" else (node,))
            elif what == "retry":
                self.a_sender_tries_again(node)
            else:
                for event in self.chosen(node, what):
                    self.record(node, event)

    def a_report_comes(self, nodes):
        self.count += 1
        report = Report(f"r{self.count}", self.now, "call", "occupant", people=Count(30, 30, 30))
        self.sent[report.id] = report
        for node in nodes:
            self.record(node, ev.Reported(report=report), f"report/{report.id}")
            self.acknowledged.add(report.id)

    def a_sender_tries_again(self, node):
        mine = sorted(reports_in(s for s in node.log.read() if s.origin == node.name))
        if mine:
            ident, before = self.rnd.choice(mine), node.log.position()
            self.record(node, ev.Reported(report=self.sent[ident]), f"report/{ident}")
            assert node.log.position() == before, "a retry became a second event"

    def chosen(self, node, what):
        """What an officer would do, looking at this node's own screen; nothing when there is nothing of the kind to do."""
        night, me, pick = node.night, node.name, self.rnd.choice
        boats = [b for b in night.boats.values() if b.status == "open"]
        who = {"centre": me, "role": pick([OFFICER, COORDINATOR])}
        match what:
            case "open":
                ident = f"b{self.count}-{me}" if self.rnd.random() < 0.85 else "shared"
                return [ev.BoatOpened(boat=ident, name=ident.upper(), reports=night.unassigned[:1], **who)]
            case "settle" if night.contradictions:
                c = pick(night.contradictions)
                ids = tuple(v.id for v in c.sides)
                return [ev.ConflictSettled(subject=c.key, between=ids, stands=pick([None, *ids]), **who)]
            case "reopen" if night.boats:
                return [ev.BoatReopened(boat=pick(list(night.boats)), **who)]
            case "hand over" if boats:
                return self.handed(node, boats, who)
            case "close" if boats:
                return self.closed(boats, pick(boats), who)
            case _ if boats:
                return self.about(night, pick(boats), what, who)
        return []

    def handed(self, node, boats, who):
        """Answer an offer where there is one, else offer a boat that is held here."""
        at = self.now + node.skew
        offers = [(b, o) for b in boats for o in b.offers if o.state(at) == "offered" and o.taker == node.name]
        if offers and self.rnd.random() < 0.8:
            boat, offer = self.rnd.choice(offers)
            kind = self.rnd.choice([ev.HandoverAccepted] * 3 + [ev.HandoverRefused])
            return [kind(boat=boat.id, offer=offer.id, **who)]
        held = [b for b in boats if node.name in b.holders]
        if not held:
            return []
        taker = self.rnd.choice([self.other(node).name] * 4 + ["ostend"])
        expires = at + timedelta(seconds=self.rnd.choice([60, 3600, 9000]))
        boat = self.rnd.choice(held).id
        return [ev.HandoverOffered(boat=boat, giver=node.name, taker=taker, role=who["role"], expires=expires)]

    def closed(self, boats, boat, who):
        """Confirm a request that waits, else two people of this centre ask and confirm."""
        waiting = [b.id for b in boats if b.closing and b.closing.state == "waiting"]
        if waiting and self.rnd.random() < 0.3:
            return [ev.ClosingConfirmed(boat=self.rnd.choice(waiting), **who)]
        ours = [b for b in boats if b.involved == (who["centre"],) and not b.contested]  # nobody else need agree
        boat = self.rnd.choice(ours) if ours else boat
        evidence = self.rnd.choice(["false_report_proven"] * 4 + ["identity_confirmed", None])
        request = ev.ClosingRequested(boat=boat.id, evidence=evidence, grounds="as told", centre=who["centre"], role=OFFICER)
        return [request, ev.ClosingConfirmed(boat=boat.id, centre=who["centre"], role=COORDINATOR)]

    def about(self, night, boat, what, who):
        me, pick = who["centre"], self.rnd.choice
        match what:
            case "join" if night.reports:
                return [ev.ReportsJoined(boat=boat.id, reports=(pick(list(night.reports)),), **who)]
            case "split" if boat.reports:
                return [ev.ReportsSplit(boat=boat.id, reports=(pick(boat.reports),), **who)]
            case "rename":
                return [ev.BoatRenamed(boat=boat.id, name=f"{me} {self.count}", centre=me)]
            case "account":
                outcome, n = pick(["landed_uk", "landed_fr", "missing"]), pick([0, 15, 30])
                count = Count(n, n, n)
                return [ev.PeopleAccounted(boat=boat.id, count=count, outcome=outcome, evidence="counted", **who)]
            case "task":
                return [ev.Asset(asset="Valiant", status="tasked", centre=me, boat=boat.id)]
            case "withhold":
                return [ev.AssetWithheld(asset="Valiant", reason="for the morning", boats=(boat.id,), **who)]
            case "release":
                return [ev.AssetReleased(asset="Valiant", **who)]
            case "take":
                return [ev.AlarmTaken(alarm=f"silence/{boat.id}/opened", **who)]
        return []

    @rule(name=st.sampled_from(NODES), bad=st.none() | BAD)
    def the_link_works_for_a_moment(self, name, bad):
        """A round of the exchange: whole, or what a bad link lets through."""
        self.hear(self.nodes[name], **(bad or {}))

    @rule(name=st.sampled_from(NODES), what=st.sampled_from(TROUBLES), cut=st.booleans())
    def trouble_comes(self, name, what, cut):
        node = self.nodes[name]
        match what:
            case "crash":
                self.comes_back(node, node.image("crash"), cut)
            case "backup":
                self.backups[name] = node.image(f"backup{self.rnd.getrandbits(32)}")
            case "restore" if name in self.backups:
                self.restored(node, cut)
            case "clock":
                node.skew += timedelta(seconds=self.rnd.choice([-3600, -90, 7, 86400]))

    def restored(self, node, cut):
        """Cut off, the node cannot ask for what it has lost: it says so, and knows all again when it has heard the other."""
        self.comes_back(node, self.backups[node.name], cut)
        node.whole = not cut
        self.lost |= self.acknowledged - reports_in(s for n in self.nodes.values() for s in n.log.read())

    # what must hold

    @invariant()
    def somebody_holds_every_boat_in_their_own_eyes(self):
        """Not asked of a node that has lost its memory and says so."""
        if not hasattr(self, "nodes") or not all(n.whole for n in self.nodes.values()):
            return
        nights = {name: node.night for name, node in self.nodes.items()}
        for boat in {b for night in nights.values() for b in night.boats}:
            views = {name: night.boats[boat] for name, night in nights.items() if boat in night.boats}
            assert all(view.holders for view in views.values())
            assert any({name, "ostend"} & set(view.holders) for name, view in views.items()), f"nobody holds {boat}"

    def teardown(self):
        if not hasattr(self, "nodes"):
            return
        try:
            self.healed()
        finally:
            for node in self.nodes.values():
                node.log.close()
            shutil.rmtree(self.folder, ignore_errors=True)

    def healed(self):
        for _ in range(2):
            for node in self.nodes.values():
                self.hear(node)
        one, two = self.nodes.values()
        held = [sorted(n.log.read(), key=order) for n in (one, two)]
        assert [s.id for s in held[0]] == [s.id for s in held[1]]
        assert ends(one.log) == ends(two.log)
        assert verify(self.rnd.choice((one, two)).path).problems == ()
        for node, events in zip((one, two), held, strict=True):
            assert fold(events) == node.night
        night = one.night
        assert night == two.night
        self.all_reports_once(night, held[0])
        self.causes_before_effects(held[0])
        self.closings_are_sound(night, held[0])
        assert not night.forks
        assert all(boat.holders for boat in night.boats.values())

    def all_reports_once(self, night, events):
        assert self.acknowledged - self.lost <= set(night.reports), "an acknowledged report is missing"
        assert set(night.reports) <= self.acknowledged, "a report is there twice"
        told = [(s.chain, s.event.report.id) for s in events if isinstance(s.event, ev.Reported)]
        assert len(told) == len(set(told)), "a node has recorded a report twice"

    def causes_before_effects(self, events):
        places = {(s.chain, s.seq): order(s) for s in events}
        for s in events:
            assert all(places[chain, seq] < order(s) for chain, seq in s.seen.items())

    def closings_are_sound(self, night, events):
        """Judged from the events and what their writers had seen, not by the fold."""
        for boat in [b for b in night.boats.values() if b.status == "closed"]:
            mine = [s for s in events if getattr(s.event, "boat", None) == boat.id]
            request = next(s for s in mine if s.id == boat.closing.id)
            confirmations = [s for s in mine if isinstance(s.event, ev.ClosingConfirmed) and order(s) > order(request)]
            assert request.event.evidence
            assert any(s.event.role != request.event.role for s in confirmations)
            agreed = {request.event.centre, *(s.event.centre for s in confirmations)}
            concerned = {s.event.centre for s in mine if isinstance(s.event, ev.BoatOpened)}
            assert concerned <= agreed
            assert all(knows(request, s) for s in moved(boat.id, events) if s.id != request.id), "closed against news"


def reports_in(events):
    return {s.event.report.id for s in events if isinstance(s.event, ev.Reported)}


def ends(log):
    return {chain: head for chain, head in log.heads().items() if head.seq}


def moved(boat, events):
    """The events that changed which reports are in a boat, or said that it is in trouble."""
    night = Night()
    for s in events:
        before, night = night.boats.get(boat), advance(night, s)
        after = night.boats.get(boat)
        if after and (before is None or before.reports != after.reports or reopens(s.event, boat)):
            yield s


def reopens(event, boat):
    return isinstance(event, ev.BoatReopened) and event.boat == boat


def knows(later, earlier):
    return earlier.seq < later.seq if earlier.chain == later.chain else later.seen.get(earlier.chain, 0) >= earlier.seq


HISTORIES = settings(
    max_examples=2000 if TORTURE else 200,
    stateful_step_count=30 if TORTURE else 16,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)


def test_two_nodes():
    run_state_machine_as_test(TwoNodes, settings=HISTORIES)
