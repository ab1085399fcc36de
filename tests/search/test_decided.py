"""Areas that people drew: too near another, or where none may lie, is said; what Varne placed itself is never blamed."""

from dataclasses import replace

import numpy as np
import pytest

from search.searches import boat, cloud
from varne.search.areas import Rules, Task
from varne.search.ascent import improved
from varne.search.chart import Chart
from varne.search.decided import against
from varne.search.rectangles import AVOID, LAND

CELL, HALF = 400.0, 20_000.0


def keys(task):
    plan = next(improved(task, np.random.default_rng(1), 1))
    return [(task.searchers[j].name, words.key.rsplit(".", 1)[1]) for j, words in against(task, plan)]


def rect(x, y, heading):
    """Half 3 km long and half 1 km wide, its length along a heading."""
    turn = np.radians(heading)
    return (x, y, 3000.0, 1000.0, float(np.sin(turn)), float(np.cos(turn)))


def beside(heading, metres):
    """Two areas side by side, that many metres between their long sides."""
    turn, away = np.radians(heading + 90), 2000.0 + metres
    return boat(given=(rect(0, 0, heading),)), boat("other", given=(rect(away * np.sin(turn), away * np.cos(turn), heading),))


@pytest.mark.parametrize("heading", [0, 30, 75, 110, 160])
def test_two_at_work_together_keep_the_distance_of_their_kind(heading):
    rules = Rules(air=1852.0, ship=500.0)
    near, wide = (Task(cloud(), beside(heading, m), rules=rules) for m in (450.0, 550.0))
    assert keys(near) == [("boat", "near")]
    assert keys(wide) == []
    flying = replace(near, searchers=tuple(replace(s, air=True) for s in wide.searchers))
    assert keys(flying) == [("boat", "near")]
    mixed = replace(near, searchers=(near.searchers[0], replace(near.searchers[1], air=True)))
    assert keys(mixed) == []
    assert keys(replace(near, rules=Rules(air=None, ship=None))) == []


def test_one_after_the_other_is_not_together():
    first, second = beside(30, 0.0)
    of = cloud()
    later = replace(second, ready=of.span[0] + 3 * 3600.0)
    assert keys(Task(of, (replace(first, until=of.span[0] + 2 * 3600.0), later), rules=Rules())) == []


@pytest.mark.parametrize("code", [AVOID, LAND])
def test_water_where_none_may_lie_is_said_of_ships(code):
    n = int(2 * HALF / CELL)
    codes = np.zeros((n, n), np.int16)
    codes[:, n // 2 :] = code  # the eastern half
    chart = Chart(codes, np.zeros((1, 1), np.int16), np.array([-HALF, -HALF]), CELL, np.zeros((1, 2)))
    drawn = (boat(given=(rect(4000, 0, 20),)), boat("other", given=(rect(-4000, 0, 20),)))
    task = Task(cloud(drift=0.0), drawn, chart)
    assert keys(task) == [("boat", "closed")]
    assert keys(replace(task, searchers=tuple(replace(s, air=True) for s in drawn))) == []
