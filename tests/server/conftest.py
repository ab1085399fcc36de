"""A live node and a replay node without a network, and a way to start real ones."""

from contextlib import contextmanager

import pytest
from starlette.testclient import TestClient

from server_process import Process
from varne.cases.case import load
from varne.config import Config
from varne.record.log import Log
from varne.sea.tides import dover_strait
from varne.server.app import Node, create_app
from varne.server.desk import Desk
from varne.server.live import Hub


@contextmanager
def node(path, case=None):
    config = Config(states=300)
    with Log.open(path, origin="dover") as log:
        for e in case.entries if case else ():
            log.append(e.event, key=e.key, at=e.at)
        with TestClient(create_app(Node(log, Desk(log.read, config, dover_strait(), None), Hub(), case))) as client:
            yield client


@pytest.fixture
def live(tmp_path):
    with node(tmp_path / "live.varne") as client:
        yield client


@pytest.fixture(scope="module")
def replay(tmp_path_factory):
    with node(tmp_path_factory.mktemp("replay") / "night.varne", load("2021-11-24")) as client:
        yield client


@pytest.fixture
def start(tmp_path):
    started = []

    def begin(*arguments, home=None):
        process = Process(home or tmp_path, *arguments)
        started.append(process)
        return process

    yield begin
    for process in started:
        process.end()
