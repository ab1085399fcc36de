"""The simple rules on reports of which one can see what a rule must say."""

import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))
from bench.fusion.baselines import nearest, st_dbscan
from bench.fusion.methods import Again

from varne.fusion.report import Report
from varne.sea.field import Constant

START, SLACK = datetime(2024, 3, 1, 1, tzinfo=UTC), Constant(0.0, 0.0)


def at(name, minute, north_km=None, key=None):
    place = {} if north_km is None else {"lon": 1.5, "lat": 51.0 + north_km / 111.25, "ellipse_m": (50.0, 50.0, 0.0)}
    when = START + timedelta(minutes=minute)
    return Report(name, when, "call", "occupant", observed=when, caller=key, **place)


NIGHT = [at("a", 0, 0.0, "k1"), at("b", 5, 0.5, "k2"), at("c", 10, 9.0), at("d", 12, None, "k1"), at("e", 90, 9.0), at("f", 95)]


def labels(method):
    (found,) = method(NIGHT, SLACK).labels.values()
    names = sorted(set(found.tolist()), key=found.tolist().index)
    return "".join("ABCDEF"[names.index(x)] for x in found.tolist())


def test_nearest_joins_what_can_be_reached_in_time():
    assert labels(nearest(3.0, 1_200.0)) == "AABCDE"
    assert labels(nearest(3.0, 7_200.0)) == "AABCBD"  # c and e lie in one place, 80 minutes apart
    assert labels(nearest(3.0, 1_200.0, phone=True)) == "AABACD"


def test_st_dbscan_links_by_space_time_and_number():
    assert labels(st_dbscan(1_000, 600)) == "AABCDE"
    assert labels(st_dbscan(1_000, 7_200)) == "AABCBD"
    assert labels(st_dbscan(1_000, 600, phone=True)) == "AABACD"
    assert labels(st_dbscan(0, 0, phone=True)) == "ABCADE"


def test_a_method_watched_says_the_same_as_at_once():
    watch = Again(nearest(), SLACK)
    for report in NIGHT:
        watch.take(report)
    assert watch.answer().labels[0.0].tolist() == nearest()(NIGHT, SLACK).labels[0.0].tolist()
