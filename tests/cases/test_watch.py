"""The record of a simulated night: officers act only on what they can know, and the record folds."""

from collections import Counter
from functools import cache

import numpy as np
import pytest

from varne.cases.nights import simulated_night
from varne.cases.watch import simulated_watch
from varne.record import events as ev
from varne.record.chain import Stored
from varne.record.incident import fold

SEEDS = [1, 2, 3]


@cache
def record(seed):
    night = simulated_night(seed=seed)
    return night, simulated_watch(np.random.default_rng(seed), night)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_record_takes_every_event(seed):
    night, events = record(seed)
    assert tuple(e.report for _, e in events if isinstance(e, ev.Reported)) == night.reports
    assert {e.provenance.basis for _, e in events} == {"simulated"}
    assert all(e.boat.startswith("sim-") for _, e in events if getattr(e, "boat", None))
    for _, event in events:
        assert ev.decode(ev.encode(event)) == event


@pytest.mark.parametrize("seed", SEEDS)
def test_the_watch_does_nothing_before_it_can(seed):
    _, events = record(seed)
    assert [at for at, _ in events] == sorted(at for at, _ in events)
    known, opened, asked, offered = set(), set(), {}, set()
    for at, e in events:
        if isinstance(e, ev.Reported):
            assert e.report.received == at
            known.add(e.report.id)
        if isinstance(e, ev.BoatOpened):
            assert e.boat not in opened
            opened.add(e.boat)
        elif getattr(e, "boat", None):
            assert e.boat in opened
        if isinstance(e, ev.BoatOpened | ev.ReportsJoined):
            assert set(e.reports) <= known
        if isinstance(e, ev.HandoverOffered):
            assert e.expires > at
            offered.add(e.boat)
        if isinstance(e, ev.HandoverAccepted | ev.HandoverRefused):
            assert e.boat in offered
        if isinstance(e, ev.ClosingRequested):
            asked[e.boat] = e
        if isinstance(e, ev.ClosingConfirmed):
            assert asked[e.boat].evidence is not None
            assert asked[e.boat].role != e.role


@pytest.mark.parametrize("seed", SEEDS)
def test_the_night_ends_with_boats_closed_and_boats_open(seed):
    kinds = Counter(ev.kind(e) for _, e in record(seed)[1])
    assert 10 <= kinds["boat-opened"] < 30
    assert 0 < kinds["closing-confirmed"] < kinds["boat-opened"]
    assert kinds["handover-accepted"] <= kinds["handover-offered"]
    assert kinds["asset"] > 0


@pytest.mark.parametrize("seed", SEEDS)
def test_the_record_folds_to_boats_closed_by_the_rules_and_boats_still_open(seed):
    night = fold(Stored(n, f"id-{n}", at, event) for n, (at, event) in enumerate(record(seed)[1], start=1))
    assert night.problems == ()
    assert {boat.status for boat in night.boats.values()} == {"open", "closed"}


def test_people_are_accounted_for_once_a_boat():
    for seed in SEEDS:
        boats = [e.boat for _, e in record(seed)[1] if isinstance(e, ev.PeopleAccounted)]
        assert len(boats) == len(set(boats)) > 0


def test_boat_ids_do_not_give_the_truth_away():
    night, events = record(1)
    truth = {t.report.id: t.boat for t in night.told}
    opened = [e for _, e in events if isinstance(e, ev.BoatOpened)]
    assert any(int(e.boat.rsplit("-", 1)[1]) != truth[e.reports[0]] for e in opened)
