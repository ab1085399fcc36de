from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from making import MIDNIGHT, SPEED, START, STREAM, at, report
from pairs import score

from varne.fusion.likelihood import DECIBANS, MOTION, STAGE_DB, TERMS, Prior, carried, evidence, sets_of
from varne.fusion.reasons import _spokesmen
from varne.fusion.report import Count, Description
from varne.fusion.table import STAGES, tabulate
from varne.geodesy import components_to
from varne.sea.field import Box, Constant, OutsideForecast


def motion_db(a, b, current=STREAM):
    return score(a, b, current).term("motion") * DECIBANS


@pytest.mark.parametrize("to", [0, 30, 90, 200, 270, 350])
def test_a_boat_that_drifted_with_the_stream_is_likelier_the_same_than_one_at_the_mirrored_place(to):
    stream = Constant(*(float(c) for c in components_to(SPEED, to)))
    adrift = {"condition": "engine_stopped"}
    start = at("a", 0, **adrift)
    with_it, against = (at("b", 30, to + turn, 1800, **adrift) for turn in (0, 180))
    assert motion_db(start, with_it, stream) > motion_db(start, against, stream) + 8


def test_the_water_carries_a_position_along_the_known_sea():
    table = tabulate([at("a", 0), at("b", 95)], STREAM)
    x, y, unknown = carried(table, np.array([0]), np.array([95 * 60.0]))
    u, v = components_to(SPEED, 60.0)
    assert np.allclose([x[0], y[0]], [u * 5700, v * 5700], atol=1.0)
    assert unknown[0] == 0


def test_motion_agrees_with_a_computation_by_hand():
    """Two pins of people in the water, no convoys: a plain Gaussian with the stream, worked out with numpy alone."""
    rule = replace(MOTION, stops=1e12, starts=1e12, convoy=0.0, forget=1e12)
    table = tabulate([at("a", 0, condition="people_in_water"), at("b", 30, 60, 1800)], STREAM)
    dt, pin = 1800.0, 50.0**2 + 132.0**2
    spread = 2 * pin + 0.3**2 * dt * dt + 0.25**2 * dt * dt
    x, y = np.array(components_to(1800.0, 60.0)) - dt * np.array(components_to(SPEED, 60.0))
    there = np.exp(-0.5 * (x * x + y * y) / spread) / (2 * np.pi * spread)
    elsewhere = np.exp(table.elsewhere[1])
    expected = np.log(((1 - rule.wrong) * there + rule.wrong * elsewhere) / elsewhere)
    assert evidence(table, [[0, 1]], Prior(), rule)[1, 0] == pytest.approx(expected, abs=0.03)  # two in a hundred may sail


def test_a_first_position_that_is_wrong_does_not_condemn_what_follows():
    """One old pin 30 km off, then a steady track: about the price of one wrong position, not of all the others."""
    track = [at(f"r{k}", 20 + 10 * k, 60, 600 * k) for k in range(6)]
    table = tabulate([at("old", 0, 200, 30_000), *track], STREAM)
    with_it, without = evidence(table, sets_of([list(range(7)), list(range(1, 7))]), Prior())[1]
    assert without - 5 < with_it < without


def test_reachability_in_words_agrees_with_hand_computation():
    # 6.1 nm against 1 m/s for 40 min (1.3 nm): 7.4 nm in 40 min is 11.1 kn
    found = score(at("a", 0), at("b", 40, 240, 6.1 * 1852), STREAM)
    words = next(r.words for r in found.reasons if r.term == "motion")
    assert words.text.startswith("6.1 nm in 40 min against the stream would need 11.1 kn: ")
    assert words.text.endswith("times less likely one boat")
    assert words.key == "fusion.motion.against.against"
    assert words.args["kn"] == pytest.approx(11.1)


def test_what_no_small_boat_can_sail_is_called_impossible_but_one_wrong_position_proves_nothing():
    a, b = at("a", 0, caller="k"), at("b", 30, 200, 40_000, caller="k")
    found = score(a, b, STREAM)
    assert any("which no loaded small boat makes" in r.words.text for r in found.reasons)
    assert found.term("motion") * DECIBANS > -14  # 4 to 5 positions in a hundred are plainly wrong: 1 in 22 is 13.4 dB
    assert 0.1 < found.p < 0.98  # the same phone and an impossible leg: not settled


def test_impossible_legs_outvote_a_shared_phone():
    # two places 40 km apart, reported by turns within the hour by one phone: not one boat
    here = [at("a", 0, 0, 0, caller="k"), at("c", 20, 60, 1200, caller="k")]
    there = [at("b", 10, 200, 40_000, caller="k"), at("d", 30, 200, 39_000, caller="k")]
    table, prior = tabulate([*here, *there], STREAM), Prior()
    all_one, two, other = evidence(table, sets_of([[0, 1, 2, 3], [0, 2], [1, 3]]), prior).sum(axis=0)
    assert all_one - two - other < 0


@pytest.mark.parametrize("wide_first", [True, False])
@pytest.mark.parametrize("minutes", [0, 30, 200])
def test_an_area_as_wide_as_the_strait_says_about_nothing(wide_first, minutes):
    wide = {"ellipse_m": (30_000.0, 20_000.0, 45.0)}
    pair = [at("a", 0, 0, 0, **(wide if wide_first else {})), at("b", minutes, 30, 9000, **({} if wide_first else wide))]
    assert abs(motion_db(*pair)) < 2.5


def test_no_position_is_no_motion_term_rather_than_zero():
    assert score(at("a", 0), report("b", 10), STREAM).term("motion") is None


def test_outside_the_forecast_the_drift_is_unknown_and_not_slack_water():
    nowhere = Constant(5.0, 5.0, box=Box(t=(0.0, 1.0)))
    downstream, still = at("b", 60, 60, 3600), at("b", 60, 60, 0)
    known = motion_db(at("a", 0), downstream, STREAM)
    assert motion_db(at("a", 0), downstream, nowhere) < known
    table = tabulate([at("a", 0), still], nowhere)
    _, _, unknown = carried(table, np.array([0]), np.array([3600.0]))
    assert unknown[0] == 3600
    text = [r.words.text for r in score(at("a", 0), downstream, nowhere).reasons if r.term == "motion"]
    assert "the stream there is not known" in text[0]


@pytest.mark.parametrize("trouble", ["on land", "a hole"])
def test_land_and_holes_in_a_forecast_count_as_unknown_stream(trouble):
    class Broken:
        name, box = "broken", Box()

        def __call__(self, t, lon, lat):
            if trouble == "a hole":
                raise OutsideForecast(self.name, self.box, np.ones(np.shape(t), bool), "there")
            return np.full(np.shape(t), np.nan), np.full(np.shape(t), np.nan)

    table = tabulate([at("a", 0), at("b", 60)], Broken())
    x, y, unknown = carried(table, np.array([0]), np.array([3600.0]))
    assert (x[0], y[0], unknown[0]) == (0, 0, 3600)


@pytest.mark.parametrize("one", [33, 34, 40])
@pytest.mark.parametrize("two", [33, 34, 40])
def test_33_34_and_40_people_do_not_separate_boats(one, two):
    assert score(report("a", 0, people=one), report("b", 20, people=two), STREAM).term("people") > 0


def test_33_and_90_people_do():
    assert score(report("a", 0, people=33), report("b", 20, people=90), STREAM).term("people") < -1


def test_a_wide_range_says_less_than_a_narrow_one():
    wide = score(report("a", 0, people=33), report("b", 20, people=Count(20, 60, 120)), STREAM).term("people")
    narrow = score(report("a", 0, people=33), report("b", 20, people=60), STREAM).term("people")
    assert narrow < wide


def test_3000_people_are_set_aside_and_said_so():
    found = score(report("a", 0, people=33), report("b", 20, people=3000), STREAM)
    assert found.term("people") == 0
    assert any(r.words.text.startswith("3000 people cannot be aboard one boat") for r in found.reasons)


def test_dry_and_under_way_after_sinking_speaks_against_and_getting_worse_does_not():
    def db(earlier, later):
        return DECIBANS * score(report("a", 0, condition=earlier), report("b", 40, condition=later), STREAM).term("condition")

    for sinking in ("taking_water", "swamped", "people_in_water"):
        assert db(sinking, "underway") == pytest.approx(-12, abs=1.5)  # fusion.md 4.2, term 8
        assert db("underway", sinking) >= 0
    assert db("underway", "engine_stopped") >= 0


def test_condition_odds_average_to_about_one_over_what_boats_report():
    # a likelihood ratio has mean 1 over the alternative: here over conditions as other boats report them (judgement)
    shares = np.array([0.45, 0.20, 0.20, 0.05, 0.05, 0.05])
    for row, stage in zip(STAGE_DB, STAGES, strict=True):
        mean = shares @ 10 ** (row / 10)
        assert (0.1 if stage == "landed" else 0.6) < mean < 1.2


def test_the_same_phone_is_strong_and_a_different_one_mild():
    same, other = (score(report("a", 0, caller="k"), report("b", 20, caller=k), STREAM).term("caller") for k in "kx")
    assert 15 < same * DECIBANS < 27
    assert -3.1 < other * DECIBANS < 0


@pytest.mark.parametrize("relay", ["ngo", "relative", "authority"])
def test_the_number_of_somebody_who_passes_calls_on_is_no_identity(relay):
    a, b = (report(i, 0, caller="hotline", source=relay) for i in "ab")
    assert score(a, b, STREAM).term("caller") is None


def test_descriptions_err_so_a_wrong_colour_is_mild_and_a_right_rare_one_helps():
    def db(one, two):
        pair = report("a", 0, boat=Description(**one)), report("b", 20, boat=Description(**two))
        return DECIBANS * score(*pair, STREAM).term("boat")

    assert -12 < db({"colour": "black"}, {"colour": "orange"}) < -3
    assert db({"colour": "orange"}, {"colour": "Orange"}) > db({"colour": "black"}, {"colour": "dark"}) > 0
    assert db({"length_m": 8.0}, {"length_m": 9.0}) > 0 > db({"length_m": 6.0}, {"length_m": 14.0})


def test_counted_apart_by_one_observer_outvotes_place_and_time():
    a, b = at("a", 0, group="pass-3"), at("b", 0, 30, 300, group="pass-3")
    found = score(a, b, STREAM)
    assert found.p < 0.5
    assert "counted apart by one observer" in next(r for r in found.reasons if r.term == "group").words.text


def test_what_two_observers_counted_is_not_said_to_be_counted_by_one():
    a, b = at("a", 0, group="pass-3"), at("b", 0, 30, 300, group="other-7")
    assert score(a, b, STREAM).term("group") is None


def test_a_track_is_told_of_the_places_on_it_not_of_what_others_counted_meanwhile():
    """Both sides hold a place on the track and a count of another observer; the counts are nearer in time."""
    places = [at(i, m, 40, 150 * m, channel="radar", source="sensor", track="dover-7") for i, m in (("r0", 0), ("r10", 10))]
    counts = [at(i, m, 40, 150 * m, group=i) for i, m in (("x", 4), ("y", 6))]
    table = tabulate([*places, *counts], STREAM)
    row = {r.id: i for i, r in enumerate(table.reports)}
    left, right = ([row[a], row[b]] for a, b in (("r0", "x"), ("r10", "y")))
    assert _spokesmen(table, left, right, "group") == (row["r0"], row["r10"])


def test_sightings_weigh_the_boats_nobody_has_reported():
    call, seen = at("a", 0), at("b", 20, 60, 1200, channel="aircraft", source="crew")
    few, many = (score(call, seen, STREAM, Prior(silent=s)).p for s in (2, 40))
    assert many < few


@pytest.mark.parametrize("bad", [{"silent": 0}, {"boats": 1}, {"silent": float("nan")}])
def test_a_night_without_unreported_boats_is_refused(bad):
    with pytest.raises(ValueError, match="must be 2 or more"):
        Prior(**bad)


def test_a_clock_an_hour_off_is_recognised():
    true, french = (at("b", minute, 60, 600) for minute in (12, 60 + 12))  # seen at 0012 UTC, written as 0112
    later = at("c", 75, 350, 12_000)  # 12 km in 63 min is 6 kn, in 3 min it is beyond any boat
    wrong = score(later, french, STREAM)
    assert "would fit if the clock of report b were one hour off" in " ".join(r.words.text for r in wrong.reasons)
    assert wrong.p < score(later, true, STREAM).p


def test_no_clock_is_suspected_where_an_hour_mends_nothing():
    found = score(at("a", 0), at("b", 10, 200, 60_000), STREAM)
    assert not any(r.words.key == "fusion.motion.clock" for r in found.reasons)


minutes = st.floats(0, 400)
bearings = st.floats(0, 359)
conditions = st.sampled_from([*STAGES, "unknown"])


@st.composite
def two_reports(draw):
    out = []
    for name in "ab":
        make = draw(st.sampled_from([at, lambda i, m, _b, _d, **k: report(i, m, **k)]))
        given_ = {"condition": draw(conditions), "people": draw(st.one_of(st.none(), st.integers(1, 200)))}
        out.append(make(name, draw(minutes), draw(bearings), draw(st.floats(0, 50_000)), **given_))
    return out


@given(two_reports())
def test_a_pair_scores_the_same_in_either_order_and_is_the_sum_of_its_reasons(pair):
    one, two = score(*pair, STREAM), score(*reversed(pair), STREAM)
    assert one == two
    assert one.log_odds == pytest.approx(evidence(tabulate(pair, STREAM), [[0, 1]], Prior()).sum(), abs=1e-9)


@given(two_reports())
def test_learning_that_both_came_from_one_phone_never_lowers_p(pair):
    keyed = [replace(r, caller="k") for r in pair]
    assert score(*keyed, STREAM).p >= score(*pair, STREAM).p


def test_terms_stay_finite_for_sets_of_any_size_and_a_single_report_weighs_nothing():
    table = tabulate([at(f"r{i:02d}", 7 * i, 60, 420 * i, people=30 + i, caller=f"k{i % 3}") for i in range(12)], STREAM)
    w = evidence(table, sets_of([[0], [0, 1], list(range(12))]), Prior())
    assert w.shape == (len(TERMS), 3)
    assert np.isfinite(w).all()
    assert not w[:, 0].any()


def test_the_helpers_start_is_where_the_reports_say():
    r = at("a", 0)
    assert (r.lon, r.lat) == pytest.approx(START)
    assert r.when == MIDNIGHT
