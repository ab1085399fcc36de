"""States: what a condition that somebody says does to them."""

import re
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from telling import STILL, T0, at, looked, said

from varne.drift import motion
from varne.fusion.report import CONDITIONS
from varne.outlook.conditions import HAZARDS, HEARD, JUST, SAID, SHARES, TRUE, USUAL, after_news, placeless, ratios

PLACED = at("a", 0)


def states(told, minute=61.0):
    return looked([PLACED, *told], STILL).states(T0 + 60 * minute)


def test_the_tables_are_chances():
    assert HEARD.shape == JUST.shape == (len(TRUE), len(SAID))
    assert HEARD.sum(axis=1) == pytest.approx(1.0)
    assert (HEARD > 0).all()
    assert (JUST.sum(axis=1) <= 1.0).all()
    assert (JUST >= 0).all()
    assert USUAL.sum() == pytest.approx(1.0)


def test_the_page_prints_the_tables_of_the_program():
    page = (Path(__file__).parents[2] / "docs" / "outlook.md").read_text("utf-8")
    rows = [
        [float(c) for c in row.split("|")] for row in re.findall(r"^\| [a-z ]+ \| ((?:0\.\d\d \| ){5}0\.\d\d) \|$", page, re.M)
    ]
    assert np.array(rows) == pytest.approx(HEARD)
    just = re.findall(r"(?:under way|adrift|swamped) ((?:[\d.]+, ){5}[\d.]+)", page)
    assert np.array([[float(c) for c in row.split(",")] for row in just]) == pytest.approx(JUST[:3])
    assert (JUST[3:] == 0).all()


@pytest.mark.parametrize("condition", CONDITIONS)
def test_a_report_of_any_boat_says_nothing_on_average(condition):
    heard, just = ratios(condition)
    assert USUAL @ (heard + just) == pytest.approx(1.0)
    assert (heard > 0).all()


@pytest.mark.parametrize("condition", SAID)
def test_what_is_said_gains(condition):
    told = states([said("b", 60, condition=condition)])
    alone = states([])
    means = {"engine_stopped": "adrift", "taking_water": "adrift"}.get(condition, condition)
    if condition == "landed":  # ten kilometres from land nobody has landed, whatever is said
        assert told["landed"] < 0.1
    else:
        assert told[means] > alone[means]


def test_swamped_is_believed_and_under_way_from_another_voice_does_not_wipe_it_out():
    swamped = [said("b", 60, condition="swamped")]
    sunk = states(swamped)
    assert sunk["swamped"] + sunk["people_in_water"] > 0.6
    other = states([*swamped, said("c", 75, condition="underway", channel="ship", source="ship")], 76.0)
    assert 0.02 < other["swamped"] + other["people_in_water"] < sunk["swamped"] + sunk["people_in_water"]


def test_a_voice_that_may_be_of_another_boat_counts_less():
    told = [PLACED, said("b", 60, condition="people_in_water")]
    sure, unsure = (looked(told, belonging=[1.0, p]).states(T0 + 3660.0)["people_in_water"] for p in (1.0, 0.3))
    nobody = looked([PLACED]).states(T0 + 3660.0)["people_in_water"]
    assert nobody < unsure < sure


def test_people_in_the_water_are_not_saved_by_time():
    told = [said("b", 60, condition="people_in_water")]
    later = [states(told, m)["people_in_water"] for m in (61, 120, 240)]
    assert later == sorted(later)


def test_what_was_said_before_anybody_knew_where_is_remembered():
    before = [said("b", -20, condition="swamped")]
    assert states(before, 1.0)["swamped"] + states(before, 1.0)["people_in_water"] > 0.5


def test_landed_near_a_shore_is_landed_and_not_called_safe():
    told = [at("a", 0, lon=1.40, lat=51.14), at("b", 30, lon=1.385, lat=51.16, condition="landed")]
    o = looked(told, STILL)
    assert o.states(T0 + 1860.0)["landed"] > 0.5
    assert sum(o.shares(T0 + 1860.0).values()) == pytest.approx(1.0)


def test_nobody_gets_better_by_news_but_an_engine_runs_again():
    rng, every = np.random.default_rng(1), np.arange(4, dtype=np.int8).repeat(50)
    for condition in SAID:
        after = after_news(condition, every, rng)
        assert (after == motion.UNDERWAY).all() if condition == "underway" else (after >= every).all()


def test_the_placeless_chain_agrees_with_states_that_have_a_place():
    """One hour from a sure condition, by the matrix and by the compiled waiting times."""
    one = SimpleNamespace(t=T0, condition="taking_water", p=1.0)
    by_matrix = placeless([one], T0 + 3600.0, SHARES["unknown"], HAZARDS)
    o = looked([at("a", 0, condition="taking_water")], STILL, n=20_000)
    by_states = [o.shares(T0 + 3600.0)[s] for s in TRUE[:4]]
    assert by_states == pytest.approx(by_matrix.tolist(), abs=0.02)
