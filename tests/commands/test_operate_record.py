"""The commands of docs/operate.md about keys, backups, restoring, PostgreSQL and erasing, run as they stand there."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import postgres_server
import varne
from two_nodes import say, texts
from varne.record.keys import load, load_or_make
from varne.record.log import Log, stored, verify

ROOT = Path(varne.__file__).parents[2]
TEXT = (ROOT / "docs" / "operate.md").read_text("utf-8")
SECTIONS = re.split(r"^## ", TEXT, flags=re.MULTILINE)


def commands(section):
    """All shell blocks of a section, as one script."""
    (found,) = (s for s in SECTIONS if s.startswith(section + "\n"))
    return "\n".join(re.findall(r"^```sh\n(.*?)^```", found, re.DOTALL | re.MULTILINE))


@pytest.fixture
def node(tmp_path):
    """A folder with a node's home and its record, and a way to run commands there."""
    home = tmp_path / "home"
    with Log.open(home / "record.varne", origin="dover", identity=load_or_make(home / "identity.key")) as log:
        say(log, "a", "b")
        say(log, "sealed", audience="internal")
    bin_folder = tmp_path / "bin"
    bin_folder.mkdir()
    (bin_folder / "varne").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m varne "$@"\n')
    (bin_folder / "varne").chmod(0o755)
    env = {**os.environ, "PATH": f"{bin_folder}:{os.environ['PATH']}", "VARNE_HOME": str(home)}

    def run(script, **more):
        done = subprocess.run(["sh", "-ec", script], cwd=tmp_path, env=env | more, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    run.home, run.log = home, home / "record.varne"
    return run


def reopened(node):
    return Log.open(node.log, origin="dover", identity=load(node.home / "identity.key"))


def test_a_lost_key(node):
    said = node(commands("Keys"))
    assert "dover goes on in dover.2/joint" in said
    assert load(node.home / "identity.key").public.hex() in said
    with reopened(node) as log:
        assert say(log, "on")[0].chain == "dover.2/joint"
    assert not verify(node.log).problems


def test_backup_and_restore(node, tmp_path):
    assert node(commands("Backup")).count("varne: 3 events") == 3
    assert (tmp_path / "night.jsonl").read_text().count("\n") == 1 + 3 + 1
    with reopened(node) as log:
        say(log, "after the backup")
    node(commands("Restore"))
    assert [s.event.text for s in stored(node.log)] == ["a", "b", "sealed"]
    assert {p.name for p in (tmp_path / "aside").iterdir()} >= {"record.varne"}
    with reopened(node) as log:
        assert say(log, "on")[0].seq == 3


def test_a_backup_of_a_log_that_is_in_use(node, tmp_path):
    with reopened(node) as log:
        say(log, "c")
        node(commands("Backup"))
        say(log, "d")
    assert verify(tmp_path / "backup-2026-11-27.varne").events == 4


def test_moving_to_postgresql(node, postgres):
    where = postgres_server.database(postgres, "operate")
    said = node(commands("PostgreSQL"), DATABASE=where)
    assert "3 events, sound to the end" in said
    with Log.open(where, origin="dover", identity=load(node.home / "identity.key")) as log:
        assert texts(log) == ["a", "b", "sealed"]


def test_erasing(node):
    said = node(commands("Erasing"))
    assert "is erased, tombstone dover/joint 3" in said
    assert "sound to the end" in said
    with reopened(node) as log:
        assert texts(log) == ["b", "sealed"]
