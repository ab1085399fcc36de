"""An attachment goes with the last report that names it, and not before."""

from datetime import UTC, datetime

import pytest
from click.testing import CliRunner

from varne.cli import main
from varne.commands.record import identity
from varne.config import Config
from varne.fusion.report import Report
from varne.record.attachments import content_of, forget, keep, named_in
from varne.record.events import Reported
from varne.record.log import Log

AT = datetime(2021, 11, 24, 2, tzinfo=UTC)


@pytest.fixture
def place(tmp_path, monkeypatch):
    monkeypatch.setenv("VARNE_HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    return tmp_path / "attachments"


def test_it_goes_with_the_last_report_that_names_it(place, tmp_path):
    shared, own, unnamed = (keep(place, content) for content in (b"shared", b"own", b"not in this record"))
    said = {"a": f"[attachment, x, 6 bytes, sha256 {shared}]", "b": f"sha256 {shared}\nsha256 {own}"}
    with Log.open(tmp_path / "record.varne", origin="dover", identity=identity(Config())) as log:
        ids = {k: log.append(Reported(report=Report(k, AT, "email", "ngo", text=v))).id for k, v in said.items()}

    def erase(event):
        done = CliRunner().invoke(main, ["log", "erase", "record.varne", event, "--role", "officer", "--reason", "asked for"])
        assert done.exit_code == 0, done.output

    erase(ids["b"])
    assert content_of(place, own) is None
    assert content_of(place, shared) == b"shared"
    erase(ids["a"])
    assert content_of(place, shared) is None
    assert content_of(place, unnamed) == b"not in this record"


def test_only_a_hash_is_a_name(place, tmp_path):
    (tmp_path / "people.sqlite").write_bytes(b"x")
    assert not forget(place, "../people.sqlite")
    assert (tmp_path / "people.sqlite").exists()
    assert named_in("sha256 ../x, sha256 " + "f" * 63) == frozenset()
