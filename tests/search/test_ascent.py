"""Plans of areas: below the bound, within the rules, never worse as time passes, and the same again."""

from dataclasses import replace
from itertools import islice

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.searches import NM, STEP, boat, cloud
from varne.geodesy import components_to
from varne.search import effort, rectangles
from varne.search.areas import NO_RULES, Rules, Task, pieces_of
from varne.search.ascent import improved, value_on
from varne.search.board import Board
from varne.search.chart import Chart
from varne.search.rectangles import AVOID, LAND, LANES, apart
from varne.search.relaxed import cell_for, certified, relaxed
from varne.search.searchers import effort_of, trouble
from varne.search.targets import as_seen_from, in_frame, rewarded, some


def plan(task, starts=4, seed=1, most=1):
    *_, last = islice(improved(task, np.random.default_rng(seed), most), starts)
    return last


def in_cells(of, board, cell, sub=8):
    """The effort of a plan spread over the cells of the relaxed problem, by the share of each rectangle in each cell."""
    _, cells, place = effort.cells_of(of.x, of.y, of.kind, cell, 5)
    x = np.zeros((len(board.task.searchers), of.t.size, place.shape[1]))
    off = (np.arange(sub) + 0.5) / sub * cell
    for p, piece in enumerate(board.pieces):
        r = board.rects[p]
        length = np.empty(of.t.size)
        spacing = board.task.searchers[piece.searcher].least_spacing
        rectangles.lengths(r, board.visit(p), board.edges, spacing, length)
        for t in range(of.t.size):
            px = place[t, : cells[t], 0][:, None, None] + off[:, None] - r[0]
            py = place[t, : cells[t], 1][:, None, None] + off - r[1]
            inside = (abs(px * r[4] + py * r[5]) <= r[2]) & (abs(py * r[4] - px * r[5]) <= r[3])
            whole = 4 * r[2] * r[3] / (cell / sub) ** 2
            x[piece.searcher, t, : cells[t]] += length[t] * inside.sum(axis=(1, 2)) / max(whole, inside.sum())
    return x


@pytest.mark.parametrize("seed", range(6))
def test_no_plan_is_worth_more_than_the_bound(seed):
    rng = np.random.default_rng(seed)
    of = cloud(4000, seed=seed, spread=rng.uniform(1500, 5000))
    of = rewarded(of, np.cumprod(rng.uniform(0.7, 1.0, of.x.shape), axis=0))
    who = tuple(
        boat(f"boat {k}", rng.uniform(0, 3600), rng.uniform(1, 3), rng.uniform(8, 60), tuple(rng.uniform(100, 1500, 2)))
        for k in range(3)
    )
    task = Task(of, who, rules=NO_RULES)
    found = plan(task, 2, seed)
    by, cell = effort_of(who, of), cell_for(of)
    bound = relaxed(of, by, cell=cell).bound
    value, own = certified(of, by, in_cells(of, Board(task, found.pieces, found.rects, of), cell), cell)
    assert value <= bound + 1e-9
    assert value <= own
    assert found.value == pytest.approx(value, abs=0.03)  # cells blur the edges of areas
    assert found.value >= 0.9 * bound


def test_plans_only_get_better_and_are_the_same_again():
    task = Task(cloud(), (boat(areas=2), boat("other", speed_kn=60.0, air=True, areas=2)))
    values = [p.value for p in islice(improved(task, np.random.default_rng(1), 2), 6)]
    assert (np.diff(values) >= 0).all()
    assert values == [p.value for p in islice(improved(task, np.random.default_rng(1), 2), 6)]


def test_areas_of_aircraft_keep_clear_of_each_other_and_those_of_ships_too():
    who = tuple(boat(f"{k}", air=k > 1, speed_kn=15.0 if k < 2 else 70.0) for k in range(4))
    found = plan(Task(cloud(), who, rules=Rules(1852.0, 500.0, 1.0)))
    assert len(found.areas) == 4
    assert apart(found.rects[0], found.rects[1], 500.0)
    assert apart(found.rects[2], found.rects[3], 1852.0)
    free = plan(Task(cloud(), who, rules=NO_RULES))
    assert free.value >= found.value


def test_legs_are_never_closer_than_allowed_so_endurance_is_left():
    of = cloud(spread=300.0, drift=0.0)
    task = Task(of, (boat(hours=3.0, speed_kn=60.0, least_spacing=1500.0),), rules=NO_RULES)
    area = plan(task).areas[0]
    assert area.spacing >= 1500.0 - 1e-6
    assert area.end - area.begin < 3 * 3600.0 - 60


def test_the_way_out_and_home_is_taken_from_the_time_on_scene():
    far = boat(hours=3.0, transit=10.0, base=(0.0, 20_000.0), home=(0.0, 20_000.0))
    of = cloud(drift=0.0)
    area = plan(Task(of, (far,), rules=NO_RULES)).areas[0]
    way = np.hypot(area.x, area.y - 20_000.0) / 10.0
    assert area.begin == pytest.approx(way, abs=60)
    assert area.end <= 3 * 3600.0 - way + 60


def test_two_areas_follow_one_another_with_the_way_between_them():
    s = boat(hours=3.0, transit=10.0, areas=2)
    found = plan(Task(cloud(), (s,), rules=NO_RULES), 6, most=2)
    a, b = found.areas
    assert (a.order, b.order) == (0, 1)
    assert b.begin >= a.end + np.hypot(b.x - a.x, b.y - a.y) / 10.0 - 1.0


def raster(code_of):
    n, cell = 200, 400.0
    middles = cell * (np.arange(n) + 0.5 - n / 2)
    x, y = np.meshgrid(middles, middles)
    codes = code_of(x, y).astype(np.int16)
    lanes = np.array([[0.0, 0.0], [1.0, 0.0]])  # lane 1 goes east
    return Chart(codes, np.zeros((1, 1), np.int16), np.full(2, -n * cell / 2), cell, lanes)


def corners(area):
    u, v = (np.array(components_to(1.0, area.heading + d)) for d in (0, 90))
    return np.array([area.x, area.y]) + np.array(
        [s * area.length / 2 * u + r * area.width / 2 * v for s in (-1, 1) for r in (-1, 1)]
    )


def test_closed_water_is_left_out_and_land_too():
    for code in (AVOID, LAND):
        chart = raster(lambda x, y, code=code: np.where(x < 0, code, 0))
        found = plan(Task(cloud(drift=0.0), (boat(),), chart, Rules(None, None, 0.0)))
        assert corners(found.areas[0])[:, 0].min() > -900.0  # a raster of 400 m, looked at every third of a half side
        assert plan(Task(cloud(drift=0.0), (boat(air=True),), chart)).areas[0].x == pytest.approx(0.0, abs=1500)


def test_legs_cross_a_lane_at_right_angles():
    of = cloud(drift=0.0)  # the cloud is long from east to west, as the lane is
    along = plan(Task(of, (boat(),), rules=NO_RULES)).areas[0]
    assert abs(along.heading - 90) < 30
    across = plan(Task(of, (boat(),), raster(lambda x, y: np.full(x.shape, LANES + 1)), NO_RULES)).areas[0]
    assert min(across.heading, 180 - across.heading) <= 20.5


def test_a_given_area_is_valued_and_not_moved():
    rect = (500.0, 0.0, 2000.0, 1000.0, 1.0, 0.0)
    task = Task(cloud(), (boat(given=(rect,)), boat("other")), rules=NO_RULES)
    found = plan(task)
    assert found.rects[0] == pytest.approx(rect)
    assert found.value > plan(replace(task, searchers=(task.searchers[0],))).value > 0.1


def test_fresh_targets_value_a_plan_about_the_same():
    both = cloud(20_000)
    mine, fresh = some(both, np.arange(10_000)), some(both, np.arange(10_000, 20_000))
    task = Task(mine, (boat(), boat("other", speed_kn=60.0)), rules=NO_RULES)
    found = plan(task)
    assert value_on(as_seen_from(fresh, mine), found, task) == pytest.approx(found.value, abs=0.02)


def test_the_bound_holds_for_a_plan_where_a_few_targets_lie_far_off():
    """Half in a small core, half all over the sea, as outlooks are: cells by their mean crowd would hold the whole core."""
    rng = np.random.default_rng(3)
    n, steps = 4000, 6
    spread = np.where(np.arange(n) % 2, 1000.0, 20_000.0)
    x, y = (rng.normal(0, spread) + np.zeros((steps, 1)) for _ in range(2))
    of = in_frame(1.5, 51.0, STEP * (np.arange(steps) + 0.5), STEP, x, y, np.zeros((steps, n), np.int8), np.full(n, 1 / n))
    task = Task(of, (boat(width=(400.0,)),), rules=NO_RULES)
    found = plan(task, 6)
    assert found.areas[0].length < 6000
    best = relaxed(of, effort_of(task.searchers, of))
    assert found.value < best.bound
    assert best.cell < min(found.areas[0].length, found.areas[0].width)


@pytest.mark.parametrize(
    ("who", "said"),
    [
        (boat("Walmer", hours=0.0), "Walmer has no endurance"),
        (boat("Rye", width=(0.0, 0.0)), "Rye has a sweep width of 0"),
        (boat("Calais", transit=5.0, base=(0.0, 90_000.0), home=(0.0, 90_000.0)), "Calais cannot reach the area"),
        (boat("Lydd", ready=6 * STEP + 60), "Lydd is ready 1 min after the search ends"),
        (boat("Dover", ready=-7200.0, hours=1.0), "Dover ends 60 min before the search begins"),
        (boat("Dunkerque", speed_kn=0.0), "Dunkerque searches at 0.0 m/s"),
    ],
)
def test_what_hinders_a_searcher_is_said_with_its_name(who, said):
    of = cloud()
    assert said in trouble(who, of).text
    assert trouble(boat(), of) is None


def test_pieces_share_the_time_on_scene():
    task = Task(cloud(), (boat(areas=3), boat("other", ready=1800.0, hours=1.0)))
    pieces = pieces_of(task, 2)
    assert [(p.searcher, p.order, p.before, p.last) for p in pieces] == [(0, 0, -1, False), (0, 1, 0, True), (1, 0, -1, True)]
    assert [p.begin for p in pieces] == [0.0, 5400.0, 1800.0]
    assert NM == 1852.0


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 1 << 30), st.floats(1.0, 4.0))
def test_more_track_in_the_same_areas_never_finds_less_and_two_never_more_than_their_sum(seed, factor):
    rng = np.random.default_rng(seed)
    of = cloud(500, seed=seed)
    rects = np.stack([[*rng.uniform(-3000, 3000, 2), *rng.uniform(500, 4000, 2), 1.0, 0.0] for _ in range(2)])
    who = (boat("a", speed_kn=10.0), boat("b", ready=1800.0, speed_kn=20.0))
    more = tuple(replace(s, speed=factor * s.speed) for s in who)
    task = Task(of, who, rules=NO_RULES)
    pieces = pieces_of(task, 1)
    both = Board(task, pieces, rects, of).value()
    assert Board(Task(of, more, rules=NO_RULES), pieces, rects, of).value() >= both - 1e-9
    one = [Task(of, (s,), rules=NO_RULES) for s in who]
    alone = [Board(t, pieces_of(t, 1), rects[[k]], of).value() for k, t in enumerate(one)]
    assert max(alone) - 1e-9 <= both <= sum(alone) + 1e-9
