"""Nodes that break the rule: restored from old backups they go on writing without asking. Forks upon forks, and no event lost.

`test_two_nodes` keeps the rule and finds no fork; here the rule is off, and what must hold is that both histories of
every chain reach both nodes, each chain verifies with all its strands, and both are told.
"""

import os
import random
import shutil
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test

from two_nodes import fetch, opened
from varne.record.events import ForkFound, Note
from varne.record.log import export_lines, import_lines, verify

NODES = ("dover", "gris-nez")
MEMORY = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
nodes = st.sampled_from(NODES)


class Careless(RuleBasedStateMachine):
    """Two logs, written, restored and pulled in any order; audiences and erasures among them."""

    @initialize(seed=st.integers(0, 2**32))
    def begin(self, seed):
        self.rng = random.Random(seed)
        self.folder = Path(tempfile.mkdtemp(prefix="careless-", dir=MEMORY))
        self.logs = {n: opened(self.path(n), n) for n in NODES}
        self.backups, self.said = {}, 0

    def path(self, n, copy=""):
        return self.folder / f"{n}.log{copy}"

    @rule(n=nodes, times=st.integers(1, 3))
    def say(self, n, times):
        for _ in range(times):
            self.said += 1
            self.logs[n].append(Note(text=str(self.said)), key=f"k{self.said}")

    @rule(n=nodes, lose=st.sampled_from([0.0, 0.0, 0.4]), shuffle=st.booleans())
    def pull(self, n, lose, shuffle):
        def spoil(body):
            rows = [row for row in body.splitlines()[:-1] if self.rng.random() >= lose]
            if shuffle:
                self.rng.shuffle(rows)
            return b"\n".join([*rows, body.splitlines()[-1]])

        fetch(self.logs[n], self.logs[other(n)], spoil)

    @rule(n=nodes)
    def back_up(self, n):
        self.logs[n].store.db.execute("pragma wal_checkpoint(truncate)")
        shutil.copy(self.path(n), self.path(n, ".bak"))
        self.backups[n] = True

    @precondition(lambda self: self.backups)
    @rule(data=st.data())
    def restore_without_asking(self, data):
        n = data.draw(st.sampled_from(sorted(self.backups)))
        self.logs[n].close()
        for rest in ("", "-wal", "-shm"):
            self.path(n, rest).unlink(missing_ok=True)
        shutil.copy(self.path(n, ".bak"), self.path(n))
        self.logs[n] = opened(self.path(n), n)

    @rule(n=nodes)
    def erase(self, n):
        own = [s for s in self.logs[n].read() if s.origin == n and isinstance(s.event, Note)]
        if own:
            self.logs[n].erase(self.rng.choice(own).id, centre=n, role="r", reason="r")

    def teardown(self):
        if not hasattr(self, "logs"):
            return
        there = {s.id for n in NODES for s in self.logs[n].read()}
        for _ in range(6):
            for n in NODES:
                fetch(self.logs[n], self.logs[other(n)])
        held = {n: {s.id: s for s in self.logs[n].read()} for n in NODES}
        assert held["dover"].keys() == held["gris-nez"].keys()
        assert there <= held["dover"].keys()
        assert {i: type(s.event) for i, s in held["dover"].items()} == {i: type(s.event) for i, s in held["gris-nez"].items()}
        for n in NODES:
            self.check(n, held[n].values())
        shutil.rmtree(self.folder)

    def check(self, n, events):
        assert verify(self.path(n)).problems == ()
        places = [(s.chain, s.seq) for s in events]
        twice = {chain for chain, seq in places if places.count((chain, seq)) > 1}
        told = {s.event.chain for s in events if isinstance(s.event, ForkFound)}
        assert twice == told
        lines = list(export_lines(self.path(n)))
        import_lines(self.path(n, ".copy"), lines)
        assert list(export_lines(self.path(n, ".copy"))) == lines
        self.logs[n].close()


def other(n):
    return NODES[1 - NODES.index(n)]


def test_no_history_is_lost_by_nodes_that_forget(torture):
    examples = settings(
        max_examples=800 if torture else 40,
        stateful_step_count=30,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(Careless, settings=examples)
