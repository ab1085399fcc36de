"""How many boats sail in company is learnt from the night."""

from dataclasses import replace

import numpy as np
import pytest
from making import STREAM, at

from varne.fusion.associate import propose
from varne.fusion.convoy import learnt
from varne.fusion.model import MOTION
from varne.fusion.table import tabulate


def fleet(groups, size, apart_m):
    """Boats that each called once, from places far apart by group, and their labels: every report its own boat."""
    places = [(40 * g + 5 * k, (90 * g) % 360, 6_000 + 4_000 * g + apart_m * k) for g in range(groups) for k in range(size)]
    return [at(f"r{n}", minute, bearing, metres, caller=f"k{n}") for n, (minute, bearing, metres) in enumerate(places)]


def share(reports, labels=None):
    table = tabulate(reports, STREAM)
    alone = np.arange(len(reports))[None]
    return learnt(table, MOTION, alone if labels is None else np.asarray(labels)[None])


def test_groups_of_boats_raise_the_share_and_lone_boats_lower_it():
    in_groups, lone = share(fleet(8, 4, 400.0)), share(fleet(12, 1, 0.0))
    assert in_groups > MOTION.convoy + 0.1
    assert lone < MOTION.convoy


def test_a_boat_is_no_company_to_itself():
    reports = fleet(8, 4, 400.0)
    one_each = np.repeat(np.arange(8), 4)  # the same reports, each group one boat that called four times
    assert share(reports, one_each) < MOTION.convoy < share(reports)


def test_without_positions_the_expectation_stands():
    reports = [at("a", 0, 0, 0, lon=None, lat=None), at("b", 5, 0, 0, lon=None, lat=None)]
    assert share(reports) == pytest.approx(MOTION.convoy)
    assert learnt(tabulate([], STREAM), MOTION, np.zeros((1, 0), int)) == pytest.approx(MOTION.convoy)


def test_reports_of_no_boat_teach_nothing():
    reports = fleet(8, 4, 400.0)
    assert share(reports, np.full(len(reports), -1)) == pytest.approx(MOTION.convoy)


def test_a_proposal_stands_on_what_the_night_tells_and_the_next_report_goes_on_from_it():
    reports = [replace(r, group=f"seen-{n // 4}") for n, r in enumerate(fleet(8, 4, 400.0))]  # or they may be four calls each
    night = propose(reports[:-1], STREAM)
    later = propose(reports, STREAM, after=night)
    assert night.state.asked.rule.convoy > MOTION.convoy
    assert later.state.asked.rule.convoy == night.state.convoy
    assert later.state.convoy == pytest.approx(propose(reports, STREAM).state.convoy, abs=0.1)
