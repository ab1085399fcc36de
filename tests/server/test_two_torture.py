"""Reports into two real nodes while these are killed, links cut and stalled, and one clock is slow: none lost, none twice."""

import http.client
import itertools
import json
import os
import random
import threading
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from broken_link import until
from two_centres import NAMES, report, two_centres
from varne.record.events import Reported
from varne.record.incident import fold, order
from varne.record.log import stored, verify

TORTURE = bool(os.environ.get("VARNE_TORTURE"))
REPORTS = 20_000 if TORTURE else 300
KINDS = ["cuts", "kill -9", "stalls", "cuts one way", "slow links"]
ROUNDS = len(KINDS) if TORTURE else 2
"""Each kind of trouble comes at least once, reports going on meanwhile; a short run has the first two."""
CLIENTS = 16 if TORTURE else 8
SLOW = {"gris-nez": 90}


@dataclass
class Tally:
    """What was done to the nodes, and what they said yes to: report id -> the nodes that did."""

    acknowledged: dict = field(default_factory=dict)
    done: Counter = field(default_factory=Counter)
    seconds: float = 0.0


class Sender:
    """Whoever hands in reports: keeps each until a node has said yes, now and then sends one twice or to both centres."""

    def __init__(self, both, tally, numbers, chance):
        self.both, self.tally, self.numbers, self.chance, self.open = both, tally, numbers, chance, {}

    def run(self):
        for n in self.numbers:
            line = json.dumps(report(f"r{n}", text="x" * self.chance.randint(10, 300), minute=n % 60)).encode()
            names = NAMES if self.chance.random() < 0.02 else (self.chance.choice(NAMES),)
            for name in names:
                while not self.sent(name, line):
                    self.tally.done["retries"] += 1
                    time.sleep(0.1)
                self.tally.acknowledged.setdefault(f"r{n}", set()).add(name)
                if self.chance.random() < 0.05:
                    self.tally.done["deliberate duplicates"] += 1
                    self.sent(name, line)

    def sent(self, name, line):
        try:
            node = self.open.get(name) or self.connected(name)
            node.request("POST", "/api/reports", line, {"x-varne": "1", "content-type": "application/json"})
            answer = node.getresponse()
            answer.read()
        except (OSError, http.client.HTTPException):
            if lost := self.open.pop(name, None):
                lost.close()
            return False
        return answer.status == 201

    def connected(self, name):
        at = urlsplit(self.both.nodes[name].address)
        self.open[name] = http.client.HTTPConnection(at.hostname, at.port, timeout=5)
        return self.open[name]


def trouble(both, tally, chance, over):
    """Kills and restarts nodes, cuts, stalls and slows links, until all reports are in."""
    for what in itertools.chain(KINDS, iter(lambda: chance.choice(KINDS), None)):
        if over.wait(chance.uniform(0.1, 1.5)):
            return
        tally.done[what] += 1
        link = both.links[chance.choice(NAMES)]
        match what:
            case "kill -9":
                name = chance.choice(NAMES)
                both.nodes[name].end()
                both.start(name)
            case "cuts":
                both.cut()
            case "cuts one way":
                link.cut()
            case "stalls":
                both.stall()
            case "slow links":
                link.slow = 0.2
        over.wait(chance.uniform(0.2, 2.0))
        both.heal()


def tortured(both, clients, seed=1):
    """Reports handed in, in the middle of all that, until there were enough of both."""
    tally, over, numbers = Tally(), threading.Event(), itertools.count()

    def shared():
        while (n := next(numbers)) < REPORTS or sum(tally.done[what] for what in KINDS) <= ROUNDS:
            yield n

    senders = [Sender(both, tally, shared(), random.Random(seed * 1000 + k)) for k in range(clients)]
    begun = time.monotonic()
    threads = [threading.Thread(target=s.run) for s in senders]
    breaker = threading.Thread(target=trouble, args=(both, tally, random.Random(seed), over))
    for thread in (*threads, breaker):
        thread.start()
    for thread in threads:
        thread.join()
    over.set()
    breaker.join()
    tally.seconds = time.monotonic() - begun
    for sender in senders:
        for node in sender.open.values():
            node.close()
    return tally


def events(both, name):
    return sorted(stored(both.record(name)), key=order)


def test_none_is_lost_and_none_is_there_twice(tmp_path, capsys):
    with two_centres(tmp_path, slow=SLOW) as both:
        until(both.works, 60, "the link")
        tally = tortured(both, CLIENTS)
        both.heal()
        begun = time.monotonic()
        until(lambda: same(both), 300, "both to hold the same")
        settled = time.monotonic() - begun
        skew = both.state("dover")["skew_s"]
    held = {name: events(both, name) for name in NAMES}
    assert [s.id for s in held["dover"]] == [s.id for s in held["gris-nez"]]
    night = fold(held["dover"])
    assert night == fold(held["gris-nez"])
    assert not night.forks
    missing = {name: len(set(tally.acknowledged) - reports_in(held[name])) for name in NAMES}
    doubled = {name: doubles(held[name]) for name in NAMES}
    for name in NAMES:
        assert verify(both.record(name)).problems == ()
    with capsys.disabled():
        told = ", ".join(f"{n} {what}" for what, n in sorted(tally.done.items()))
        rate = len(tally.acknowledged) / tally.seconds
        print(
            f"\n  two servers, {tally.seconds:.0f} s, one clock 90 s slow: {told}\n  {len(tally.acknowledged)} acknowledged "
            f"({rate:.0f}/s); missing {missing}, doubled {doubled}; {len(held['dover'])} events in "
            f"{len({s.chain for s in held['dover']})} chains, both equal {settled:.1f} s after the link healed"
        )
    assert len(tally.acknowledged) >= REPORTS
    assert missing == dict.fromkeys(NAMES, 0)
    assert doubled == dict.fromkeys(NAMES, 0)
    assert set(night.reports) == set(tally.acknowledged)
    assert -95 < skew < -85
    assert all(tally.done[what] for what in KINDS[:ROUNDS])


def same(both):
    with suppress(Exception):  # a record that is being written, a node that starts
        return len({tuple(s.id for s in events(both, name)) for name in NAMES}) == 1
    return False


def reports_in(held):
    return {s.event.report.id for s in held if isinstance(s.event, Reported)}


def doubles(held):
    """Reports that one node has recorded more than once; a report that was sent to both centres is one event at each."""
    told = Counter((s.origin, s.event.report.id) for s in held if isinstance(s.event, Reported))
    return sum(n > 1 for n in told.values())
