"""How many of a boat's people live at a moment: by the published curve while nothing changes, then by the next one."""

from types import SimpleNamespace

import numpy as np
import pytest

from varne.drift import motion
from varne.drift.run import Run
from varne.planning.asked import Survival
from varne.planning.lives import lives
from varne.survival.curves import People, alive, survival

HOUR = 3600.0
T = np.arange(0, 6 * HOUR + 1, 600.0)
WATER = 12.0


def outlook(state, weight=None):
    """Columns of one state each through time: (m, n)."""
    state = np.asarray(state, np.int8)
    still = np.zeros(state.shape)
    equal = np.full(state.shape[1], 1 / state.shape[1])
    return SimpleNamespace(run=Run(T, still, still, state, still.astype(np.int8), equal if weight is None else weight))


def always(*codes):
    return np.tile(codes, (T.size, 1))


@pytest.mark.parametrize("hours", [0.5, 2.0, 5.25])
def test_people_who_are_in_the_water_all_the_time_live_by_the_curve(hours):
    found = lives(outlook(always(motion.IN_WATER, motion.IN_WATER)), Survival(WATER), hours * HOUR)
    curves = survival(WATER, People())
    for name in ("low", "likely", "high"):
        assert getattr(found, name) == pytest.approx(float(alive(getattr(curves, name), hours * HOUR)), abs=0.01)
    assert found.low < found.likely < found.high


def test_each_state_counts_for_its_weight():
    codes = always(motion.IN_WATER, motion.ADRIFT)
    one, other = (lives(outlook(codes[:, k : k + 1]), Survival(WATER), 3 * HOUR).likely for k in (0, 1))
    both = lives(outlook(codes, np.array([0.25, 0.75])), Survival(WATER), 3 * HOUR).likely
    assert both == pytest.approx(0.25 * one + 0.75 * other)
    assert other > one


def test_who_goes_into_the_water_later_lives_longer():
    late = always(motion.IN_WATER)
    late[: T.size // 2] = motion.ADRIFT
    early = lives(outlook(always(motion.IN_WATER)), Survival(WATER), 6 * HOUR)
    assert lives(outlook(late), Survival(WATER), 6 * HOUR).likely > early.likely


def test_the_longer_before_the_colder():
    told = [lives(outlook(always(motion.IN_WATER)), Survival(WATER, since_h=h), 2 * HOUR).likely for h in (0, 2)]
    assert told[1] == pytest.approx(float(alive(survival(WATER, People()).likely, 4 * HOUR)), abs=0.01)
    assert told[1] < told[0]
