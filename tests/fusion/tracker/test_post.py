"""A post looks no further than its own last line: however its lines are cut, and whatever silence lies between."""

from dataclasses import replace

import numpy as np
import pytest

from fusion.tracker.test_track_station import CARGO, DOVER_STATION, PLOTS, T0
from varne.fusion.tracker import post as watch
from varne.fusion.tracker.post import Brought, heard, post, shown
from varne.fusion.tracker.station import end_of
from varne.fusion.tracker.station import look as station_look


def cut(step, upto=1_500.0, skip=None, tail=0.0):
    """Plots and senders in pieces, as a feed brings them; without those in a silence."""
    pieces = []
    for a in np.arange(T0, T0 + upto, step):
        b = min(a + step, T0 + upto)
        if skip is None or not skip[0] <= a - T0 < skip[1]:
            plots = [p for p in PLOTS if a <= p.t < b]
            pieces.append(Brought((a, b), plots, [f for f in CARGO if a <= f.t < b]))
    last = pieces.pop()
    return [*pieces, replace(last, span=(last.span[0], last.span[1] + tail))]


def ids(reports):
    return [r.id for r in reports]


@pytest.mark.parametrize("step", [3.0, 50.0, 500.0])
def test_the_same_however_the_lines_are_cut_into_calls(step):
    tail = end_of(DOVER_STATION.radar)
    at_once = heard(post(DOVER_STATION), cut(step, tail=tail))[1]
    p, told = post(DOVER_STATION), []
    for piece in cut(step, tail=tail):
        p, reports = heard(p, [piece])
        told += reports
    assert ids(told) == ids(at_once) == ids(heard(post(DOVER_STATION), cut(1_500.0, tail=tail))[1])
    assert len(told) >= 3


def test_a_silent_radar_looks_at_nothing_and_its_tracks_stay():
    pieces = cut(30.0, upto=900.0)
    p, _ = heard(post(DOVER_STATION), pieces)
    again, reports = heard(p, [])
    assert reports == ()
    assert again.until == p.until == pieces[-1].span[1]
    assert [b.id for b in shown(again)[1]] == [b.id for b in shown(p)[1]]


def test_after_a_silence_the_track_goes_on_where_a_watch_that_saw_nothing_would_have_lost_it():
    silence = (900.0, 1_200.0)
    pieces = cut(30.0, upto=1_260.0, skip=silence)
    kept = heard(post(DOVER_STATION, quiet=60.0), pieces)[0]
    lost = heard(post(DOVER_STATION, quiet=1e9), pieces)[0]
    before = {b.id for b in shown(heard(post(DOVER_STATION), cut(30.0, upto=900.0))[0])[1]}
    assert before <= {b.id for b in shown(kept)[1]}
    assert not before <= {b.id for b in shown(lost)[1]}


def test_ships_of_another_feed_are_no_boats():
    radar_only = [replace(b, senders=()) for b in cut(30.0)]
    p, both = heard(post(DOVER_STATION), radar_only)
    q, told = heard(post(DOVER_STATION), radar_only, CARGO)
    assert len({i.split("-")[1] for i in ids(both)}) == 2
    assert len({i.split("-")[1] for i in ids(told)}) == 1
    assert len(shown(p)[1]) == 2 and len(shown(q)[1]) == 1


def test_ships_that_come_while_the_radar_is_silent_are_remembered():
    p, _ = heard(post(DOVER_STATION), [], CARGO)
    assert p.until is None
    assert p.seen.senders == tuple(CARGO)


def test_a_thousand_lines_that_came_together_are_one_look(monkeypatch):
    looks = []
    monkeypatch.setattr(watch, "look", lambda *given: looks.append(given[4]) or station_look(*given))
    _, told = heard(post(DOVER_STATION), cut(3.0))
    assert len(looks) == 1
    assert ids(told) == ids(heard(post(DOVER_STATION), cut(1_500.0))[1])
    looks.clear()
    heard(post(DOVER_STATION, quiet=60.0), cut(3.0, skip=(600.0, 900.0)))
    assert len(looks) == 2  # before the silence and after it
