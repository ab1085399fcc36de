"""Whatever text or bytes come from outside, no parser raises but with our own error that says what to mend, and none hangs.

Dense sensors stand in test_any_bytes, spreadsheets in tests/lists, mails and chats in tests/messages, positions in
test_positions, the pages of another node's record in tests/record.
"""

import json
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from varne.commands.cover_asked import parse_request as parse_cover
from varne.config import ConfigError, parse_config
from varne.planning.asked import misread
from varne.planning.asked import parse_request as parse_search
from varne.readers.ais import read_ais
from varne.readers.cot import read_cot
from varne.readers.lists import Told
from varne.readers.messages import read_mail
from varne.readers.one_place import LONGEST
from varne.readers.received import read_received
from varne.readers.reports import read_reports, report_line
from varne.readers.scrub import scrubbed
from varne.record.events import NotAnEvent, decode, encode

CASES = Path(__file__).parents[2] / "docs" / "cases"
SEARCH, COVER = (json.loads((CASES / f"{name}.json").read_text("utf-8")) for name in ("search", "cover"))
REPORT = {
    "id": "a", "received": "2021-11-24T01:05:00Z", "channel": "rescue", "source": "occupant", "position_text": "51 08N 1 44E",
    "people": {"min": 3, "likely": 4, "max": 5}, "boat": {"length_m": 8}, "ellipse_m": [9, 3, 10],
    "outcome": {"recovered": {"min": 1, "likely": 1, "max": 2}}, "course": 10, "speed_kn": 2, "text": "x",
}  # fmt: skip
DECISION = {"kind": "handover-offered", "boat": "a", "giver": "b", "taker": "c", "role": "d", "expires": "2021-11-24T01:05:00Z"}
CONFIG = {"centre": "dover", "port": 1, "states": 5, "assets": [{"name": "x", "lon": 1.0}], "propose_rescue_at": 0.9}

odd = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=20),
    st.sampled_from(["", " ", "2021-11-24T01:05:00", "NaN", "51.085 1.445", "٣", "\x00", "1e999", "-0", "x" * 300]),
    st.lists(st.integers(), max_size=2), st.dictionaries(st.text(max_size=5), st.integers(), max_size=2),
)  # fmt: skip


@st.composite
def spoilt(draw, sound):
    """A sound document in which some values are replaced, taken out, or stand under another key."""
    made = json.loads(json.dumps(sound))
    for _ in range(draw(st.integers(1, 3))):
        where = made
        while True:
            keys = list(range(len(where))) if isinstance(where, list) else list(where)
            if not keys:
                break
            key = draw(st.sampled_from(keys))
            inner = where[key]
            if isinstance(inner, dict | list) and inner and draw(st.booleans()):
                where = inner
                continue
            if isinstance(where, dict) and draw(st.integers(0, 4)) == 0:
                where[draw(st.text(max_size=6))] = where.pop(key)
            else:
                where[key] = draw(odd)
            break
    return made


@settings(max_examples=200, deadline=None)
@given(st.one_of(spoilt(REPORT).map(json.dumps), st.text(max_size=60), st.binary(max_size=60)))
def test_report_lines(line):
    reports, problems = read_reports([line])
    assert len(reports) <= 1
    for report in reports:
        report_line(report)
    assert all(p.why and p.mend for p in problems)


@settings(max_examples=200, deadline=None)
@given(st.one_of(spoilt(DECISION).map(json.dumps), st.text(max_size=60), st.binary(max_size=60)))
def test_decisions(body):
    try:
        encode(decode(body))
    except NotAnEvent as error:
        assert "docs/events.md" in str(error)


def toml(document):
    """TOML of a flat document with lists of tables; values that TOML has no form for stand as JSON has them."""
    plain = [f"{json.dumps(k)} = {json.dumps(v)}" for k, v in document.items() if k != "assets"]
    assets = document.get("assets")
    tables = [t for t in assets if isinstance(t, dict)] if isinstance(assets, list) else []
    return "\n".join(
        [*plain, *("\n".join(["[[assets]]", *(f"{json.dumps(k)} = {json.dumps(v)}" for k, v in t.items())]) for t in tables)]
    )


@settings(max_examples=200, deadline=None)
@given(st.one_of(spoilt(CONFIG).map(toml), st.text(max_size=60)))
def test_config(text):
    try:
        parse_config(text)
    except ConfigError as error:
        assert "the keys are" in str(error)


@pytest.mark.parametrize(("parse", "sound"), [(parse_search, SEARCH), (parse_cover, COVER)], ids=["search", "cover"])
def test_requests(parse, sound):
    @settings(max_examples=150, deadline=None)
    @given(st.one_of(spoilt(sound).map(lambda d: json.dumps(d).encode()), st.binary(max_size=60)))
    def read(body):
        try:
            parse(body)
        except ValueError as error:
            assert "docs/schemas/" in str(error)

    read()


@settings(max_examples=100, deadline=None)
@given(spoilt(SEARCH))
def test_a_request_in_the_record_says_what_is_wrong_with_it(request):
    assert misread(request) is None or isinstance(misread(request), str)


DEEP = sys.getrecursionlimit() * 3
TOLD = Told(read_reports([json.dumps(REPORT)])[0][0].received)
NESTED = ["[" * DEEP, '{"a":' * DEEP, '{"id": "a", "truth": ' + "[" * DEEP]


@pytest.mark.parametrize("text", NESTED, ids=["lists", "objects", "truth"])
def test_what_is_nested_without_end_is_refused(text):
    (problem,) = read_reports([text])[1]
    assert "not JSON" in problem.why
    assert read_received(text.encode(), TOLD).reports == ()
    with pytest.raises(ConfigError):
        parse_config(f"a = {text}")
    with pytest.raises(NotAnEvent):
        decode(text)
    for parse in (parse_search, parse_cover):
        with pytest.raises(ValueError, match="docs/schemas"):
            parse(text.encode())


def test_mails_packed_into_each_other_without_end_are_refused():
    parts = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (i, i) for i in range(DEEP))
    for mail in (b"From: a\n" + parts, b"From: a\nContent-Type: message/rfc822\n\n" * DEEP):
        found = read_mail(mail, TOLD)
        assert found.messages == () and "too deeply" in found.problems[0].why


def test_events_that_never_end_take_one_pass():
    """These took six minutes once, by a pattern that looked for each one's end to the end of the content."""
    assert len(read_cot(b"<event " * 50_000 + b"<event>" * 50_000)[1]) > 0


def test_a_text_too_long_for_a_position_is_said_to_be_so():
    (report,), (problem,) = read_reports([json.dumps(REPORT | {"position_text": "51 1 " * LONGEST})])
    assert not report.has_position
    assert "characters are no position" in problem.why


@pytest.mark.parametrize("text", ["a" * 200_000, "a@" * 100_000, "+" * 200_000, "0 " * 100_000, "1-" * 100_000])
def test_looking_for_numbers_and_addresses_takes_one_pass(text):
    """Quadratic patterns would take minutes here: the test would be stopped, and no clock is asked."""
    assert scrubbed(text, ["Jo Bloggs"])


def test_a_sentence_without_end_is_no_sentence():
    _, problems = read_ais([b"!AIVDM,1,1,,A," + b"5" * 500_000 + b",0*00"])
    assert problems
