"""docs/lists.md: its commands run as they stand, what it shows is what they say, and its table is the columns."""

import re
import shlex
from pathlib import Path

import pytest
from books import joint_tracker
from click.testing import CliRunner
from listing import AT

import varne
from varne.briefs.sitrep import issue, sitrep
from varne.briefs.speech import speech
from varne.cases.case import load
from varne.cli import main
from varne.config import Config
from varne.lists.columns import COLUMNS, heading
from varne.readers.lists import Told, read_list
from varne.record.log import Log
from varne.sea.tides import dover_strait
from varne.server.desk import Desk

ROOT = Path(varne.__file__).parents[2]
TEXT = (ROOT / "docs" / "lists.md").read_text("utf-8")
EXAMPLE = ROOT / "docs" / "examples" / "tracker.xlsx"
COMMANDS = [line.strip() for line in TEXT.splitlines() if line.startswith("    varne ")]
SHOWN = [line for block in re.findall(r"^```\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL) for line in block.splitlines()]


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """A folder with the example and the record of the night, with one SITREP issued."""
    folder = tmp_path_factory.mktemp("lists")
    (folder / "tracker.xlsx").write_bytes(EXAMPLE.read_bytes())
    with Log.open(folder / "record.varne", origin="dover") as log:
        for e in load("2021-11-24").entries[:44]:
            log.append(e.event, key=e.key, at=e.at)
        desk = Desk(log.read, Config(states=100), dover_strait(), None)
        now = desk.night().at
        known = desk.known(now)
        paper = sitrep(known.night.boats["charlie"], known, speech("en"), centre="dover", serial=1)
        act = {"boat": "charlie", "serial": 1, "centre": "dover", "role": "watch officer", "to": ()}
        log.append(issue(paper, **act, known=known.night.position, at=now), at=now)
    return folder


@pytest.mark.parametrize("line", COMMANDS)
def test_every_command_runs(line, place, monkeypatch):
    monkeypatch.chdir(place)
    monkeypatch.setenv("VARNE_HOME", str(place / "home"))
    result = CliRunner().invoke(main, shlex.split(line)[1:])
    doubts = "list import" in line or "fuse" in line  # the position of November can mean two places
    assert result.exit_code == (1 if doubts else 0), result.output
    assert result.stdout or "-o" in line


def test_what_it_shows_is_what_the_first_command_says(place, monkeypatch):
    monkeypatch.chdir(place)
    said = CliRunner().invoke(main, shlex.split(COMMANDS[0])[1:])
    assert len(SHOWN) > 8
    for line in SHOWN:
        assert line in said.stdout or line in said.stderr, line


def test_the_example_is_the_book_that_the_tests_make():
    assert read_list(EXAMPLE.read_bytes(), Told(AT)) == read_list(joint_tracker(), Told(AT))


def test_the_table_is_the_columns():
    rows = re.findall(r"^\| `(\w+)` \| (.*?) \| (.*?) \|$", TEXT, re.MULTILINE)
    kept = [c for c in COLUMNS if c.kind not in ("personal", "telephone")]
    assert rows == [(c.key, heading(c, "en"), heading(c, "fr")) for c in kept]
