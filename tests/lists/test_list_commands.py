"""`varne list import` and `export` as people run them."""

import json
from email.message import EmailMessage

import pytest
from books import french_list, joint_tracker
from click.testing import CliRunner

from varne.cases.case import load
from varne.cli import main
from varne.readers.reports import read_reports
from varne.record.log import Log


def varne(*arguments):
    return CliRunner().invoke(main, list(arguments))


@pytest.fixture
def files(tmp_path, monkeypatch):
    monkeypatch.setenv("VARNE_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "tracker.xlsx").write_bytes(joint_tracker())
    (tmp_path / "liste.csv").write_bytes(french_list())
    mail = EmailMessage()
    mail["From"] = "Jeanne Dupont <j@example.org>"
    mail["Date"] = "Wed, 24 Nov 2021 02:05:00 +0100"
    mail.set_content("33 people")
    mail.add_attachment(b"picture", maintype="image", subtype="jpeg")
    (tmp_path / "report.eml").write_bytes(mail.as_bytes())
    (tmp_path / "_chat.txt").write_text(
        "[24/11/2021, 02:05:33] A: <attached: p.jpg>\n[24/11/2021, 02:05:34] A: <attached: ../secret>\n", "utf-8"
    )
    (tmp_path / "p.jpg").write_bytes(b"photo")
    return tmp_path


RECEIVED = ("--received", "2021-11-24T06:00Z")


def test_import_prints_report_lines_and_problems_by_cell(files):
    result = varne("list", "import", "tracker.xlsx", "--from", "dover", *RECEIVED)
    assert result.exit_code == 1
    reports, _ = read_reports(result.stdout.splitlines())
    assert len(reports) == 4
    assert {r.text.split(";")[0] for r in reports} == {"List of: dover"}
    assert "Tracker!C8: ambiguous position" in result.stderr
    assert "night of 2021-11-23" in result.stderr


def test_several_files_of_several_kinds_and_attachments_by_hash(files):
    given = ("liste.csv", "report.eml", "_chat.txt", "--zone", "Europe/Paris", "-o", "r.jsonl")
    result = varne("list", "import", *given, *RECEIVED)
    lines = [json.loads(line) for line in (files / "r.jsonl").read_text("utf-8").splitlines()]
    assert [line["channel"] for line in lines] == ["list"] * 3 + ["email"] + ["message"] * 2
    assert "liste.csv: D4: no position" in result.stderr
    kept = sorted(p.read_bytes() for p in (files / "home" / "attachments").iterdir())
    assert kept == [b"photo", b"picture"]
    assert "Jeanne" not in (files / "r.jsonl").read_text("utf-8")


def test_a_dash_is_stdin(files):
    given = (files / "tracker.xlsx").read_bytes()
    result = CliRunner().invoke(main, ["list", "import", "-", *RECEIVED], input=given)
    assert len(result.stdout.splitlines()) == 4


def test_a_dry_run_keeps_and_writes_nothing(files):
    result = varne("list", "import", "report.eml", "--dry-run", "-o", "r.jsonl", *RECEIVED)
    assert result.exit_code == 0
    assert "2021-11-24 0105Z  email  no position  33 people" in result.stdout
    assert not (files / "r.jsonl").exists()
    assert not (files / "home").exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--zone", "Mars"], "give UTC, Europe/Paris or Europe/London"),
        (["--role", "Ann=king"], "write NAME=ROLE"),
        (["--night", "24/11/2021"], "write it as"),
    ],
)
def test_a_misused_import_ends_with_2_and_one_explanation(files, arguments, words):
    result = varne("list", "import", "tracker.xlsx", *arguments)
    assert result.exit_code == 2
    assert words in result.stderr


@pytest.fixture(scope="module")
def night(tmp_path_factory):
    path = tmp_path_factory.mktemp("log") / "night.varne"
    with Log.open(path, origin="replay") as log:
        for e in load("2021-11-24").entries[:46]:
            log.append(e.event, key=e.key, at=e.at)
    return path


def test_export_writes_a_list_that_import_reads_as_reports(files, night):
    for ending in ("xlsx", "ods", "csv"):
        name = f"liste.{ending}"
        done = varne("list", "export", str(night), "--at", "2021-11-24T03:34:30Z", "--language", "fr", "-o", name)
        assert done.exit_code == 0, done.stderr
        again = varne("list", "import", name, *RECEIVED)
        reports, _ = read_reports(again.stdout.splitlines())
        assert any("Boat: Charlie" in r.text for r in reports)
    assert varne("list", "export", str(night), "-o", "liste.pdf").exit_code == 2
