"""docs/cases/2021-11-24.md against the program: three rows of its table are made again."""

import importlib.util
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SPEC = importlib.util.spec_from_file_location("charlie_sensitivity", ROOT / "design" / "charlie_sensitivity.py")
script = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(script)
WORDS = (ROOT / "docs" / "cases" / "2021-11-24.md").read_text("utf-8")
TABLE = WORDS.split("<!-- table -->")[1].split("<!-- end")[0]


def cells(line):
    return [c.strip() for c in line.strip("|").split("|")]


DOCUMENTED = {cells(line)[0]: cells(line)[1:] for line in TABLE.strip().splitlines()[2:]}


def test_the_table_has_every_row_of_the_script():
    assert list(DOCUMENTED) == [words for words, _, _ in script.ROWS]


@pytest.mark.parametrize("number", [0, 2, 14])
def test_a_row_of_the_table_is_what_the_program_says(number):
    words, asked, blows = script.ROWS[number]
    contour, _, off = cells(script.row(words, asked, blows))[1:]
    assert float(contour.rstrip("%")) == pytest.approx(float(DOCUMENTED[words][0].rstrip("%")), abs=3)
    assert float(off.split()[0]) == pytest.approx(float(DOCUMENTED[words][2].split()[0]), abs=0.15)


def test_no_row_lies_outside_the_contour_that_the_text_says():
    said = re.search(r"Under every assumption tried the finding place lies within the (\d+) % contour", WORDS)
    assert said is not None
    assert max(float(row[0].rstrip("%")) for row in DOCUMENTED.values()) == float(said[1])
