"""The leeway table against an independent one, the drawing of coefficients, and the names people use."""

import json
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from varne.drift import leeway
from varne.drift.classes import COLUMNS
from varne.drift.leeway import ALIASES, MIXTURES, TABLE, Leeway, draw, mixture, parse_rows, resolve
from varne.drift.names import fold
from varne.geodesy import KNOT

IAMSAR = json.loads((Path(__file__).parents[1] / "data" / "leeway_iamsar.json").read_text("utf-8"))["rows"]
one_per_cent, half_a_degree = 0.01, 0.5
CM = 100.0


def rng(seed=1):
    return np.random.default_rng(seed)


# The table


def test_there_are_85_classes_and_26_of_them_pull_differently_to_each_side():
    assert len(TABLE) == 85
    assert sum(not row.mirrored for row in TABLE.values()) == 26
    assert sum(row.right[1] != 0 or row.left[1] != 0 for row in TABLE.values()) == 37  # research/drift.md 2.4


@pytest.mark.parametrize("row", [r for r in TABLE.values() if r.mirrored], ids=lambda r: r.key)
def test_symmetric_classes_are_mirrored_about_downwind(row):
    c = draw(row.key, 100_000, rng(2))
    to_right, to_left = c[2] * 10 + c[3], c[4] * 10 + c[5]
    assert row.right[2] == row.left[2]
    assert to_right.mean() == pytest.approx(-to_left.mean(), abs=6 * row.right[2] / CM / np.sqrt(100_000))
    assert to_right.std() == pytest.approx(to_left.std(), rel=one_per_cent)


@pytest.mark.parametrize("row", TABLE.values(), ids=lambda r: r.key)
def test_every_row_says_what_it_is_where_it_comes_from_and_how_sure_that_is(row):
    assert row.words
    assert row.source in {"AP99", "A05", "T06", "F06", "B11/B12", "untraced", "by definition"}
    assert row.grade in {"B", "M", "U", "-"}
    assert (row.source == "untraced") == (row.grade == "U")


MANUAL = (Path(__file__).parents[2] / "docs" / "leeway.md").read_text("utf-8")


@pytest.mark.parametrize("row", TABLE.values(), ids=lambda r: r.key)
def test_the_manual_prints_every_row_as_shipped(row):
    parts = (" / ".join(f"{number:g}" for number in part) for part in (row.down, row.right, row.left))
    assert f"| `{row.key}` | {row.words} | {' | '.join(parts)} | {row.source} | {row.grade} |" in MANUAL


@pytest.mark.parametrize("target", ALIASES)
def test_the_manual_lists_every_other_word(target):
    assert f"| `{target}` | {', '.join(ALIASES[target])} |" in MANUAL


# Against the independent table of IAMSAR classes: speed = m * W + c, one angle. Nothing of ours was tuned to it.

LINE = [r for r in IAMSAR if TABLE[r["key"]].down[1] == TABLE[r["key"]].right[1] == 0]
"""Counterparts of our rows without offsets: the same line split by the angle, its constant left out."""
FIT = [r for r in IAMSAR if r not in LINE]
"""Counterparts of our rows fitted part by part: two lines instead of one speed and one angle."""


def ours(key, wind):
    """Leeway speed [m/s] and angle from downwind [deg], crosswind averaged over both sides."""
    row = TABLE[key]
    down = row.down[0] * wind + row.down[1]
    across = (abs(row.right[0] * wind + row.right[1]) + abs(row.left[0] * wind + row.left[1])) / 2
    return np.hypot(down, across) / CM, np.degrees(np.arctan2(across, down))


def theirs(row, wind):
    return row["m"] * wind + row["c_kn"] * KNOT


def test_the_counterparts_are_told_apart_by_their_offsets():
    assert (len(LINE), len(FIT)) == (25, 13)


@pytest.mark.parametrize("wind", [5.0, 10.0, 15.0])
@pytest.mark.parametrize("row", [r for r in LINE if r["key"] != "LIFE-RAFT-NB-5"], ids=lambda r: r["key"])
def test_rows_without_offset_are_the_iamsar_line_less_its_constant(row, wind):
    """The slope agrees to the last figure printed (0.1 % of the wind); with c = 0 the speed agrees within one per cent."""
    speed, _ = ours(row["key"], wind)
    assert speed == pytest.approx(row["m"] * wind, abs=0.0006 * wind)
    if row["c_kn"] == 0:
        assert speed == pytest.approx(theirs(row, wind), rel=one_per_cent)


@pytest.mark.parametrize("row", LINE, ids=lambda r: r["key"])
def test_rows_without_offset_have_the_iamsar_angle(row):
    """Within 0.7 degree, but for three, for which our report was not traced: the rounding of small numbers or another angle."""
    apart = {"PIW-5": -3.8, "SKIFF-3": -1.7, "LIFE-RAFT-NB-5": 9.2}.get(row["key"], 0.0)
    assert ours(row["key"], 10.0)[1] - row["angle_deg"] == pytest.approx(apart, abs=0.7)


def test_a_raft_without_ballast_with_canopy_and_drogue_has_half_the_iamsar_speed():
    """1.21 and 0.92 % give 1.52 % of the wind, IAMSAR 3.0 %: unexplained, both kept as published. Look it up before use."""
    row = next(r for r in LINE if r["key"] == "LIFE-RAFT-NB-5")
    assert [ours(row["key"], w)[0] / theirs(row, w) for w in (5, 10, 15)] == pytest.approx([0.507] * 3, abs=0.005)


def test_people_in_water_state_unknown_are_slower_than_iamsar_by_its_constant():
    """0.07 kn is 3.6 cm/s or 1.2 km in nine hours, a third of the published error of 12 cm/s: known, not hidden, not tuned."""
    row = next(r for r in LINE if r["key"] == "PIW-1")
    missing = [theirs(row, w) - ours("PIW-1", w)[0] for w in (5, 10, 15)]
    assert missing == pytest.approx([0.036] * 3, abs=0.001)


AGREE = {row["key"] for row in FIT} - {"PIW-3", "PIW-4", "PIW-6", "LIFE-RAFT-NB-3", "LIFE-RAFT-DB-10"}
APART = {"PIW-3": 0.31, "PIW-4": 0.16, "PIW-6": 0.41, "LIFE-RAFT-NB-3": 0.16, "LIFE-RAFT-DB-10": 0.11}
"""Farthest apart in speed: fits with offsets of a few cm/s against a line through other runs, so worst in light wind; the
deep-ballast row averages both sides of an asymmetric class and spans several rafts on either side of the comparison."""


@pytest.mark.parametrize("row", FIT, ids=lambda r: r["key"])
def test_fitted_rows_agree_in_speed_within_six_per_cent_or_the_difference_is_stated(row):
    apart = max(abs(ours(row["key"], w)[0] / theirs(row, w) - 1) for w in (5.0, 10.0, 15.0))
    if row["key"] in AGREE:
        assert apart < 0.06
    else:
        assert apart == pytest.approx(APART[row["key"]], abs=one_per_cent)


@pytest.mark.parametrize("row", FIT, ids=lambda r: r["key"])
def test_fitted_rows_differ_in_angle_because_theirs_depends_on_the_wind(row):
    """At 10 m/s within 11 degrees; the deceased, face down, 19 degrees closer to downwind than IAMSAR's 30."""
    apart = ours(row["key"], 10.0)[1] - row["angle_deg"]
    assert abs(apart) < 11 or (row["key"] == "PIW-6" and apart == pytest.approx(-18.6, abs=half_a_degree))


# Drawing


def down_at(c, wind):
    return (c[0] * wind + c[1]) * CM


@pytest.mark.parametrize("row", TABLE.values(), ids=lambda r: r.key)
def test_the_spread_is_the_published_error_at_ten_metres_a_second_and_half_of_it_at_rest(row):
    c = draw(row.key, 200_000, rng(4))
    for (slope, offset), (_, _, s) in zip(((c[2], c[3]), (c[4], c[5])), (row.right, row.left), strict=True):
        assert (slope * 10 + offset).std() * CM == pytest.approx(s, rel=one_per_cent)
        assert offset.std() * CM == pytest.approx(s / 2, rel=one_per_cent)
    s = row.down[2]
    kept = stats.truncnorm(-20 * row.down[0] / s, np.inf).std() if s else 0.0  # 1 where no slope is redrawn
    assert down_at(c, 10).std() == pytest.approx(s * kept, rel=one_per_cent)
    assert down_at(c, 0).std() == pytest.approx(s / 2 * kept, rel=one_per_cent)


def test_a_class_whose_slope_is_never_redrawn_keeps_the_whole_published_error():
    c = draw("SKIFF-3", 200_000, rng(4))
    assert down_at(c, 10).std() == pytest.approx(3.1, rel=one_per_cent)
    assert down_at(c, 0).std() == pytest.approx(3.1 / 2, rel=one_per_cent)
    assert down_at(c, 10).mean() == pytest.approx(16.5, rel=one_per_cent)


class Counting:
    """A generator that remembers how many normal numbers each call asked for."""

    def __init__(self, seed):
        self.rng, self.asked = rng(seed), []

    def choice(self, *args, **kwargs):
        return self.rng.choice(*args, **kwargs)

    def standard_normal(self, n):
        self.asked.append(int(n))
        return self.rng.standard_normal(n)


@pytest.mark.parametrize(
    ("key", "share"), [("PIW-1", 0.055), ("PIW-2", 0.124), ("SEPIRB", 0.091), ("LIFE-RAFT-NB-5", 0.022), ("SKIFF-3", 0.0)]
)
def test_share_of_slopes_that_would_drift_upwind_and_are_redrawn(key, share):
    """research/drift.md 3."""
    counting = Counting(5)
    draw(key, 200_000, counting)
    redrawn = counting.asked[1] if len(counting.asked) > 2 else 0
    assert redrawn / counting.asked[0] == pytest.approx(share, abs=0.002)


@pytest.mark.parametrize("key", ["PIW-1", "PIW-2", "SEPIRB"])
def test_redrawn_slopes_follow_the_normal_law_cut_at_zero(key):
    slope, _, s = TABLE[key].down
    cut = stats.truncnorm(-20 * slope / s, np.inf, loc=slope / CM, scale=s / 20 / CM)
    assert stats.kstest(draw(key, 20_000, rng(6))[0], cut.cdf).pvalue > 0.001


@pytest.mark.parametrize("key", TABLE)
def test_no_slope_points_upwind_and_half_the_objects_go_to_each_side(key):
    c = draw(key, 5000, rng(7))
    assert c.shape == (7, 5000)
    assert (c[0] >= 0).all()
    assert c[6].sum() == 0
    assert set(c[6]) == {leeway.RIGHT, leeway.LEFT}


def test_asymmetric_classes_keep_their_own_lobe_on_each_side():
    """PIW-4 (a survival suit) at 10 m/s: 10.3 cm/s to the right or 3.95 to the left."""
    c = draw("PIW-4", 100_000, rng(8))
    assert ((c[2] * 10 + c[3]) * CM).mean() == pytest.approx(10.3, rel=one_per_cent)
    assert ((c[4] * 10 + c[5]) * CM).mean() == pytest.approx(-3.95, rel=one_per_cent)


def test_for_parity_the_sides_can_be_mirrored_and_nothing_else():
    right, wrong = (draw("PIW-4", 1000, rng(9), opendrift_sides=flag) for flag in (False, True))
    assert np.array_equal(wrong[2:6], -right[2:6])
    assert np.array_equal(wrong[[0, 1, 6]], right[[0, 1, 6]])


# Mixtures


def shares(c, slopes):
    """Share of objects nearest to each of the given downwind slopes [%]."""
    nearest = np.abs(c[0][:, None] * CM - np.array(slopes)).argmin(axis=1)
    return np.bincount(nearest, minlength=len(slopes)) / nearest.size


EXACT = {key: replace(TABLE[key], down=(*TABLE[key].down[:2], 0.0)) for key in TABLE}
"""The table without downwind errors, so that a drawn slope tells its class."""


@pytest.mark.parametrize("name", MIXTURES)
def test_the_weights_of_a_short_name_are_respected(name):
    weights = mixture(name)
    found = shares(draw(name, 60_000, rng(10), table=EXACT), [TABLE[key].down[0] for key in weights])
    assert sum(weights.values()) == pytest.approx(1)
    assert found == pytest.approx(list(weights.values()), abs=0.007)


@pytest.mark.parametrize("what", ["SKIFF-3:0.6,PIW-1:0.4", {"SKIFF-3": 0.6, "PIW-1": 0.4}, "skiff 3 : 0.6, homme à la mer:0.4"])
def test_a_mixture_can_be_written_or_given(what):
    assert mixture(what) == pytest.approx({"SKIFF-3": 0.6, "PIW-1": 0.4})
    assert shares(draw(what, 60_000, rng(11), table=EXACT), [1.65, 0.96]) == pytest.approx([0.6, 0.4], abs=0.007)


def test_a_mixture_of_short_names_adds_up_over_their_classes():
    assert mixture({"swamped": 0.5, "SKIFF-3": 0.5}) == pytest.approx(
        {"SKIFF-3": 0.75, "LIFE-RAFT-DB-22": 0.125, "LIFE-RAFT-SB-9": 0.125}
    )
    assert sum(mixture("piw:0.33,raft:0.33,swamped:0.33").values()) == pytest.approx(1)


def test_asking_does_not_open_the_shipped_mixtures_to_change():
    mixture("swamped")["SKIFF-3"] = 9.0
    assert mixture("swamped")["SKIFF-3"] == 0.5


@pytest.mark.parametrize(
    ("what", "words"),
    [
        ("SKIFF-3:0.6,PIW-1:0.04", "sum to 0.64; is one missing"),
        ("SKIFF-3:1.6,PIW-1:-0.6", "must be 0 or more"),
        ("SKIFF-3:nan", "must be 0 or more"),
        ("SKIFF-3:0.6,PIW-1", "'PIW-1' in the mixture 'SKIFF-3:0.6,PIW-1' is no name with a share"),
        ("SKIFF-3:0,6", "'6' in the mixture 'SKIFF-3:0,6' is no name with a share"),
        ("SKIFF-3:0.6,canoe:0.4", "'canoe' is not in the leeway table"),
        ({}, "sum to 0"),
    ],
)
def test_a_mixture_that_cannot_be_is_refused(what, words):
    with pytest.raises(ValueError, match=words):
        mixture(what)


# Names


@pytest.mark.parametrize("key", [*TABLE, *MIXTURES])
def test_every_key_resolves_to_itself_in_any_case(key):
    for written in (key, key.lower(), key.upper(), key.replace("-", " "), key.replace("-", "_")):
        assert resolve(written) == key


@pytest.mark.parametrize(("target", "alias"), [(t, a) for t, words in ALIASES.items() for a in words])
def test_every_alias_resolves_with_and_without_accents_and_case(target, alias):
    assert target in TABLE or target in MIXTURES
    for written in (alias, alias.upper(), fold(alias), f"  {alias} ", alias.replace("'", "’")):
        assert resolve(written) == target
    assert draw(alias, 4, rng()).shape == (7, 4)


def test_no_word_stands_for_two_things():
    words = [fold(w) for w in [*TABLE, *MIXTURES, *(a for aliases in ALIASES.values() for a in aliases)]]
    assert len(words) == len(set(words))


@pytest.mark.parametrize(
    ("name", "target"),
    [
        ("person in water", "piw"),
        ("Personne à l'eau", "piw"),
        ("HOMME A LA MER", "piw"),
        ("raft", "raft"),
        ("radeau", "raft"),
        ("rubber boat", "inflatable"),
        ("Pneumatique", "inflatable"),
        ("envahi", "swamped"),
    ],
)
def test_words_of_both_coasts(name, target):
    assert resolve(name) == target


@pytest.mark.parametrize(
    ("name", "words"), [("skif-3", r"'skiff 3' \(SKIFF-3\)"), ("radeaux", r"'radeau' \(raft\)"), ("xyzzy", "docs/leeway.md")]
)
def test_an_unknown_name_lists_the_short_names_and_what_is_close(name, words):
    with pytest.raises(ValueError, match=r"\['inflatable', 'piw', 'piw-jacket', 'raft', 'swamped'\]") as caught:
        resolve(name)
    assert caught.match(words)


@given(st.text(max_size=40))
def test_any_text_resolves_or_is_refused_with_words(text):
    try:
        assert resolve(text) in {*TABLE, *MIXTURES}
    except ValueError as error:
        assert "is not in the leeway table" in str(error)


# A centre's own rows

HEAD = ",".join(COLUMNS)
OWN = f"{HEAD}\n# trial of our own\nRIB-1,'rigid inflatable',3.1,1.5,2,1,0,2,-1,0,2,own trial 2026,A\n"


def test_the_shipped_table_is_a_file_of_the_same_form():
    text = (files("varne.drift") / "data" / "leeway.csv").read_text("utf-8")
    assert parse_rows(text) == TABLE


def test_own_rows_extend_the_table_and_can_be_drawn_and_mixed():
    table = TABLE | parse_rows("\ufeff" + OWN.replace("\n", "\r\n"))
    assert len(table) == 86
    assert draw("rib 1", 50_000, rng(12), table=table)[0].mean() * CM == pytest.approx(3.1, rel=one_per_cent)
    assert mixture("RIB-1:0.5,piw:0.5", table) == pytest.approx({"RIB-1": 0.5, "PIW-1": 0.5})
    with pytest.raises(ValueError, match="is not in the leeway table"):
        draw("RIB-1", 10, rng())


def test_an_own_row_replaces_a_shipped_one_and_columns_may_stand_in_any_order():
    backwards = "\n".join(",".join(reversed(line.split(","))) for line in OWN.splitlines() if not line.startswith("#"))
    assert parse_rows(backwards) == parse_rows(OWN)
    table = TABLE | parse_rows(OWN.replace("RIB-1", "PIW-1"))
    assert draw("piw", 1000, rng(13), table=table)[0].mean() * CM == pytest.approx(3.1, rel=0.05)


def test_a_table_without_the_classes_of_a_short_name_says_so():
    with pytest.raises(ValueError, match=r"'piw' stands for \['PIW-1'\], not in this table"):
        draw("piw", 10, rng(), table=parse_rows(OWN))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("3.1,", "3;1,"), "line 3: down_slope_pct '3;1' is not a number"),
        (("3.1,", ","), "line 3: down_slope_pct '' is not a number"),
        (("3.1,", "3,1,"), "line 3 has 14 values for 13 columns"),
        (("3.1,", "0.31e3,"), "line 3: RIB-1: downwind slope 310 % is not from 0 to 20"),
        (("3.1,", "-3.1,"), "downwind slope -3.1 % is not from 0 to 20"),
        (("3.1,", "nan,"), "not all numbers"),
        ((",2,1,0,2", ",-2,1,0,2"), "a standard error below 0"),
        (("own trial 2026", ""), "line 3: source is empty"),
        (("RIB-1", "RIB:1"), "holds a comma or colon"),
        (("grade\n", "mark\n"), "the columns are"),
        ((HEAD, HEAD.replace(",", ";")), "separated by commas"),
    ],
)
def test_rows_that_cannot_be_read_say_where_and_why(change, words):
    with pytest.raises(ValueError, match=words):
        parse_rows(OWN.replace(*change))


def test_a_class_that_stands_twice_is_refused_and_an_empty_text_too():
    with pytest.raises(ValueError, match="line 4: RIB-1 stands there twice"):
        parse_rows(OWN + OWN.splitlines()[2])
    with pytest.raises(ValueError, match="the columns are"):
        parse_rows("")


def test_a_class_built_by_hand_is_checked_too():
    with pytest.raises(ValueError, match="X: downwind slope -1 %"):
        Leeway("X", "x", (-1.0, 0.0, 0.0), (0.0, 0.0, 0.0), (0.0, 0.0, 0.0), "test", "-")
