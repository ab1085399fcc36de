"""Turns: a request is next, however busy the look-ahead is; reading the log never waits for what is computed."""

import threading
import time

import pytest

from varne import picture
from varne.cases.case import load
from varne.config import Config
from varne.record.log import Log
from varne.sea.tides import dover_strait
from varne.server.desk import Desk
from varne.server.turns import Turns

PIECE = 0.01


class Ahead:
    """A thread that takes one idle turn after the other without a pause."""

    def __init__(self, turns):
        self.turns, self.done, self.stop = turns, 0, False
        self.thread = threading.Thread(target=self.work)

    def work(self):
        while not self.stop:
            with self.turns.when_idle():
                time.sleep(PIECE)
                self.done += 1

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.stop = True
        self.thread.join()


def test_a_request_waits_for_one_piece_at_most():
    turns = Turns()
    with Ahead(turns) as ahead:
        for _ in range(20):
            before = ahead.done
            with turns.now():
                assert ahead.done - before <= 2  # the piece under way, and one that began while we came
            time.sleep(PIECE)
        assert ahead.done > 5  # it gets its turns when nobody waits


def test_nothing_is_done_ahead_while_somebody_waits_for_work_elsewhere():
    turns = Turns()
    with Ahead(turns) as ahead:
        with turns.waited_for():
            time.sleep(3 * PIECE)
            before = ahead.done
            with turns.now():  # a request still gets its turn
                pass
            time.sleep(10 * PIECE)
            assert ahead.done - before <= 1
        while ahead.done < before + 5:
            time.sleep(PIECE)


def test_two_never_compute_at_once():
    turns, inside, most = Turns(), 0, 0

    def request():
        nonlocal inside, most
        for _ in range(50):
            with turns.now():
                inside += 1
                most = max(most, inside)
                time.sleep(0.0002)
                inside -= 1

    with Ahead(turns):
        requests = [threading.Thread(target=request) for _ in range(4)]
        for r in requests:
            r.start()
        for r in requests:
            r.join()
    assert most == 1


def test_a_failure_gives_the_turn_back():
    turns = Turns()
    with pytest.raises(KeyError), turns.now():
        raise KeyError("boat")
    with turns.when_idle():
        pass


@pytest.fixture
def desk(tmp_path):
    case = load("2021-11-24")
    with Log.open(tmp_path / "night.varne", origin="dover") as log:
        for e in case.entries:
            log.append(e.event, key=e.key, at=e.at)
        yield Desk(log.read, Config(states=100), dover_strait(), None), case


def test_the_log_is_read_while_something_is_computed(desk):
    desk, case = desk
    with desk._turns.now():
        assert len(desk.stored()) == len(case.entries)
        assert desk.night(case.start).position <= len(case.entries)


def test_looking_ahead_leaves_nothing_costly_for_the_request(desk):
    desk, case = desk
    moment = case.entries[20].at
    desk.look_ahead(moment)
    made = dict(desk._forecasts.made.results)
    known = desk.known(moment)
    assert known.outlooks
    assert desk._forecasts.made.results.keys() == made.keys()


def test_a_picture_in_a_hurry_shows_every_boat_and_names_what_is_still_made(desk):
    desk, case = desk
    moment = case.entries[40].at
    hurried = desk.known(moment, within=0.0)
    assert hurried.pending and not hurried.outlooks
    shown = picture.picture(hurried)
    whole = picture.picture(desk.known(moment))
    assert shown["pending"] == list(hurried.pending)
    assert [b["id"] for b in shown["boats"]] == [b["id"] for b in whole["boats"]]
    for boat in (b for b in shown["boats"] if b["id"] in shown["pending"]):
        assert (boat["place"], boat["forecast"]) == ("last", None)
        assert boat["lon"] is not None
    assert whole["pending"] == []
    assert picture.picture(desk.known(moment, within=60)) == whole


def test_a_picture_in_a_hurry_does_not_wait_for_a_compiler(desk):
    """The first time on a machine it takes seconds; the boats are shown and named as pending meanwhile."""
    desk, case = desk
    moment = case.entries[40].at
    with desk._forecasts._warming:
        hurried = desk.known(moment, within=0.2)
        assert hurried.pending and not hurried.outlooks
    assert not desk.known(moment, within=60).pending
    desk.look_ahead(moment)
