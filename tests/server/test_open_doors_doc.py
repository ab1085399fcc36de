"""The commands of docs/open-doors.md, run: the routes on a replay, the tables on its record."""

import re
import shlex
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from click.testing import CliRunner

from varne.cases.case import load
from varne.cli import main
from varne.record.log import Log

DOC = (Path(__file__).parents[2] / "docs/open-doors.md").read_text("utf-8")
ADDRESSES = re.findall(r"http://127\.0\.0\.1:8347(/[^'\s`]*)", DOC)
TABLES = re.findall(r"^    varne (log table .*?)(?: \| .*)?$", DOC, re.MULTILINE)


@pytest.mark.parametrize("path", ADDRESSES)
def test_every_address_answers(replay, path):
    assert replay.get(path).status_code == 200


def test_every_door_is_in_the_doc(replay):
    said = {urlsplit(a).path for a in ADDRESSES}
    assert {"/ogc", "/api/picture.geojson", "/api/picture.cot", "/api.html"} <= said


@pytest.mark.parametrize("line", TABLES)
def test_every_table_is_made(line, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with Log.open(tmp_path / "record.varne", origin="replay") as log:
        for e in load("2021-11-24").entries:
            log.append(e.event, key=e.key, at=e.at)
    result = CliRunner().invoke(main, shlex.split(line))
    assert result.exit_code == 0, result.output
    assert result.stdout or any(p.suffix in (".csv", ".parquet") and p.stat().st_size for p in tmp_path.iterdir())
