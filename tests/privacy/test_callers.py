"""What comes in with a number goes on record without it: as a hash, sealed, or not at all; and a position is never touched."""

import json
from datetime import UTC, datetime, timedelta
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from varne.positions import format_position
from varne.positions.formats import Format
from varne.privacy.callers import Callers, NumberGone, canonical, opened
from varne.privacy.keyring import NAME, Keyring
from varne.readers.reports import read_reports
from varne.readers.scrub import is_telephone

NIGHT = datetime(2021, 11, 24, 2, tzinfo=UTC)
LINE = {"id": "r1", "received": "2021-11-24T02:00:00Z", "channel": "call", "source": "occupant"}
NUMBERS = [
    "+33 6 12 34 56 78",
    "0033 612345678",
    "06 12 34 56 78",
    "06.12.34.56.78",
    "+44 7700 900123",
    "07700 900123",
    "+33612345678",
]


@pytest.fixture
def callers(tmp_path):
    return Callers(Keyring(tmp_path, timedelta(hours=72)), "33")


def take(callers, at=NIGHT, heard=(), **more):
    taken = callers.take(json.dumps({**LINE, **more}).encode(), at, lambda: heard)
    return taken, json.loads(taken.body)


@pytest.mark.parametrize("number", NUMBERS)
@pytest.mark.parametrize("where", ["caller", "text"])
def test_no_number_goes_on_in_clear(callers, number, where):
    text = number if where == "caller" else f"they ring from {number}, engine stopped, 51.0831 1.4456"
    taken, line = take(callers, **{where: text})
    digits = "".join(c for c in number if c.isdigit())[-9:]
    told = taken.body.decode()
    assert number not in told
    assert digits not in "".join(c for c in told if c.isdigit())
    assert read_reports([told])[0]
    (found,) = callers.open("r1", taken.sealed.text, NIGHT)
    assert digits in found
    if where == "text":
        assert "51.0831 1.4456" in line["text"]
        assert "caller" not in line


@pytest.mark.parametrize("more", [{"boat": {"colour": "grey, ring %s"}}, {"x": {"y": [{"z": "%s"}]}}, {"call %s": 1}])
def test_a_number_is_found_wherever_it_is_written_in_a_line(callers, more):
    """Also in a line that is refused: what is wrong with it is noted in the record, with how it begins."""
    told = json.loads(json.dumps(more).replace("%s", NUMBERS[0]))
    taken, line = take(callers, **told)
    assert line == json.loads(json.dumps({**LINE, **more}).replace("%s", "[number withheld]"))
    assert callers.open("r1", taken.sealed.text, NIGHT) == ["+33612345678"]


@pytest.mark.parametrize("words", ["tel %s", "tel:%s", "%s (on deck)"])
def test_words_beside_the_number_of_a_caller_change_nothing(callers, words):
    taken, line = take(callers, caller=words.replace("%s", NUMBERS[0]))
    assert line["caller"] == take(callers, caller=NUMBERS[0])[1]["caller"]
    assert callers.open("r1", taken.sealed.text, NIGHT) == ["+33612345678"]


def test_ten_digits_in_a_keyed_hash_are_no_number(callers):
    caller = "9f86d081a0612345678b9f0c55ad015e"
    assert take(callers, caller=caller)[1]["caller"] == caller


def test_the_same_caller_is_one_hash_however_it_is_written_and_another_tomorrow(callers):
    hashes = {take(callers, caller=n)[1]["caller"] for n in NUMBERS if n.endswith("8")}
    assert len(hashes) == 1
    assert take(callers, caller=NUMBERS[4])[1]["caller"] not in hashes
    assert take(callers, NIGHT + timedelta(days=1), caller=NUMBERS[0])[1]["caller"] not in hashes


def test_a_caller_who_began_before_noon_keeps_the_hash_until_the_overlap_ends(callers):
    noon = datetime(2021, 11, 24, 12, tzinfo=UTC)
    before = take(callers, noon - timedelta(minutes=5), caller=NUMBERS[0])[1]["caller"]
    assert take(callers, noon + timedelta(minutes=5), [before], caller=NUMBERS[0])[1]["caller"] == before
    assert take(callers, noon + timedelta(minutes=5), [], caller=NUMBERS[0])[1]["caller"] != before
    assert take(callers, noon + timedelta(hours=6), [before], caller=NUMBERS[0])[1]["caller"] != before


def test_a_hash_that_a_partner_made_stays_and_numbers_in_the_text_are_sealed_beside_it(callers):
    taken, line = take(callers, caller="9f86d081884c7d659a2feaa0c55ad015", text="call 06 12 34 56 78")
    assert line["caller"] == "9f86d081884c7d659a2feaa0c55ad015"
    assert callers.open("r1", taken.sealed.text, NIGHT) == ["+33612345678"]


def test_a_line_without_numbers_is_left_as_it_came(callers):
    body = json.dumps({**LINE, "lon": 1.4456, "text": "51°05.0'N 001°26.7'E, 33 aboard, Mayday 0312"}).encode()
    assert callers.take(body, NIGHT).body is body


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"",
        b"[]",
        b"\xff\xfe",
        b'"06 12 34 56 78"',
        b'{"text": "06 12 34 56 78"',
        b"[" * 100_000,
        b'{"x":' + b"[" * 900 + b'"06 12 34 56 78"' + b"]" * 900 + b"}",
    ],
)
def test_what_cannot_be_read_goes_on_without_numbers_too(callers, body):
    assert b"12 34 56 78" not in callers.take(body, NIGHT).body


def test_a_report_never_waits_for_a_key(tmp_path):
    callers = Callers(Keyring(tmp_path, timedelta(hours=72)))
    (tmp_path / NAME).write_bytes(b"what a broken disk left")
    taken, line = take(callers, caller=NUMBERS[0], text=f"from {NUMBERS[0]}")
    assert taken.trouble
    assert taken.sealed is None
    assert "caller" not in line
    assert NUMBERS[0] not in taken.body.decode()
    assert read_reports([taken.body.decode()])[0]


# reading it again


def test_after_the_hours_nobody_reads_a_number_and_its_key_is_gone(callers, tmp_path):
    taken, _ = take(callers, caller=NUMBERS[0])
    night_ends = datetime(2021, 11, 24, 12, tzinfo=UTC)
    assert taken.sealed.expires == night_ends + timedelta(hours=72)
    last = taken.sealed.expires - timedelta(seconds=1)
    key = callers.keyring.at(last).opens["2021-11-23"]
    assert callers.open("r1", taken.sealed.text, last) == ["+33612345678"]
    with pytest.raises(NumberGone, match="erased"):
        callers.open("r1", taken.sealed.text, taken.sealed.expires)
    assert key not in (tmp_path / NAME).read_text()


def test_a_sealed_number_belongs_to_its_report_and_its_node(callers, tmp_path):
    taken, _ = take(callers, caller=NUMBERS[0])
    other = Callers(Keyring(tmp_path / "other", timedelta(hours=72)))
    for ring, report, text in [
        (callers.keyring.at(NIGHT), "r2", taken.sealed.text),
        (other.keyring.at(NIGHT), "r1", taken.sealed.text),
        (callers.keyring.at(NIGHT), "r1", taken.sealed.text[:-8] + "AAAAAAA="),
        (callers.keyring.at(NIGHT), "r1", "2021-11-23:"),
        (callers.keyring.at(NIGHT), "r1", "nonsense"),
    ]:
        with pytest.raises(NumberGone):
            opened(ring, report, text)


def test_sealing_twice_tells_nobody_that_it_is_the_same_number(callers):
    assert take(callers, caller=NUMBERS[0])[0].sealed.text != take(callers, caller=NUMBERS[0])[0].sealed.text


# positions


@settings(max_examples=300, deadline=None)
@given(
    st.floats(0.0, 2.9),
    st.floats(49.5, 51.9),
    st.sampled_from(get_args(Format)),
    st.sampled_from(["", "at ", "position: ", "5 km off "]),
)
def test_no_position_of_these_waters_is_taken_for_a_number(tmp_path_factory, lon, lat, style, before):
    text = before + format_position(lon, lat, style)
    callers = Callers(Keyring(tmp_path_factory.getbasetemp() / "positions", timedelta(hours=72)))
    assert json.loads(callers.take(json.dumps({**LINE, "text": text}).encode(), NIGHT).body)["text"] == text


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="0123456789 .,+-/°'NEOWabc", max_size=40))
def test_position_text_is_never_touched(tmp_path_factory, text):
    callers = Callers(Keyring(tmp_path_factory.getbasetemp() / "positions", timedelta(hours=72)))
    body = json.dumps({**LINE, "position_text": text}).encode()
    assert json.loads(callers.take(body, NIGHT).body)["position_text"] == text


@settings(max_examples=100, deadline=None)
@given(st.recursive(st.none() | st.booleans() | st.floats() | st.text(), lambda x: st.lists(x) | st.dictionaries(st.text(), x)))
def test_any_json_is_taken(tmp_path_factory, value):
    callers = Callers(Keyring(tmp_path_factory.getbasetemp() / "positions", timedelta(hours=72)))
    assert isinstance(callers.take(json.dumps(value).encode(), NIGHT).body, bytes)


@pytest.mark.parametrize(
    ("text", "country", "one"),
    [
        ("0612345678", "33", "+33612345678"),
        ("07700900123", "44", "+447700900123"),
        ("+251 911 123 456", "44", "+251911123456"),
    ],
)
def test_one_form_of_a_number(text, country, one):
    assert canonical(text, country) == one
    assert is_telephone(text)
