"""Whatever bytes come, the readers of dense sensors answer with values and problems, and never with an exception."""

from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st
from pyais.encode import encode_dict

from varne.fusion.tracker.scans import Radar
from varne.readers.ais import read_ais, whole
from varne.readers.asterix import read_asterix
from varne.readers.cot import read_cot
from varne.readers.nmea import checksum
from varne.readers.nmea_radar import read_radar

AT = datetime(2021, 11, 24, 1, 30, tzinfo=UTC)
DOVER = Radar("dover", 1.34, 51.13)
GOOD = [line.encode() for line in encode_dict({"type": 5, "mmsi": 235070762, "ship_type": 70}, seq_id=1)]
EVENT = b'<event uid="x" type="a-u-S" time="2021-11-24T01:30:00Z"><point lat="51" lon="1.5" ce="49"/></event>'


def signed(body):
    return b"$" + body + b"*%02X" % checksum(body)


FIELD = st.sampled_from(
    ["", "01", "5.0", "-1", "nan", "inf", "1e400", "T", "R", "L", "N", "K", "H", "C", "5100.0", "9999", "A", "x"]
)
SENTENCES = st.builds(
    lambda head, rest: signed(",".join([head, *rest]).encode()),
    st.sampled_from(["RATTM", "RATLL", "RARSD", "GPRMC", "GPGGA", "GPGLL", "HEHDT", "HETHS", "GPVTG", "AIVDM"]),
    st.lists(FIELD, max_size=16),
)
SPOILT = st.builds(
    lambda line, k, byte: line[:k] + bytes([byte]) + line[k + 1 :],
    st.sampled_from(GOOD),
    st.integers(0, 80),
    st.integers(0, 255),
)
LINES = st.lists(st.one_of(st.binary(max_size=90), SENTENCES, SPOILT, st.sampled_from(GOOD)), max_size=8)


@settings(max_examples=300, deadline=None)
@given(LINES)
def test_lines(lines):
    for values, problems in (read_ais(lines, AT), read_ais(lines), read_radar(lines, DOVER, AT), read_radar(lines, DOVER)):
        assert len(values) + len(problems) <= 2 * len(lines)
    now, later = whole(lines)
    assert now + later == lines


@settings(max_examples=200, deadline=None)
@given(
    st.one_of(
        st.binary(max_size=60),
        st.builds(lambda k, b: EVENT[:k] + b + EVENT[k:], st.integers(0, len(EVENT)), st.binary(max_size=4)),
    )
)
def test_content(content):
    read_cot(content)
    read_cot(content + EVENT)


@settings(max_examples=200, deadline=None)
@given(
    st.one_of(
        st.binary(max_size=60),
        st.builds(lambda c, b: bytes([c]) + (len(b) + 3).to_bytes(2) + b, st.sampled_from([10, 48]), st.binary(max_size=40)),
    )
)
def test_datagrams(datagram):
    read_asterix(datagram, {(1, 7): DOVER}, AT)
