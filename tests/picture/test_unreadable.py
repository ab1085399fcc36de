"""A report of a boat that cannot be read (not here yet, erased, of a newer Varne) costs nobody the picture."""

from datetime import UTC, datetime, timedelta

import pytest

from varne.fusion.associate import Decision, propose
from varne.fusion.report import Report
from varne.picture import decisions, picture
from varne.picture.known import Known
from varne.record import events as ev
from varne.record.chain import Stored
from varne.record.incident import fold
from varne.sea.field import Constant

NOW = datetime(2024, 3, 1, 2, tzinfo=UTC)
WHO = {"centre": "dover", "role": "watch officer"}
UNREADABLE = [None, ev.Erased(was="report"), ev.NotUnderstood(was="report")]


def known(*events):
    stored = [Stored(k, f"{k:064x}", NOW - timedelta(minutes=30 - k), e) for k, e in enumerate((e for e in events if e), 1)]
    night = fold(stored)
    reports = [r.report for r in night.reports.values()]
    return Known(night, NOW, propose(reports, Constant(0.0, 0.0), decided=decisions(night)), (), {})


def report(name):
    return ev.Reported(report=Report(name, NOW - timedelta(hours=1), "pin", "occupant", lon=1.5, lat=51.0))


@pytest.mark.parametrize("instead", UNREADABLE)
def test_the_boat_is_shown_by_its_other_reports_and_they_stay_tied(instead):
    opened = ev.BoatOpened(boat="c", name="Charlie", reports=("r1", "r2", "r3"), **WHO)
    k = known(instead, report("r2"), report("r3"), opened)
    shown = picture(k)
    assert [(b["name"], b["reports"]) for b in shown["boats"]] == [("Charlie", ["r1", "r2", "r3"])]
    assert [r["id"] for r in shown["reports"]] == ["r2", "r3"]
    assert Decision("same", "r2", "r3") in decisions(k.night)
    assert [p["words"]["key"] for p in shown["problems"]] == ["problem.report_unknown"]


def test_a_verdict_about_one_that_cannot_be_read_ties_the_others():
    same = ev.ReportsJudged(verdict="same", one=("r1",), other=("r2", "r3"), **WHO)
    assert decisions(known(report("r2"), report("r3"), same).night) == (Decision("same", "r2", "r3"),)


def test_a_boat_of_which_nothing_can_be_read_is_shown_all_the_same():
    shown = picture(known(ev.BoatOpened(boat="c", name="Charlie", reports=("r1",), **WHO)))
    assert [(b["name"], b["status"], b["place"]) for b in shown["boats"]] == [("Charlie", "open", "none")]
