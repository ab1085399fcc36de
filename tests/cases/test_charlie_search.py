"""docs/cases/2021-11-24-search.md against the program: what was known, and the plan of the three at 0400, are made again.

The whole page takes three minutes (python design/charlie_search.py); the rest of its tables is held by its shape only.
"""

import importlib.util
import re
import sys
from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).parents[2]
SPEC = importlib.util.spec_from_file_location("charlie_search", ROOT / "design" / "charlie_search.py")
script = importlib.util.module_from_spec(SPEC)
sys.modules["charlie_search"] = script  # its dataclass looks its module up
SPEC.loader.exec_module(script)
TEXT = script.DOC.read_text("utf-8")


@pytest.fixture(scope="module")
def run():
    return script.states("0400")


def rows(name):
    lines = script.part(TEXT, name).splitlines()[2:]
    return [[c.strip() for c in line.strip("|").split("|")] for line in lines]


def numbers(text):
    return [float(n) for n in re.findall(r"\d+(?:\.\d+)?", text)]


def test_what_was_known_is_what_the_program_says(run):
    """All three moments from one run: the reports are the same, so are the states."""
    assert script.reports("0400") == script.reports("0816") == script.reports("1000")
    assert {r.id for r in script.reports("0400")} == set(script.CHARLIE)
    for documented, hhmm in zip(rows("known"), script.MOMENTS, strict=True):
        said = script.known(hhmm, run)
        assert documented[:2] == said[:2]
        for a, b in zip(documented[2:], said[2:], strict=True):
            assert numbers(a) == pytest.approx(numbers(b), abs=3)


def test_nothing_later_than_a_moment_is_used():
    for hhmm in script.MOMENTS:
        assert all(r.received.timestamp() <= script.seconds(hhmm) for r in script.reports(hhmm))
    assert len(script.reports("0200")) < len(script.CHARLIE)


def test_the_plan_of_the_three_at_0400_is_what_the_program_says(run):
    row = script.PLANS[0]
    doc = script.plan(row, run)
    said, documented = script.figures(row, run, doc), rows("plans")[0]
    assert said[:2] == documented[:2]
    for a, b in zip(documented[2:7], said[2:7], strict=True):
        assert numbers(a) == pytest.approx(numbers(b), abs=3)
    assert numbers(documented[-1]) == pytest.approx(numbers(said[-1]), abs=6)
    areas = [a for a in rows("three") if a[0] == "0400"]
    assert len(areas) == len(script.area_rows(row, doc))
    assert {a[1] for a in areas} == {"*Valiant*", "R163", "*Flamant*"}


def test_the_same_plan_twice_with_few_states():
    few = script.states("0816", 500)
    again = script.states("0816", 500)
    assert all(np.array_equal(getattr(few, f.name), getattr(again, f.name)) for f in fields(few) if f.name != "fields")
    assert script.plan(script.PLANS[2], few) == script.plan(script.PLANS[2], again)


def test_the_page_has_every_row_of_the_script():
    assert [r[:2] for r in rows("plans")] == [[p.hhmm, p.who] for p in script.PLANS]
    assert [r[:2] for r in rows("otherwise")] == [[p.hhmm, p.who] for p in script.OTHERWISE]
    assert [r[:2] for r in rows("hour")] == [[p.hhmm, p.who] for p in script.PLANS]
    assert script.part(TEXT, "widths") == script.table(script.WIDTHS, script.width_rows())


def test_no_figure_of_the_page_contradicts_another():
    for r in rows("plans") + rows("otherwise"):
        pos, (likely, low, high), alive, bound, gap = numbers(r[2])[0], numbers(r[3]), *(numbers(c)[0] for c in r[4:7])
        assert low <= likely <= high
        assert alive <= pos + 1
        assert alive <= bound + 1
        assert gap == pytest.approx(100 * (1 - alive / bound), abs=3)
