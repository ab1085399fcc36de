"""Rows as any list may hold them, for tests of reading and writing."""

from datetime import UTC, datetime

from hypothesis import strategies as st

from varne.fusion.report import CHANNELS, CONDITIONS, SOURCES, Count
from varne.lists.meaning import recognised
from varne.lists.row import Row, clean
from varne.readers.lists import Told
from varne.readers.lists.rows import _TOTAL
from varne.readers.scrub import scrubbed

AT = datetime(2021, 11, 24, 6, tzinfo=UTC)
TOLD = Told(AT)

words = (
    st.one_of(
        st.text(max_size=30),
        st.sampled_from(["=1+1", "'=x", "''-2", "@SUM(A1)", "+33", "-", "007", "1e5", "TRUE"]),
        st.sampled_from(["a;b,c|d", '"q"', "_x0041_", "é–€😀"]),
    )
    .map(clean)
    .map(scrubbed)
    .filter(lambda t: t and not _TOTAL.match(t.casefold()))
)
hours = st.datetimes(datetime(2015, 1, 1), datetime(2035, 1, 1)).map(lambda t: t.replace(microsecond=0, tzinfo=UTC))  # noqa: DTZ001
counts = st.lists(st.integers(0, 500), min_size=3, max_size=3).map(lambda n: Count(*sorted(n)))
headings = words.filter(lambda h: recognised(h) is None)


def maybe(values):
    return st.none() | values


def numbers(low, high, digits=4):
    return st.floats(low, high).map(lambda x: round(x, digits))


@st.composite
def rows(draw):
    """A row as a reader can have made it: no empty words, `other` in order, a name so that it is not empty."""
    place = draw(maybe(st.tuples(numbers(0.1, 3, 7), numbers(50.1, 51.7, 7))))
    given = {
        key: draw(maybe(words))
        for key in (*"boat number french method colour type engine jackets holder handover shadowing".split(),
                    *"tasked eta broadcast outcome status closing reports text caller".split())
    }  # fmt: skip
    given |= {key: draw(maybe(hours)) for key in ("reported", "fixed", "received")}
    given |= {key: draw(maybe(counts)) for key in ("people", "women", "children", "in_water", "unaccounted")}
    return Row(
        name=draw(words.filter(lambda t: t.isalpha())),
        channel=draw(maybe(st.sampled_from(CHANNELS))),
        source=draw(maybe(st.sampled_from(SOURCES))),
        condition=draw(maybe(st.sampled_from([c for c in CONDITIONS if c != "unknown"]))),
        phase=draw(maybe(st.sampled_from(["uncertainty", "alert", "distress"]))),
        lon=place and place[0],
        lat=place and place[1],
        error_m=draw(maybe(numbers(1, 1e5))),
        course=draw(maybe(numbers(0, 359.9))),
        speed_kn=draw(maybe(numbers(0, 60))),
        length_m=draw(maybe(numbers(1, 100))),
        other=tuple(sorted(draw(st.dictionaries(headings, words, max_size=3)).items())),
        **given,
    )
