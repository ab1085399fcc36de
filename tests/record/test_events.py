"""What can be recorded, what is refused at the door, and what may never be asked about a person."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from personal import FORBIDDEN, schema
from varne.fusion.report import Count, Description, Outcome, Report
from varne.record.events import (
    KINDS,
    Asset,
    BoatOpened,
    BroadcastSent,
    ConflictSettled,
    DayChances,
    HandoverOffered,
    NotAnEvent,
    Note,
    NumberKept,
    PeopleAccounted,
    ReadinessDay,
    ReadinessIssued,
    Reported,
    SealedRead,
    SearchedInVain,
    SitrepPart,
    Track,
    Word,
    decode,
    encode,
)

RECORD = settings.get_profile("record")
NIGHT = datetime(2021, 11, 24, 2, 1, tzinfo=UTC)
NAIVE = datetime(2021, 11, 24, 2, 1)  # noqa: DTZ001
REPORT = Report("r1", NIGHT, "pin", "occupant", lon=1.74167, lat=51.14167, ellipse_m=(50.0, 20.0, 30.0))

words = st.text(min_size=1, max_size=12).filter(str.strip)
times = st.datetimes(datetime(1990, 1, 1), datetime(2999, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001
counts = st.lists(st.integers(0, 300), min_size=3, max_size=3).map(sorted).map(lambda c: Count(*c))
places = st.one_of(st.just((None, None)), st.tuples(st.floats(-180, 179.9), st.floats(-90, 90)))
descriptions = st.builds(Description, length_m=st.floats(2, 20), colour=words)
reports = st.builds(
    lambda place, **rest: Report(lon=place[0], lat=place[1], **rest),
    place=places, id=words, received=times, observed=st.none() | times, channel=st.sampled_from(["pin", "call", "ais"]),
    source=st.sampled_from(["occupant", "ngo"]), people=st.none() | counts, boat=descriptions, text=st.text(),
    outcome=st.none() | st.builds(Outcome, recovered=counts),
)  # fmt: skip

tracks = st.builds(
    lambda asset, begin, lon: Track(asset, ((lon, 51.0, begin), (lon, 51.1, begin + timedelta(minutes=9))), {"adrift": 900.0}),
    asset=words, begin=st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    lon=st.floats(-180, 179.9),
)  # fmt: skip


rising = st.lists(st.integers(0, 2000), min_size=99, max_size=99).map(sorted).map(tuple)
day_chances = st.builds(DayChances, any=st.floats(0, 1), many=st.floats(0, 1), boats=rising, people=rising)
issues = st.builds(
    lambda issued, ahead, behind, basis, forecast, climate, **rest: ReadinessIssued(
        issued=issued, known=issued.date() - timedelta(days=behind),
        days=(ReadinessDay(issued.date() + timedelta(days=ahead), basis, forecast, climate),), **rest,
    ),
    issued=st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    ahead=st.integers(1, 14), behind=st.integers(0, 40), basis=st.sampled_from(["weather", "beyond"]), forecast=day_chances,
    climate=day_chances, centre=words, vintage=words, version=words,
)  # fmt: skip


def strategy(cls):
    if cls is ReadinessIssued:
        return issues
    if cls is Asset:
        return st.builds(
            lambda place, **rest: Asset(lon=place[0], lat=place[1], **rest), place=places, asset=words, centre=words,
            status=st.sampled_from(["tasked", "sighting"]), text=st.text(), boat=st.none() | words,
        )  # fmt: skip
    if cls is ConflictSettled:
        sides = st.lists(words, min_size=2, max_size=3, unique=True).map(tuple)
        return sides.flatmap(
            lambda between: st.builds(
                ConflictSettled, between=st.just(between), stands=st.none() | st.sampled_from(between), subject=words,
                centre=words, role=words, reason=st.text(),
            )
        )  # fmt: skip
    spoken_of = words if cls in (NumberKept, SealedRead) else st.none() | words
    known = {"report": reports if cls is Reported else spoken_of, "count": counts}
    given_fields = {}
    for field in msgspec.structs.fields(cls):
        if field.name in known:
            given_fields[field.name] = known[field.name]
        elif field.type is datetime:
            given_fields[field.name] = times
        elif field.name == "reports":
            given_fields[field.name] = st.lists(words, max_size=3).map(tuple)
        elif field.name in ("name", "text", "reason", "grounds", "boat", "centre", "role", "giver", "taker"):
            given_fields[field.name] = words
        elif field.name in ("one", "other"):
            given_fields[field.name] = st.lists(words.map((field.name[1] + "{}").format), min_size=1, max_size=3).map(tuple)
        elif field.name == "statements":
            given_fields[field.name] = st.just(())
        elif field.name == "tracks":
            given_fields[field.name] = tracks.map(lambda track: (track,))
        elif field.name == "request":
            given_fields[field.name] = st.dictionaries(words, st.integers() | words | st.lists(words), max_size=3)
        elif field.name == "figures":
            given_fields[field.name] = st.dictionaries(words, st.floats(0, 1), max_size=3)
        elif field.name == "provenance":
            given_fields[field.name] = st.none()
        elif field.name == "actor":
            given_fields[field.name] = st.none() | words
        elif field.name == "serial":
            given_fields[field.name] = st.integers(1, 99)
        elif field.type == Word or field.name in ("by", "plan"):
            given_fields[field.name] = words
        elif field.type == tuple[Word, ...]:
            given_fields[field.name] = st.lists(words, max_size=3).map(tuple)
        elif field.name == "parts":
            given_fields[field.name] = st.builds(SitrepPart, letter=words, title=words).map(lambda part: (part,))
    return st.builds(cls, **given_fields)


@settings(RECORD)
@given(st.one_of(*[strategy(cls) for cls in KINDS.values()]))
def test_what_is_encoded_is_decoded(event):
    assert decode(encode(event)) == event


def test_the_kinds_are_those_of_the_contract():
    assert sorted(KINDS) == sorted(
        [
            "report",
            "boat-opened",
            "reports-joined",
            "reports-split",
            "reports-judged",
            "decision-withdrawn",
            "boat-renamed",
            "handover-offered",
            "handover-accepted",
            "handover-refused",
            "broadcast-sent",
            "broadcast-acknowledged",
            "asset",
            "asset-withheld",
            "asset-released",
            "people-accounted",
            "closing-requested",
            "closing-confirmed",
            "boat-reopened",
            "alarm-acknowledged",
            "alarm-taken",
            "conflict-noted",
            "conflict-settled",
            "plan-accepted",
            "searched-in-vain",
            "readiness-issued",
            "note",
            "number-kept",
            "sealed-read",
            "body-erased",
            "erased",
            "not-understood",
            "head-witnessed",
            "fork-found",
            "sitrep-issued",
        ]
    )


def test_every_kind_and_field_is_documented():
    page = (Path(__file__).parents[2] / "docs" / "events.md").read_text()
    lines = dict(re.findall(r"^\| `([a-z-]+)` \|(.*)$", page, re.M))
    assert sorted(lines) == sorted(KINDS)
    for kind, cls in KINDS.items():
        assert cls.__doc__
        for field in msgspec.structs.fields(cls):
            assert field.name in ("provenance", "actor") or f"`{field.name}" in lines[kind], (kind, field.name)


# naive times


@pytest.mark.parametrize(
    ("make", "field"),
    [
        (lambda: Reported(report=replace(REPORT, received=NAIVE)), "received"),
        (lambda: Reported(report=replace(REPORT, observed=NAIVE)), "observed"),
        (lambda: HandoverOffered(boat="b", giver="dover", taker="gris-nez", role="x", expires=NAIVE), "expires"),
        (lambda: BroadcastSent(broadcast="m", boat="b", centre="c", text="", acknowledge_by=NAIVE), "acknowledge_by"),
    ],
)
def test_a_naive_time_shows_the_mend(make, field):
    with pytest.raises(ValueError, match=f"{field} 2021-11-24T02:01:00 has no time zone; write 2021-11-24T02:01:00Z"):
        make()


def test_a_naive_time_from_outside_is_refused():
    body = encode(Reported(report=REPORT)).replace(b"02:01:00Z", b"02:01:00")
    with pytest.raises(NotAnEvent, match="write 2021-11-24T02:01:00Z"):
        decode(body)


@pytest.mark.parametrize("year", [b"0001", b"1969", b"3000", b"9999"])
def test_a_year_that_cannot_be_reckoned_with_is_refused_whoever_sends_it(year):
    """An hour more or less must still be a time: from another node it is kept as an event that is not understood."""
    body = encode(Reported(report=REPORT)).replace(b"2021-11-24T02:01", year + b"-11-24T02:01")
    with pytest.raises(NotAnEvent, match="is the year right"):
        decode(body)


def test_an_offset_is_understood():
    body = encode(Reported(report=REPORT)).replace(b"02:01:00Z", b"03:01:00+01:00")
    assert decode(body).report.received == NIGHT
    assert decode(body).report.received.utcoffset() == timedelta(hours=1)


# the door


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"", "truncated"),
        (b"\xff\xfe", "docs/events.md"),
        (b'{"text": "no kind"}', "kind"),
        (b'{"kind": "boat-deleted"}', "boat-deleted"),
        (b'{"kind": "note"}', "text"),
        (b'{"kind": "note", "text": "x", "nationality": "x"}', "nationality"),
        (b'{"kind": "closing-confirmed", "boat": "b", "centre": "dover", "role": " "}', "role"),
        (b'{"kind": "closing-requested", "boat": "b", "centre": "d", "role": "r", "evidence": "assumed"}', "assumed"),
        (b'{"kind": "asset", "asset": "a", "status": "on_scene", "centre": "d", "lon": 51.1, "lat": 151.0}', "lon comes first"),
        (b'{"kind": "asset", "asset": "a", "status": "on_scene", "centre": "d", "lon": 1.5}', "both or neither"),
        (b'{"kind": "reports-judged", "verdict": "maybe", "one": ["a"], "other": ["b"], "centre": "d", "role": "r"}', "maybe"),
        (b'{"kind": "reports-judged", "verdict": "same", "one": ["a"], "other": [], "centre": "d", "role": "r"}', "two sides"),
        (
            b'{"kind": "reports-judged", "verdict": "same", "one": ["a"], "other": ["a"], "centre": "d", "role": "r"}',
            "both sides",
        ),
    ],
)
def test_what_is_no_event_is_refused_with_the_reason(body, message):
    with pytest.raises(NotAnEvent, match=message):
        decode(body)


@pytest.mark.parametrize(
    "event",
    [
        Note(text=None),
        BoatOpened(boat="b", name="Charlie", centre="dover", role="watch officer", reports=("r1", 2)),
        PeopleAccounted(count=None, outcome="landed_uk", evidence="", centre="dover", role="x"),
        Reported(report=replace(REPORT, ellipse_m=(float("nan"), 1.0, 0.0))),
        Reported(report=replace(REPORT, channel="hearsay")),
    ],
)
def test_what_could_not_be_read_back_is_not_encoded(event):
    with pytest.raises(NotAnEvent):
        encode(event)


def test_a_place_that_is_not_a_number_is_refused():
    with pytest.raises(ValueError, match="outside"):
        Reported(report=replace(REPORT, lon=float("nan")))


# people


LABELS = {("BoatOpened", "name"), ("BoatRenamed", "name")}  # the boat's: Charlie, November
LABELS |= {("ForkFound", "number"), ("HeadWitnessed", "number")}  # the place of an event in its chain


def test_no_event_has_a_field_about_who_somebody_is():
    found = {pair for cls in KINDS.values() for pair in schema(cls, set())}
    assert {("Reported", "report"), ("Report", "caller"), ("Count", "likely"), ("Statement", "says")} <= found
    assert not {pair for pair in found - LABELS if "name" in pair[1] or FORBIDDEN.search(pair[1])}


@pytest.mark.parametrize(
    ("points", "said"),
    [
        (((1.5, 51.0, NIGHT),), "has 1 points; it needs two"),
        (((1.5, 51.0, NIGHT), (1.6, 51.0, NIGHT)), "each later than the one before"),
        (((51.0, 1.5, NIGHT), (1.6, 151.0, NIGHT + timedelta(minutes=5))), "did they change places"),
        (((1.5, 51.0, NAIVE), (1.6, 51.0, NAIVE + timedelta(minutes=5))), "has no time zone"),
    ],
)
def test_a_track_that_nobody_can_have_made_is_refused(points, said):
    with pytest.raises(ValueError, match=said):
        Track("cutter", points, {"adrift": 900.0})


def test_a_search_without_a_track_says_nothing():
    with pytest.raises(ValueError, match="track of one asset"):
        SearchedInVain(boat="b1", centre="dover", role="watch officer", tracks=())


@pytest.mark.parametrize("caller", ["+33 6 12 34 56 78", "07700 900123", "0033612345678", "(0)1304-210008"])
def test_a_telephone_number_is_no_caller(caller):
    with pytest.raises(ValueError, match="keyed hash"):
        Reported(report=replace(REPORT, caller=caller))


def test_a_keyed_hash_is_a_caller():
    assert Reported(report=replace(REPORT, caller="9f86d081884c7d65")).report.caller == "9f86d081884c7d65"
