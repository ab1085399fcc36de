"""Cursor on Target out: whatever a boat is, it is of unknown affiliation; nothing else can be written."""

import re
from pathlib import Path
from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

import varne
from varne.fusion.report import CONDITIONS
from varne.writers.cot import cot

COUNT = st.none() | st.builds(lambda a, b: {"min": a, "likely": a + b, "max": a + 2 * b}, st.integers(0, 90), st.integers(0, 9))
TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), max_size=20)
BOAT = st.fixed_dictionaries(
    {
        "id": TEXT, "name": TEXT, "status": st.sampled_from(["open", "closed"]), "recorded": st.booleans(),
        "condition": st.sampled_from(CONDITIONS), "lon": st.none() | st.floats(-180, 180),
        "lat": st.none() | st.floats(-90, 90),
        "ellipse_m": st.none() | st.tuples(st.floats(1, 1e5), st.floats(1, 1e5), st.floats(0, 180)), "people": COUNT,
        "unaccounted": COUNT, "last_report_at": st.just("2021-11-24T03:00:00Z"), "exists": st.floats(0, 1),
    }
)  # fmt: skip
FORBIDDEN = re.compile(r"\ba-[hsjkfn]\b")
"""Hostile, suspect, joker, faker; friend and neutral are no truer of people in distress."""


@given(st.lists(BOAT, max_size=5))
def test_every_event_is_unknown_whatever_the_boat(boats):
    root = ElementTree.fromstring(cot({"at": "2021-11-24T03:00:00Z", "boats": boats}, "dover"))
    placed = [b for b in boats if b["status"] == "open" and b["lon"] is not None and b["lat"] is not None]
    assert [e.get("type") for e in root] == ["a-u-S"] * len(placed)
    assert [e.find("detail/contact").get("callsign") for e in root] == [b["name"] for b in placed]
    assert all(not FORBIDDEN.search(e.get("type")) for e in root)


def test_no_source_of_ours_holds_another_affiliation_to_write():
    """The reader may meet any type; nothing under writers/ or server/ may name one but unknown."""
    folder = Path(varne.__file__).parent
    ours = [*folder.glob("writers/**/*.py"), *folder.glob("server/*.py"), *folder.glob("commands/*.py")]
    assert any("a-u-S" in p.read_text("utf-8") for p in ours)
    assert [p.name for p in ours if FORBIDDEN.search(p.read_text("utf-8"))] == []
