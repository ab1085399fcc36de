"""Report lines: what goes in, what is refused and what the refusal says; written and read again it is the same."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from varne.fusion.report import CHANNELS, CONDITIONS, SOURCES, Count, Description, Outcome, Report
from varne.positions import NoPosition
from varne.readers.problem import Problem, shortened
from varne.readers.reports import read_reports, report_line, write_report

CALL = {"id": "r1", "received": "2021-11-24T01:05:00Z", "channel": "call", "source": "occupant"}


@dataclass(frozen=True)
class Reading:
    lon: float
    lat: float
    explicit: bool = False


def no_readings(text):
    raise NoPosition(text, ())


def read(*lines, readings=no_readings):
    return read_reports(
        [line if isinstance(line, str | bytes) else json.dumps(line) for line in lines], position_readings=readings
    )


def one_problem(**changes):
    """The problem of a call with these keys changed, between two good lines that must both go in."""
    reports, problems = read({**CALL, "id": "before"}, {**CALL, **changes}, {**CALL, "id": "after"})
    assert [r.id for r in reports] == ["before", "after"]
    (problem,) = problems
    assert problem.where == "line 2"
    return problem


def test_a_full_line_becomes_a_report():
    line = {
        "id": "c-17",
        "received": "2021-11-24T02:06:30+01:00",
        "observed": "2021-11-24T01:05:00Z",
        "channel": "rescue",
        "source": "crew",
        "lon": 1.74167,
        "lat": 51.14167,
        "error_m": 300,
        "people": {"min": 30, "likely": 33, "max": 40},
        "condition": "swamped",
        "in_water": {"min": 1, "likely": 2, "max": 5},
        "boat": {"length_m": 8, "colour": "black"},
        "course": 310,
        "speed_kn": 2.5,
        "caller": "9f86d081884c7d65",
        "group": "list-0200",
        "text": "nous coulons",
        "outcome": {"recovered": {"min": 2, "likely": 2, "max": 2}},
    }
    (report,), problems = read(line)
    assert problems == ()
    assert report == Report(
        id="c-17",
        received=datetime(2021, 11, 24, 1, 6, 30, tzinfo=UTC),
        observed=datetime(2021, 11, 24, 1, 5, tzinfo=UTC),
        channel="rescue",
        source="crew",
        lon=1.74167,
        lat=51.14167,
        ellipse_m=(300.0, 300.0, 0.0),
        people=Count(30, 33, 40),
        condition="swamped",
        in_water=Count(1, 2, 5),
        boat=Description(length_m=8.0, colour="black"),
        course=310.0,
        speed_kn=2.5,
        caller="9f86d081884c7d65",
        group="list-0200",
        text="nous coulons",
        outcome=Outcome(Count(2, 2, 2)),
    )


def test_times_come_in_as_utc():
    (report,), _ = read({**CALL, "received": "2021-11-24T02:05:00+01:00"})
    assert report.received == datetime(2021, 11, 24, 1, 5, tzinfo=UTC)
    assert report.received.tzinfo is UTC


def test_truth_is_dropped():
    (report,), problems = read({**CALL, "truth": {"boat": 7}})
    assert problems == ()
    assert report == read(CALL)[0][0]
    assert "truth" not in write_report(report)


def test_a_missed_call_needs_no_position():
    (report,), problems = read({**CALL, "channel": "missed_call"})
    assert problems == ()
    assert not report.has_position


@pytest.mark.parametrize(
    ("changes", "why", "mend"),
    [
        ({"lattitude": 51.0}, "unknown key 'lattitude'", "did you mean 'lat'"),
        ({"weather": "fog"}, "unknown key 'weather'", "the keys are id, received"),
        ({"received": "yesterday"}, "received 'yesterday'", "2021-11-24T01:05:00Z is UTC"),
        ({"received": "2021-11-24T01:05:00"}, "timezone", "2021-11-24T02:05:00+01:00"),
        ({"observed": "2021-11-24T01:05:00"}, "timezone", "2021-11-24T02:05:00+01:00"),
        ({"received": "0001-01-01T00:00:00+23:59"}, "no year from 1970", "is the year right?"),
        ({"observed": "9999-12-31T23:59:59-23:59"}, "no year from 1970", "is the year right?"),
        ({"received": None}, "received is missing", "2021-11-24T01:05:00Z is UTC"),
        ({"id": ""}, "id ''", "an id of its own"),
        ({"id": "before"}, "id 'before' was used", "never used twice"),
        ({"channel": "fax"}, "channel 'fax'", "call, missed_call, pin"),
        ({"source": "witness"}, "source 'witness'", "occupant, relative"),
        ({"condition": "fine"}, "condition 'fine'", "underway, engine_stopped"),
        ({"lon": 1.5, "lat": 95}, "latitude 95 is outside", "decimal degrees"),
        ({"lon": 200, "lat": 51}, "longitude 200", "decimal degrees"),
        ({"lon": 51.1, "lat": 1.7}, "far from the Strait", "look swapped"),
        ({"lon": None, "lat": None}, "lon None", "lon and lat as decimal degrees"),
        ({"lon": "", "lat": ""}, "lon ''", "lon and lat as decimal degrees"),
        ({"position_text": "  "}, "position_text is empty", "leave the key out"),
        ({"position_text": None}, "position_text None", "leave the key out"),
        ({"lon": 1.5}, "lon without lat", "both or neither"),
        ({"lat": 51.0}, "lat without lon", "both or neither"),
        ({"error_m": 100}, "an error without a position", "give lon and lat"),
        ({"lon": 1.5, "lat": 51, "error_m": 0}, "error_m 0", "above 0"),
        ({"lon": 1.5, "lat": 51, "error_m": 9, "ellipse_m": [9, 9, 0]}, "together", "one of them"),
        ({"lon": 1.5, "lat": 51, "ellipse_m": [100, 200, 0]}, "first axis is the shorter", "the longer first"),
        ({"lon": 1.5, "lat": 51, "ellipse_m": [200, 100, 400]}, "ellipse_m [200, 100, 400]", "below 360"),
        ({"people": {"min": 40, "likely": 33, "max": 30}}, "people: people min 40", "min <= likely <= max <= 100000"),
        ({"people": {"min": -1, "likely": 3, "max": 9}}, "people: people min -1", "min <= likely <= max"),
        ({"people": {"min": 30, "likely": 33}}, "people {'min': 30", '{"min": 30'),
        ({"people": 33}, "people 33", '{"min": 30'),
        ({"boat": {"color": "grey"}}, "boat {'color': 'grey'}", '"colour"'),
        ({"course": 360}, "course 360", "below 360"),
        ({"speed_kn": -1}, "speed_kn -1", "from 0 to 1000"),
        ({"speed_kn": 1e300}, "speed_kn 1e+300", "from 0 to 1000"),
        ({"lon": 1.5, "lat": 51, "error_m": 1e300}, "error_m 1e+300", "not beyond the earth"),
        ({"lon": 1.5, "lat": 51, "ellipse_m": [1e300, 1, 0]}, "ellipse_m [1e+300", "the longer first"),
        ({"boat": {"length_m": 1e300}}, "boat {'length_m': 1e+300}", '"length_m": 8'),
        ({"people": {"min": 0, "likely": 9, "max": 10**18}}, "people {'min': 0", "<= 100000"),
        ({"outcome": {"recovered": {"min": 1, "likely": 1, "max": 1}}}, "outcome on a call", '"channel": "rescue"'),
    ],
)
def test_a_bad_line_is_a_problem_and_the_others_go_in(changes, why, mend):
    problem = one_problem(**changes)
    assert why in problem.why
    assert mend in problem.mend
    assert "r1" in problem.text or "id" in changes


@pytest.mark.parametrize("line", ["{", "not json", "[1, 2]", '"words"', "17", b"\xff\xfe{", '{"id": 1e999}'])
def test_what_is_no_json_object_is_a_problem(line):
    reports, problems = read(CALL, line, {**CALL, "id": "after"})
    assert [r.id for r in reports] == ["r1", "after"]
    assert problems[0].where == "line 2"
    assert "one JSON object on each line" in problems[0].mend or "write one {...} on each line" in problems[0].mend


@pytest.mark.parametrize("key", ["name", "Nationality", "language", "phone"])
def test_what_says_who_somebody_is_is_refused_and_not_repeated(key):
    problem = one_problem(**{key: "secret word"})
    assert "no place for it" in problem.mend
    assert "secret" not in str(problem)


@pytest.mark.parametrize("caller", ["+33 6 12 34 56 78", "07700900123", "(0)1304 210008"])
def test_a_telephone_number_is_refused_and_not_repeated(caller):
    problem = one_problem(caller=caller)
    assert "telephone" in problem.why
    assert caller not in str(problem)


def test_a_hash_of_digits_only_is_no_telephone_number():
    (report,), problems = read({**CALL, "caller": "1234567890123456"})
    assert problems == ()
    assert report.caller == "1234567890123456"


def test_blank_lines_and_a_byte_order_mark_are_skipped_and_counted():
    reports, problems = read("\ufeff" + json.dumps(CALL), "", "  \n", "{")
    assert len(reports) == 1
    assert [p.where for p in problems] == ["line 4"]


AT_SEA, ON_LAND, FAR = (1.74167, 51.14167), (1.08, 51.28), (-1.74167, 51.14167)


@pytest.mark.parametrize(
    ("found", "taken"),
    [
        ([Reading(*AT_SEA, explicit=True)], AT_SEA),
        ([Reading(*FAR, explicit=True), Reading(*AT_SEA)], FAR),  # the caller said west
        ([Reading(*AT_SEA), Reading(*FAR)], AT_SEA),
        ([Reading(*AT_SEA), Reading(*ON_LAND)], AT_SEA),
        ([Reading(*AT_SEA), Reading(*AT_SEA)], AT_SEA),  # two notations, one place
        ([Reading(*AT_SEA), Reading(1.7, 51.1)], None),
        ([Reading(*AT_SEA, explicit=True), Reading(1.7, 51.1, explicit=True)], None),
        ([Reading(*ON_LAND)], None),
        ([Reading(*FAR)], None),
        ([], None),
    ],
)
def test_a_position_text_is_taken_only_when_it_can_mean_one_place(found, taken):
    (report,), problems = read({**CALL, "position_text": "51 08.5 1 44.5"}, readings=lambda text: found)
    assert report.position_text == "51 08.5 1 44.5"
    assert (report.lon, report.lat) == (taken or (None, None))
    assert len(problems) == (0 if taken else 1)
    if problems:
        assert problems[0].why.startswith("ambiguous position")
        assert all(f"{r.lat:.5f} N" in problems[0].why for r in found)


def test_a_text_without_position_goes_in_and_is_a_problem():
    (report,), (problem,) = read({**CALL, "position_text": "near the big ship", "error_m": 500})
    assert not report.has_position
    assert report.ellipse_m is None
    assert "no position in 'near the big ship'" in problem.why


@pytest.mark.parametrize(
    ("text", "place"),
    [  # the first is the Mayday position of 24 November 2021 as published
        ("51°08.5'N 001°44.5'E", (1.74167, 51.14167)),
        ("51.14167 1.74167", (1.74167, 51.14167)),
        ("51.08 1.44", None),  # decimals, or minutes with a point for the degree sign
        ("on est au milieu", None),
    ],
)
def test_texts_through_the_readings_of_varne(text, place):
    (report,), problems = read_reports([json.dumps({**CALL, "position_text": text})])
    assert report.position_text == text
    assert len(problems) == (0 if place else 1)
    assert (report.lon, report.lat) == (pytest.approx(place, abs=1e-5) if place else (None, None))


def test_numbers_go_before_the_text_of_a_position():
    (report,), problems = read({**CALL, "lon": 1.5, "lat": 51.0, "position_text": "51 N 1.5 E"})
    assert problems == ()
    assert (report.lon, report.lat) == (1.5, 51.0)


def test_a_naive_time_cannot_be_written():
    report = Report("a", datetime(2021, 11, 24, 1, 5), "call", "occupant")  # noqa: DTZ001
    with pytest.raises(ValueError, match="no zone"):
        write_report(report)


def test_a_problem_is_one_line():
    problem = Problem("line 1", shortened("a\nb" * 100), "why", "mend.")
    assert "\n" not in str(problem)
    assert len(str(problem)) < 160


zones = st.integers(-12, 14).map(lambda h: timezone(timedelta(hours=h)))
times = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=zones).map(lambda t: t.astimezone(UTC))  # noqa: DTZ001
counts = st.lists(st.integers(0, 500), min_size=3, max_size=3).map(lambda n: Count(*sorted(n)))
words = st.text(st.characters(codec="utf-8", exclude_characters="0123456789"), min_size=1, max_size=20)
metres = st.floats(0.1, 1e5)
directions = st.floats(0, 360, exclude_max=True)
ellipses = st.tuples(metres, metres, directions).map(lambda e: (max(e[:2]), min(e[:2]), e[2]))


def optional(values):
    return st.none() | values


@st.composite
def any_report(draw):
    channel = draw(st.sampled_from(CHANNELS))
    placed = draw(st.booleans())
    return Report(
        id=draw(words),
        received=draw(times),
        observed=draw(optional(times)),
        channel=channel,
        source=draw(st.sampled_from(SOURCES)),
        lon=draw(st.floats(-4, 4)) if placed else None,
        lat=draw(st.floats(48, 53)) if placed else None,
        ellipse_m=draw(optional(ellipses)) if placed else None,
        position_text=draw(optional(words.filter(str.strip))) if placed else None,
        people=draw(optional(counts)),
        condition=draw(st.sampled_from(CONDITIONS)),
        in_water=draw(optional(counts)),
        boat=Description(draw(optional(metres)), draw(optional(words)), draw(optional(words)), draw(optional(words))),
        course=draw(optional(directions)),
        speed_kn=draw(optional(st.floats(0, 60))),
        caller=draw(optional(words)),
        group=draw(optional(words)),
        text=draw(st.text(max_size=50)),
        outcome=draw(optional(counts.map(Outcome))) if channel == "rescue" else None,
    )


@given(any_report())
def test_a_report_written_and_read_again_is_the_same(report):
    reports, problems = read(report_line(report))
    assert problems == ()
    assert reports == (report,)


@given(st.lists(st.text() | st.binary(), max_size=5))
def test_no_line_can_stop_the_reader(lines):
    reports, problems = read_reports([*lines, json.dumps(CALL)], position_readings=no_readings)
    assert len(reports) == 1
    assert len(reports) + len(problems) <= len(lines) + 1
