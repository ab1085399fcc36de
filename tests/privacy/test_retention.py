"""What is due to be erased: numbers that expired, words of boats closed long ago with all accounted for; never another's."""

from datetime import UTC, date, datetime, timedelta

import pytest
from click.testing import CliRunner

from varne.cli import main
from varne.fusion.report import Count, Report
from varne.privacy.retention import Policy, due
from varne.record import events as ev
from varne.record.history import History
from varne.record.keys import load_or_make
from varne.record.log import Log, stored, verify

START = datetime(2026, 6, 20, 23, tzinfo=UTC)
YEAR = timedelta(days=365)
WHO = {"centre": "dover", "role": "watch officer"}
LATER = START + timedelta(days=400)


def closed(log, boat, ident, outcome="landed_uk", n=30, evidence="all_accounted"):
    """A night of one boat in the log, minute by minute."""
    count = Count(30, 30, 30)
    report = Report(ident, START, "pin", "occupant", lon=1.6, lat=51.0, people=count, text=f"words of {ident}")
    told = [
        ev.Reported(report=report),
        ev.BoatOpened(boat=boat, name=boat, reports=(ident,), **WHO),
        ev.PeopleAccounted(boat=boat, count=Count(n, n, n), outcome=outcome, evidence="counted", **WHO),
        ev.ClosingRequested(boat=boat, evidence=evidence, **WHO),
        ev.ClosingConfirmed(boat=boat, centre="dover", role="SAR mission co-ordinator"),
    ]
    stored = [log.append(e, key=f"{boat}/{k}", at=START + timedelta(minutes=k)) for k, e in enumerate(told)]
    return stored[0].id


@pytest.fixture
def log(tmp_path):
    with Log.open(tmp_path / "record.varne", origin="dover") as opened:
        yield opened


def found(log, policy, now=LATER, chains=("dover/joint", "dover/internal")):
    events, history = list(log.read(0)), History()
    history.take(events)
    return [d.event for d in due(events, history.night(), policy, now, chains)]


def test_without_a_policy_nothing_is_ever_due(log):
    closed(log, "b1", "r1")
    assert found(log, Policy()) == []


def test_words_of_a_boat_closed_long_ago_are_due_and_nothing_else_of_it(log):
    ident = closed(log, "b1", "r1")
    assert found(log, Policy(YEAR)) == [ident]
    assert found(log, Policy(YEAR), START + YEAR) == []


def test_nobody_erases_what_another_node_wrote(log):
    closed(log, "b1", "r1")
    assert found(log, Policy(YEAR), chains=["gris-nez/joint"]) == []


def test_a_night_on_hold_is_kept_whole(log):
    closed(log, "b1", "r1")
    assert found(log, Policy(YEAR, frozenset([date(2026, 6, 20)]))) == []
    assert found(log, Policy(YEAR, frozenset([date(2026, 6, 21)]))) != []


@pytest.mark.parametrize("outcome", ["deceased", "missing"])
def test_where_somebody_died_or_is_missing_words_are_kept_whatever_their_age(log, outcome):
    closed(log, "b1", "r1", outcome)
    assert found(log, Policy(YEAR), LATER + 20 * YEAR) == []


def test_an_open_boat_and_a_report_of_no_boat_are_kept(log):
    closed(log, "b1", "r1", evidence=None)
    log.append(ev.Reported(report=Report("r2", START, "missed_call", "occupant")), at=START)
    assert found(log, Policy(YEAR)) == []


def test_a_number_is_due_when_it_expires_whatever_the_policy(log):
    kept = ev.NumberKept(report="r1", sealed="x", centre="dover", expires=START + timedelta(days=3))
    ident = log.append(kept, at=START, audience="internal").id
    assert found(log, Policy(), START + timedelta(days=3)) == [ident]
    assert found(log, Policy(), START + timedelta(days=2)) == []


def test_what_was_erased_is_not_due_again_and_the_log_still_verifies(tmp_path):
    path, config = str(tmp_path / "record.varne"), tmp_path / "varne.toml"
    config.write_text("[privacy]\nkeep_days = 365\n")
    with Log.open(path, origin="dover", identity=load_or_make(tmp_path / "identity.key")) as log:
        ident = closed(log, "b1", "r1")
    run = CliRunner()
    options = ["--config", str(config), "--at", LATER.isoformat()]
    env = {"VARNE_HOME": str(tmp_path)}
    listed = run.invoke(main, ["log", "due", path, *options], env=env)
    assert listed.exit_code == 0, listed.output
    assert ident in listed.stdout
    assert "words of r1" in str([s.event for s in stored(path)])
    done = run.invoke(main, ["log", "due", path, *options, "--erase", "--role", "data protection officer"], env=env)
    assert done.exit_code == 0, done.output
    events = list(stored(path))
    assert "words of r1" not in str([s.event for s in events])
    (stone,) = [s.event for s in events if isinstance(s.event, ev.BodyErased)]
    assert (stone.event, stone.role) == (ident, "data protection officer")
    assert stone.reason.startswith("policy: boat b1 was closed 2026-06-20")
    assert verify(path).problems == ()
    assert b"words of r1" not in b"".join(p.read_bytes() for p in tmp_path.glob("record.varne*"))
    assert run.invoke(main, ["log", "due", path, *options], env=env).stdout == ""
