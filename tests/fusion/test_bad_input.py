"""What cannot be right in a report: nothing fails, the boats of the others stay as they were, and words say what is odd."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from making import START, STREAM, report

from varne.commands.fuse import fuse
from varne.fusion.associate import propose
from varne.fusion.oddities import odd
from varne.fusion.proposal import Decision
from varne.fusion.report import Count
from varne.fusion.show import as_plain, as_text
from varne.geodesy import destination
from varne.readers.reports import report_line

WITHIN = 0.1
"""How far a pair of good reports may move for a bad report beside it: sampling error, and one report more nearby."""


def pinned(id, minute, lon, lat, **given):
    return report(id, minute, **{"channel": "pin", "lon": lon, "lat": lat, "ellipse_m": (50.0, 50.0, 0.0), **given})


def drifting(name, first, bearing, far, people, n=4):
    """n reports of a boat that drifts with the stream (60 m a minute to 060) from a place of its own."""
    lon, lat = (float(c) for c in destination(*START, bearing, far))
    places = [destination(lon, lat, 60.0, 60.0 * 15 * k) for k in range(n)]
    return [
        pinned(f"{name}{k}", first + 15 * k, float(x), float(y), caller=f"key-{name}", people=people)
        for k, (x, y) in enumerate(places)
    ]


GOOD = [*drifting("a", 0, 0, 0, 33), *drifting("b", 10, 250, 9_000, 60), *drifting("c", 20, 100, 12_000, 18)]
BEFORE = propose(GOOD, STREAM)
LON, LAT = GOOD[2].lon, GOOD[2].lat
HOUR = timedelta(hours=1)

ODD = {
    "longitude sign lost": (pinned("odd", 33, -LON, LAT, caller="key-a"), "the sign of the longitude changed", "odd.sign"),
    "no fix": (pinned("odd", 33, 0.0, 0.0, caller="key-a"), "0 N 0 E is what a device without a fix sends", "odd.zero"),
    "far outside": (pinned("odd", 33, 40.0, 10.0, caller="key-a"), "far outside the Strait", "odd.outside"),
    "on land": (pinned("odd", 33, 1.08, 51.28), "this position is on land", "odd.land"),
    "3000 people": (pinned("odd", 33, LON, LAT, people=3000, caller="key-a"), "3000 people cannot be aboard", "odd.people"),
    "clock ahead of its receipt": (
        replace(pinned("odd", 33, LON, LAT, caller="key-a"), received=GOOD[2].received - HOUR),
        "one of the clocks is wrong",
        "odd.clock",
    ),
    "no position that can be read": (report("odd", 33, position_text="51 degrees something"), "can be read in", "odd.text"),
}


def said_of(reports, **how):
    proposal = propose(reports, STREAM, **how)
    return proposal, as_text(proposal, (), reports), {w["key"]: w for w in as_plain(proposal, (), reports)["notes"]}


def pairs_of(proposal, ids):
    return {(p.a, p.b): p.p for p in proposal.pairs if {p.a, p.b} <= ids}


def unchanged(proposal, good=GOOD, before=BEFORE):
    """The boats of the good reports are those without the bad one, and their pairs too within WITHIN."""
    ids = {r.id for r in good}
    parts = {frozenset(b.reports) & ids for b in proposal.boats} - {frozenset()}
    assert parts == {frozenset(b.reports) for b in before.boats}
    was, now = pairs_of(before, ids), pairs_of(proposal, ids)
    for pair in {*was, *now}:
        assert now.get(pair, 0.0) == pytest.approx(was.get(pair, 0.0), abs=WITHIN)


def test_the_good_reports_are_three_boats():
    assert [len(b.reports) for b in BEFORE.boats] == [4, 4, 4]
    assert not [k for k in said_of(GOOD)[2] if "odd" in k]


@pytest.mark.parametrize("what", ODD)
def test_a_bad_value_is_named_and_moves_no_other_boat(what):
    odd, sentence, key = ODD[what]
    proposal, text, notes = said_of([*GOOD, odd])
    unchanged(proposal)
    assert "Note: report odd: " in text
    assert sentence in text
    assert notes[f"fusion.{key}"]["args"]["of"] == "odd"


@pytest.mark.parametrize("what", ["longitude sign lost", "no fix", "3000 people"])
def test_the_phone_still_says_whose_report_it_is(what):
    proposal = propose([*GOOD, ODD[what][0]], STREAM)
    pair = {(p.a, p.b): p.p for p in proposal.pairs}
    assert pair["a2", "odd"] > 0.9


def test_decimal_minutes_read_as_degrees_are_named():
    """1 46.4 E 51 00.5 N, typed as 1.464 51.005: 21 km from where it is."""
    near = drifting("a", 0, 90, 17_500, 33)
    proposal, text, notes = said_of([*near, pinned("odd", 33, 1.464, 51.005, channel="call")])
    unchanged(proposal, near, propose(near, STREAM))
    assert "read as degrees and minutes it lies" in text
    assert notes["fusion.odd.minutes"]["args"]["report"] in {"a1", "a2", "a3"}


def test_a_clock_an_hour_off_is_named():
    """A boat at 7 knots to 320; one pin in French winter time taken for UTC, so an hour late and 13 km behind."""
    places = [destination(*START, 320, 3.6 * 900 * k) for k in range(9)]
    pins = [pinned(f"a{k}", 15 * k, float(x), float(y), caller="key-a") for k, (x, y) in enumerate(places)]
    late = replace(pins[2], id="odd", received=pins[2].received + HOUR, observed=pins[2].received + HOUR)
    proposal, text, notes = said_of([*pins, late])
    unchanged(proposal, pins, propose(pins, STREAM))
    assert proposal.boat_of("odd") == proposal.boat_of("a0")
    assert "one hour off (French time?)" in text
    assert notes["fusion.odd.hour"]["args"]["of"] == "odd"


def test_one_phone_on_two_boats_at_once_joins_neither_and_is_named_once():
    """A hotline's or a relative's phone, or one handed over: 9 km apart at the same time is not one boat."""
    reports = [replace(r, caller="shared") if r.id[0] in "ab" else r for r in GOOD]
    proposal, text, notes = said_of(reports)
    assert {frozenset(b.reports) for b in proposal.boats} == {frozenset(b.reports) for b in BEFORE.boats}
    assert text.count("the same phone as report") == 1
    assert notes["fusion.odd.caller"]["args"] == {"of": "a0", "report": "b0"}


def test_the_same_report_from_two_centres_is_one():
    copy = replace(GOOD[1], id="from-the-other-side", received=GOOD[1].received + timedelta(minutes=6))
    proposal, text, notes = said_of([*GOOD, copy])
    unchanged(proposal)
    assert pairs_of(proposal, {r.id for r in GOOD}) == pairs_of(BEFORE, {r.id for r in GOOD})
    assert "report from-the-other-side repeats a1 and adds no evidence" in text
    assert "fusion.copy" in notes
    assert "copy  from-the-other-side" in text


def test_a_decision_against_physics_holds_and_is_named_and_leaves_the_others():
    """75 km in 12 minutes: the operator may know better, so it holds, and the speed is said."""
    far = [*GOOD, pinned("far", 12, 2.4, 51.4)]
    proposal, text, _ = said_of(far, decided=[Decision("same", "a0", "far")])
    assert proposal.boat_of("a0") == proposal.boat_of("far")
    assert "the operator said a0 and far are one boat, but" in text
    others = {r.id for r in GOOD if r.id[0] != "a"}
    before, now = pairs_of(BEFORE, others), pairs_of(proposal, others)
    assert all(now.get(k, 0.0) == pytest.approx(before.get(k, 0.0), abs=WITHIN) for k in {*now, *before})
    assert propose(far, STREAM).boat_of("far").reports == ("far",)


def test_everything_wrong_at_once_is_still_an_answer():
    bad = [replace(odd, id=f"bad{k}") for k, (odd, _, _) in enumerate(ODD.values())]
    decided = [Decision("same", "bad0", "bad2"), Decision("different", "a0", "a1"), Decision("same", "a0", "nowhere")]
    proposal, text, _ = said_of([*GOOD, *bad], decided=decided)
    assert sorted(r for b in proposal.boats for r in b.reports) == sorted(r.id for r in [*GOOD, *bad])
    assert "a decision names report nowhere, which is not here" in text
    assert "nan" not in text


def test_varne_fuse_says_it_too_and_gives_plain_json():
    lines = [report_line(r) for r in [*GOOD, *(replace(o, id=f"bad{k}") for k, (o, _, _) in enumerate(ODD.values()))]]
    answer = fuse(lines, STREAM)
    plain = json.loads(json.dumps(answer.plain, allow_nan=False))
    keys = {w["key"] for w in plain["notes"]}
    assert {f"fusion.{key}" for _, _, key in ODD.values()} - {"fusion.odd.text"} <= keys
    assert all(sentence in answer.text for _, sentence, key in ODD.values() if key != "odd.text")
    assert any("51 degrees something" in str(p) for p in answer.problems)
    for boat in plain["boats"]:
        assert boat["people"] is None or boat["people"]["max"] <= 250


def test_people_3000_counts_for_nobody():
    boat = propose([*GOOD, ODD["3000 people"][0]], STREAM).boat_of("odd")
    assert boat.people == Count(33, 33, 33)


PLACES = [(-0.3, 50.5), (3.3, 51.5), (2.0, 51.9), (0.3, 49.95), (-0.5, 49.9), (3.4, 52.0), (-179.0, -89.0)]


@pytest.mark.parametrize(("lon", "lat"), PLACES)
def test_a_place_beyond_the_coast_that_we_have_is_no_error(lon, lat):
    """Off Brighton, off Zeeland: a report is expected from there too, and whether it is land nobody knows."""
    off = pinned("off", 0, lon, lat)
    assert "doubt.land" not in [w.key for w in odd(off, [off], propose([off], STREAM))]
