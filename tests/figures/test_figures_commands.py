"""The commands: a newcomer's five minutes with a made-up workbook, and what is said when something is missing."""

import json
import re
import shlex
from datetime import UTC, date, datetime
from pathlib import Path

import official
import pytest
from click.testing import CliRunner

import varne
from varne.cli import main

ROOT = Path(varne.__file__).parents[2]
PAGE = (ROOT / "docs" / "figures.md").read_text("utf-8")
S = official.series(date(2023, 1, 1), date(2025, 3, 9))
BOOK = official.ods(official.sheets(S))


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("VARNE_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    Path("time_series.ods").write_bytes(BOOK)
    return tmp_path


def run(line):
    return CliRunner().invoke(main, shlex.split(line))


def figures(line):
    done = run(f"figures {line}")
    assert done.exit_code == 0, done.output
    return done


LINES = re.findall(r"^\s+(varne figures .+)$", PAGE, re.MULTILINE)


def test_the_five_minutes_of_the_docs_run_in_order(home):
    """Every command of docs/figures.md, as it stands there, on a workbook that this test makes."""
    assert len(LINES) >= 9
    Path("claims.csv").write_text("source,statement,quoted\nBBC 2025-03-03,people on Sunday 2 Mar,592\n")
    make_record(home / "record.varne")
    told = {line: run(line.removeprefix("varne ")) for line in LINES}
    false = [line for line, done in told.items() if done.exit_code]
    assert false == ['varne figures check "728 people on 2 and 3 March 2024"'], {k: told[k].output for k in false}
    check = told['varne figures check --said 2025-03-03 "592 people in 11 boats on Sunday, a record for a day in March"']
    assert check.stdout.count("= ") == 3 and "reproduces: 3, contradicts: 0" in check.stdout
    wrong = told[false[0]].stdout
    assert "728 people from 3 March 2024 to 4 March 2024" in wrong and "1 day(s) later" in wrong
    assert Path("cumulative.svg").read_bytes().startswith(b"<?xml")
    assert "people in 2025 up to 9 March 2025" in told["varne figures show"].stdout


def make_record(path):
    from varne.record.events import BoatOpened, PeopleAccounted
    from varne.record.log import Log

    at = datetime(2025, 3, 2, 3, 0, tzinfo=UTC)
    who = {"centre": "dover", "role": "watch officer"}
    with Log.open(path, origin="dover") as log:
        log.append(BoatOpened(boat="b1", name="Alpha", reports=(), **who), at=at)
        count = {"min": 30, "likely": 31, "max": 31}
        from varne.fusion.report import Count

        log.append(PeopleAccounted(boat="b1", count=Count(**count), outcome="landed_uk", evidence="counted", **who), at=at)


def test_what_is_shown_carries_its_rule_and_source(home):
    figures("import time_series.ods")
    rows = json.loads(figures("show --json").stdout)
    assert all(r["rule"] and r["sentence"] and r["sources"][0]["sha256"] for r in rows)
    by_sentence = {r["sentence"]: r["value"] for r in rows}
    assert by_sentence[f"{S.people[-1]:,} people on 9 March 2025"] == S.people[-1]
    french = figures("show --language fr --to 2025-03-02").stdout
    assert "592 personnes le 2 mars 2025" in french
    years = json.loads(figures("show years --json").stdout)
    assert sum(r["value"] for r in years if r["sentence"].split()[1] == "people" and "a boat" not in r["sentence"]) == sum(
        S.people
    )
    records = json.loads(figures("show records --month 3 --json").stdout)
    assert records[0]["value"] == max(p for d, p in zip(S.days, S.people, strict=True) if d.month == 3)
    assert json.loads(figures("show sources --json").stdout)[0]["name"] == "time_series.ods"


def test_a_question_of_before_the_first_document_says_so(home):
    figures("import time_series.ods --published 2025-03-10T09:00Z")
    done = run("figures show --as-known 2025-03-09")
    assert done.exit_code == 2
    assert re.search(r"published by 2025-03-09; the (store's )?oldest is of 2025-03-10", done.output)
    assert figures("show --as-known 2025-03-10").stdout


def test_an_empty_store_says_what_to_do(home):
    for line in ("show", 'check "592 people on 2 March 2025"', "plot cumulative -o x.svg"):
        done = run(f"figures {line}")
        assert done.exit_code == 2 and "varne figures import" in done.output, done.output
    assert "IOM's table is not at hand" in run("figures show deaths").output


def test_a_bad_file_is_named_and_the_good_one_goes_in(home):
    Path("page.ods").write_bytes(b"<!DOCTYPE html><html><head><title>Page not found - GOV.UK</title></head></html>")
    done = run("figures import page.ods time_series.ods")
    assert done.exit_code == 1
    assert "page.ods: nothing was taken in, 1 problem(s)" in done.stdout
    assert "a web page under the name of a workbook; was it an error page?" in done.stderr
    assert "time_series.ods: time series workbook" in done.stdout
    assert "already held" in figures("import time_series.ods").stdout


def test_claims_in_json_keep_their_keys(home):
    figures("import time_series.ods")
    done = run('figures check "592 people in 12 boats on 2 March 2025" --json')
    assert done.exit_code == 1
    people, boats = json.loads(done.stdout)
    assert {"claim", "verdict", "value", "series", "vintage", "rule", "nearest_true"} <= people.keys()
    assert (people["verdict"], boats["verdict"], boats["value"]) == ("reproduces", "contradicts", 11)


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("plot cumulative -o x.bmp", "nothing is written as .bmp; endings are svg, png"),
        ("check claims.csv", "No such file"),
        ("show --as-known yesterday", "write it as 2025-03-02"),
        ("plot ages -o x.svg", "'ages' is not one of"),
    ],
)
def test_misuse_says_what_is_allowed(home, line, why):
    figures("import time_series.ods")
    done = run(f"figures {line}")
    assert done.exit_code == 2 and why in done.output, done.output


def test_a_store_can_stand_elsewhere(home):
    figures("import time_series.ods --store other.sqlite")
    assert "592" in figures('check "592 people on 2 March 2025" --store other.sqlite').stdout
    assert not (home / "home" / "figures.sqlite").exists()


def test_a_record_tells_what_was_printed_then(home):
    Path("mod.csv").write_text("page_date,date,people,boats\n2023-01-04,2023-01-03,1295,27\n2023-01-05,2023-01-04,7,1\n")
    Path("book.xlsx").write_bytes(official.xlsx(official.sheets(S.with_day(date(2023, 1, 3), 1137, 25))))
    figures("import mod.csv book.xlsx")
    (first, *_) = json.loads(figures("show records --json").stdout)
    assert (first["day"], first["value"], first["as_printed"]["value"]) == ("2023-01-03", 1137, 1295)
    assert "as printed then: 1,295, Ministry of Defence, 4 January 2023" in figures("show records").stdout
    assert figures("show records --table mod_daily").stdout.startswith("  1   1,295  3 January 2023\n")
    assert "the store holds no last7 table" in run("figures show records --table last7").output


def test_odd_figures_are_listed_and_kept(home):
    Path("book.xlsx").write_bytes(official.xlsx(official.sheets(S.with_day(date(2025, 3, 5), 230, 1))))
    assert "more than 120 people a boat" in figures("import book.xlsx").stderr
    (odd,) = json.loads(figures("show doubts --json").stdout)
    assert odd["text"] == "2025-03-05: 230 and 1"
    assert figures('check "230 people in 1 boat on 5 March 2025"').stdout


def test_claims_come_from_stdin_too(home):
    figures("import time_series.ods")
    table = "source,statement,quoted\nBBC 2025-03-03,people on Sunday 2 Mar,592\nBBC 2025-03-03,in boats,12\n"
    done = CliRunner().invoke(main, ["figures", "check", "-"], input=table)
    assert done.exit_code == 1 and "reproduces: 1, contradicts: 1" in done.stdout
    done = CliRunner().invoke(main, ["figures", "check", "-"], input="592 people on 2 March 2025\n")
    assert done.exit_code == 0 and "reproduces: 1, contradicts: 0" in done.stdout
