"""A live node and a replay node without a network, and a way to start real ones."""

import json
import os
import subprocess
import sys
import urllib.request
from contextlib import contextmanager

import pytest
from starlette.testclient import TestClient

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


class Process:
    """A real `varne` server process on a free port."""

    def __init__(self, home, *arguments):
        environment = {**os.environ, "VARNE_HOME": str(home), "PYTHONUNBUFFERED": "1"}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "varne", *arguments],
            stderr=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=environment,
        )
        self.said = ""
        self.address = self._address()

    def _address(self):
        for line in self.process.stderr:
            self.said += line
            if line.startswith("open http://"):
                return line.split()[1]
        raise AssertionError(f"the server said no address: {self.said}")

    def post(self, path, value, timeout=10):
        body = value if isinstance(value, bytes) else json.dumps(value).encode()
        headers = {"content-type": "application/json", "x-varne": "1"}
        request = urllib.request.Request(self.address.rstrip("/") + path, body, headers)
        with urllib.request.urlopen(request, timeout=timeout) as answer:
            return answer.status, json.load(answer)

    def get(self, path, timeout=30):
        with urllib.request.urlopen(self.address.rstrip("/") + path, timeout=timeout) as answer:
            return json.load(answer)

    def end(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self.process.stdout.close()
        self.process.stderr.close()


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
