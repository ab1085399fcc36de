"""Sweep widths: the tables' own values (research/search.md 3.7), corrections, ranges for what nobody measured."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from varne.geodesy import KNOT, NM
from varne.search import tables
from varne.search.corrections import FOOT, Conditions, Looker, corrected, speed_factor, uncorrected, weather_factor
from varne.search.detection import NEAREST, curve, dim, horizon, signal_width, sweep_width
from varne.search.lateral import chance
from varne.search.lateral import sweep_width as area_under

HELICOPTER = Looker("eye", "helicopter", 500 * FOOT, 90 * KNOT)
BOAT, CUTTER = Looker("eye", "vessel", 8 * FOOT), Looker("eye", "vessel", 14 * FOOT)


@pytest.mark.parametrize(
    ("by", "target", "nm"),
    [
        *(
            (HELICOPTER, t, w)
            for t, w in (("PIW", 0.1), ("R1", 1.2), ("R4", 1.6), ("R6", 1.9), ("R15", 2.3), ("P15", 1.5), ("P20", 2.9))
        ),
        *((BOAT, t, w) for t, w in (("PIW", 0.3), ("R4", 2.2), ("P20", 2.2))),
        *((CUTTER, t, w) for t, w in (("PIW", 0.5), ("R4", 3.0), ("P20", 2.9))),
    ],
)
def test_the_table_says(by, target, nm):
    assert uncorrected(by, target, 5 * NM) == pytest.approx(nm)


def test_all_the_rows_are_there_and_say_where_they_come_from():
    assert sum(len(h) for h, _ in tables.visual().values()) == 450
    for name in ("visual", "speed", "nvg", "nvg_factors", "infrared", "radar", "radar_curves", "signals"):
        assert all(row["source"] for row in tables.rows(f"{name}.csv"))


def test_the_corrected_example():
    """Fixed wing, 1000 ft, 15 NM, power boat 16-25 ft, wind over 15 kn, 150 kn: 4.4 x 0.5 x 1.1 = 2.42 NM."""
    by = Looker("eye", "fixed-wing", 1000 * FOOT, 150 * KNOT)
    assert corrected(by, "P20", Conditions(15 * NM, wind=16 * KNOT), False, False) == [pytest.approx(2.42)]


def test_a_life_jacket_helps_up_to_500_feet():
    seen = Conditions(5 * NM)
    low, high = (Looker("eye", "helicopter", h * FOOT, 90 * KNOT) for h in (500, 750))
    assert corrected(low, "PIW", seen, True, True) == [pytest.approx(0.4)]
    assert corrected(high, "PIW", seen, True, True) == [pytest.approx(0.1)]
    assert corrected(Looker("eye", "vessel", 8 * FOOT), "PIW", seen, True, True) == [pytest.approx(1.2)]


@pytest.mark.parametrize(
    ("wind_kn", "sea_ft", "piw", "ship"),
    [(15, 0, 1, 1), (16, 0, 0.5, 0.9), (26, 0, 0.25, 0.9), (0, 2, 0.5, 0.9), (0, 4.1, 0.25, 0.9), (16, 5, 0.25, 0.9)],
)
def test_weather(wind_kn, sea_ft, piw, ship):
    seen = Conditions(5 * NM, wind_kn * KNOT, sea_ft * FOOT)
    assert (weather_factor("PIW", seen), weather_factor("Ship120", seen)) == (piw, ship)


def test_speed_is_an_aircrafts_matter():
    assert speed_factor(Looker("eye", "helicopter", 100.0, 40 * KNOT), "PIW") == 1.5
    assert speed_factor(Looker("eye", "helicopter", 100.0, 75 * KNOT), "PIW") == pytest.approx(1.25)
    assert speed_factor(Looker("eye", "vessel", 4.0, 40 * KNOT), "PIW") == 1.0


@pytest.mark.parametrize(("feet", "nm"), [(10, 3.6), (100, 11.4), (500, 25.6), (1000, 36.2)])
def test_horizon(feet, nm):
    assert horizon(feet * FOOT) / NM == pytest.approx(nm, abs=0.05)


def test_goggles_with_every_factor():
    """A person in the water, dark: moon, cloud, visibility, wave, no whitecaps, three searchers, over three hours."""
    by = Looker("nvg", "helicopter", 90.0, illuminated=False, searchers=3, hours=3.5)
    seen = Conditions(1 * NM, sea=0.3, moon="high", cloud="low", whitecaps="low")
    want = 0.01 * 1.4 * 1.1 * 0.7 * 1.7 * 1.3 * 0.9 * 0.9
    assert corrected(by, "PIW", seen, False, True) == [pytest.approx(want)]


def test_what_nobody_measured_is_a_range_and_is_said():
    seen = Conditions(5 * NM)
    for by in (CUTTER, HELICOPTER, Looker("nvg", "helicopter", 150.0)):
        inflatable, raft = sweep_width(by, "adrift", seen), sweep_width(by, "R25", seen)
        assert inflatable.high / inflatable.low > raft.high / raft.low == pytest.approx(1.75**2)
        assert "nobody has measured" in inflatable.notes[0].text
        assert not raft.notes
    night = sweep_width(Looker("nvg", "helicopter", 150.0), "people_in_water", seen)
    assert any("not a trial" in n.text for n in night.notes)


def test_a_width_printed_as_nothing_is_next_to_blind_and_not_known_to_be_blind():
    w = sweep_width(Looker("eye", "fixed-wing", 2000 * FOOT, 180 * KNOT), "people_in_water", Conditions(5 * NM))
    assert 0 < w.low < w.likely < w.high < 0.1 * NM
    assert "next to blind" in w.notes[-1].text


@given(st.sampled_from(sorted(NEAREST)), st.floats(0.1, 40), st.floats(0, 25), st.floats(0, 5), st.floats(1, 3))
def test_every_state_has_a_width_in_order_in_any_weather(what, miles, wind, sea, factor):
    w = sweep_width(CUTTER, what, Conditions(miles * NM, wind, sea), factor=factor)
    assert 0 < w.low <= w.likely * (1 + 1e-9)
    assert w.likely <= w.high * (1 + 1e-9)
    wider = sweep_width(CUTTER, what, Conditions(miles * NM, wind, sea), factor=factor + 0.5)
    assert wider.low < w.low
    assert wider.high > w.high


def test_worse_weather_and_worse_sight_never_widen():
    for what in NEAREST:
        by_sight = [sweep_width(HELICOPTER, what, Conditions(v * NM)).likely for v in (0.5, 1, 2, 5, 12, 40)]
        by_wind = [sweep_width(HELICOPTER, what, Conditions(5 * NM, w * KNOT)).likely for w in (0, 14, 16, 24, 26)]
        assert by_sight == sorted(by_sight)
        assert by_wind == sorted(by_wind, reverse=True)


def test_draws_and_nodes_are_the_same_distribution():
    w = sweep_width(CUTTER, "adrift", Conditions(5 * NM))
    drawn = w.draws(200_000, np.random.default_rng(1))
    assert np.quantile(drawn, [0.05, 0.95]) == pytest.approx([w.low, w.high], rel=0.02)
    node, weight = w.nodes()
    assert -np.expm1(-node / NM) @ weight == pytest.approx(-np.expm1(-drawn / NM).mean(), abs=2e-3)


def test_the_usual_curve_has_the_width_and_is_flat_at_night():
    day, night = (curve(1000.0, dim=dim(Conditions(10 * NM), night=n)) for n in (False, True))
    assert area_under(day) == pytest.approx(1000.0)
    assert area_under(night) == pytest.approx(1000.0)
    assert chance(day, 0.0) > 0.9 > 0.6 > chance(night, 0.0)
    assert chance(curve(0.0, dim=True), 0.0) == 0.0


@pytest.mark.parametrize(
    ("by", "what", "seen", "mend"),
    [
        (CUTTER, "raft", Conditions(1.0), "the table has"),
        (Looker("radar"), "people_in_water", Conditions(1.0), "another sensor"),
        (CUTTER, "PIW", Conditions(-1.0), "0 or more"),
        (Looker("nvg", "helicopter", searchers=2), "PIW", Conditions(1.0), "3 and 4"),
    ],
)
def test_what_cannot_be_answered_is_refused_with_the_mend(by, what, seen, mend):
    with pytest.raises(ValueError, match=mend):
        sweep_width(by, what, seen)


def test_signals():
    assert signal_width("day", "waving flag").likely / NM == pytest.approx(2.5)
    smoke = signal_width("day", "orange smoke", "boat", "3 h or more on task; wind to 10 kn", factor=2.0)
    assert (smoke.low / NM, smoke.likely / NM, smoke.high / NM) == pytest.approx((1.4, 2.8, 5.6))
    with pytest.raises(ValueError, match="boat, under 3 h on task"):
        signal_width("night", "red hand flare")
    with pytest.raises(ValueError, match="night strobe"):
        signal_width("night", "lantern")


def test_a_factor_below_one_is_refused():
    with pytest.raises(ValueError, match=r"1\.5 to 2"):
        sweep_width(CUTTER, "PIW", Conditions(1.0), factor=0.5)
