"""Cursor on Target events to fixes, without who carries the device."""

from datetime import UTC, datetime

import pytest

from varne.readers.cot import read_cot

AT = datetime(2021, 11, 24, 1, 30, tzinfo=UTC)


def event(
    lat="51.03",
    lon="1.52",
    kind="a-n-S-X",
    time="2021-11-24T01:30:00Z",
    ce="49",
    uid="ANDROID-1",
    track='course="205.5" speed="3.1"',
):
    detail = f'<detail><track {track}/><contact callsign="A NAME"/></detail>'
    return (
        f'<event version="2.0" uid="{uid}" type="{kind}" how="m-g" time="{time}" start="{time}" stale="{time}">'
        f'<point lat="{lat}" lon="{lon}" hae="0" ce="{ce}" le="9999999.0"/>{detail}</event>'
    ).encode()


def test_an_event_becomes_a_fix():
    (fix,), problems = read_cot(event())
    assert problems == ()
    assert (fix.lon, fix.lat, fix.t) == (1.52, 51.03, AT.timestamp())
    assert fix.error_m == pytest.approx(20.0, abs=0.1)
    assert (fix.course, fix.speed, fix.kind) == (205.5, 3.1, "craft")


def test_no_device_and_no_call_sign_is_kept():
    (fix,), _ = read_cot(event())
    assert "ANDROID" not in repr(fix)
    assert "NAME" not in repr(fix)
    assert fix.key == read_cot(event(lat="50.9"))[0][0].key
    assert fix.key != read_cot(event(uid="ANDROID-2"))[0][0].key


def test_many_events_and_what_is_no_position():
    stream = b'<?xml version="1.0"?>' + event() + b"\n" + event(kind="t-x-c-t") + event(kind="a-f-A") + event(kind="a-f-G")
    fixes, problems = read_cot(stream)
    assert [f.kind for f in fixes] == ["craft", "aircraft", "other"]
    assert problems == ()


def test_unknown_errors_and_ways():
    (fix,), _ = read_cot(event(ce="9999999.0", track='course="nan" speed="x"'))
    assert (fix.error_m, fix.course, fix.speed) == (100.0, None, None)


def test_a_zone_is_turned_to_utc():
    assert read_cot(event(time="2021-11-24T02:30:00+01:00"))[0][0].t == AT.timestamp()


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        (event(lat="95"), "lat '95'"),
        (event(lon=""), "lon ''"),
        (event(time="2021-11-24T01:30:00"), "no zone"),
        (event(time="yesterday"), "time 'yesterday'"),
        (event(uid=""), "no uid"),
        (event().replace(b"<point", b"<pint"), "no point"),
        (event().replace(b"</detail>", b""), "no XML"),
    ],
)
def test_a_bad_event_is_told_and_stops_no_other(bad, why):
    fixes, problems = read_cot(bad + event())
    assert len(fixes) == 1
    assert len(problems) == 1
    assert why in problems[0].why
    assert "ANDROID" not in str(problems[0])


def test_what_is_no_event_at_all():
    assert "no whole <event>" in read_cot(b"hello")[1][0].why
    assert read_cot(b"") == ((), ())


def test_entities_are_not_followed():
    bomb = b'<!DOCTYPE e [<!ENTITY a "aaaa">]>' + event(uid="&a;")
    fixes, problems = read_cot(bomb)
    assert fixes == ()
    assert "no XML" in problems[0].why
