"""varne survive: the table, the keys, the schema, the refusals."""

import json
import re
import shlex
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner

import varne
from varne.cli import main
from varne.commands.survive import Answer, schema

ROOT = Path(varne.__file__).parents[2]


def run(*words):
    return CliRunner().invoke(main, ["survive", *words])


def test_the_answer_fits_the_published_schema():
    assert (ROOT / "docs" / "schemas" / "survive.json").read_bytes() == schema()
    done = run("--water", "12", "--people", "27,30,33", "--buoyancy", "none", "--in-water", "2", "--json")
    assert done.exit_code == 0, done.output
    answer = msgspec.json.decode(done.stdout, type=Answer, strict=True)
    assert answer.people == [27, 30, 33]
    assert answer.hours[0].hours == 2.0
    assert answer.horizon_hours == 26.0
    for row in answer.hours:
        assert row.people.low <= row.people.likely <= row.people.high
        assert row.alive.low > 0
    assert {c.name for c in answer.curves} == {"low", "likely", "high"}
    assert all(c.sources for c in answer.curves)


def test_less_than_a_day_is_a_day():
    assert json.loads(run("--water", "9", "--hours", "1", "--json").stdout)["horizon_hours"] == 24.0


def test_the_table_shows_three_curves_and_that_they_end_no_search():
    done = run("--water", "12", "--people", "30")
    assert done.exit_code == 0
    assert "no ground to end a search" in done.stdout
    assert done.stdout.count("half alive after") == 3


def test_the_commands_of_the_docs_run():
    page = (ROOT / "docs" / "search.md").read_text("utf-8")
    lines = re.findall(r"varne survive (--[^`\n]+)", page)
    assert lines
    for line in lines:
        done = run(*shlex.split(line))
        assert done.exit_code == 0, done.output


@pytest.mark.parametrize(
    ("words", "mend"),
    [
        (("--water", "54"), "Fahrenheit"),
        (("--water", "12", "--people", "3,2,1"), "rising order"),
        (("--water", "12", "--people", "x"), "fewest,likely,most"),
        (("--water", "12", "--in-water", "-1"), "0 or more"),
        ((), "--water"),
    ],
)
def test_misuse_is_told_with_the_mend(words, mend):
    done = run(*words)
    assert done.exit_code == 2
    assert mend in done.output
