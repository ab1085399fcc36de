"""`varne log`: who a node is, copies, upgrades, new incarnations; what an owner of a log runs by hand."""

import hashlib
import json
import sqlite3
import stat
from contextlib import closing

import pytest
from click.testing import CliRunner

import postgres_server
from two_nodes import say
from varne.cli import main
from varne.record.chain import EPOCH
from varne.record.events import BoatOpened, DecisionWithdrawn, Note, encode, kind
from varne.record.keys import fingerprint, load
from varne.record.log import Log, LogDamaged, stored, verify


def varne(*arguments, stdin=None):
    return CliRunner().invoke(main, arguments, input=stdin)


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("VARNE_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def log(home, tmp_path):
    """A log written with the node's own key."""
    assert varne("log", "identity").exit_code == 0
    path = tmp_path / "record.varne"
    with Log.open(path, origin="dover", identity=load(home / "identity.key")) as opened:
        say(opened, "a", "b with a line  end and a \x85 in it", "c")
    return path


def test_identity_prints_what_the_other_side_pastes(home):
    shown = varne("log", "identity").stdout
    told = json.loads(varne("log", "identity", "--json").stdout)
    assert f'key = "{told["key"]}"' in shown
    assert told["fingerprint"] == fingerprint(bytes.fromhex(told["key"]))
    assert told["fingerprint"] in shown
    assert stat.S_IMODE((home / "identity.key").stat().st_mode) == 0o600
    from varne.config import parse_config

    (peer,) = parse_config('centre = "gris-nez"\n' + shown.replace("https://...", "https://x.example")).peers
    assert (peer.name, peer.key) == ("dover", told["key"])


def test_a_key_that_others_can_read_is_refused_with_the_mend(home):
    varne("log", "identity")
    (home / "identity.key").chmod(0o644)
    result = varne("log", "identity")
    assert result.exit_code == 2
    assert "chmod 600" in result.stderr


def test_a_key_file_that_is_none_is_refused(home):
    home.mkdir()
    (home / "identity.key").touch(0o600)
    assert "is no key file of Varne" in varne("log", "identity").stderr


def test_verify_says_which_chains_there_are_and_who_signed_them(log, home):
    shown = varne("log", "verify", str(log)).stdout
    assert "3 events, sound to the end" in shown
    assert f"dover/joint: 3 events, head {verify(log).head.id[:16]}, signed by {load(home / 'identity.key').id}" in shown
    plain = json.loads(varne("log", "verify", str(log), "--json").stdout)
    assert plain["chains"]["dover/joint"]["events"] == 3
    assert (plain["head"]["seq"], plain["problems"], plain["missing"]) == (3, [], [])


def test_verify_tells_of_a_key_that_the_configuration_does_not_know(log, home, tmp_path):
    config = tmp_path / "varne.toml"
    config.write_text('centre = "dover"\n')
    assert varne("log", "verify", str(log), "--config", str(config)).exit_code == 0
    (home / "identity.key").unlink()
    result = varne("log", "verify", str(log), "--config", str(config))
    assert result.exit_code == 1
    assert "which is no key of dover that varne.toml knows" in result.stderr
    former = json.loads(varne("log", "verify", str(log), "--json").stdout)["chains"]["dover/joint"]["signers"]
    config.write_text(f'centre = "dover"\nformer_keys = {json.dumps(former)}\n')
    assert varne("log", "verify", str(log), "--config", str(config)).exit_code == 0


def test_export_and_import_keep_every_character(log, tmp_path):
    exported = varne("log", "export", str(log)).stdout
    (tmp_path / "lines").write_text(exported)
    for source, target in (("-", "one"), (str(tmp_path / "lines"), "two")):
        result = varne("log", "import", str(tmp_path / target), source, stdin=exported)
        assert result.exit_code == 0, result.stderr
        assert varne("log", "export", str(tmp_path / target)).stdout == exported


def test_a_cut_export_is_refused_and_says_where(log, tmp_path):
    exported = varne("log", "export", str(log)).stdout
    result = varne("log", "import", str(tmp_path / "new"), "-", stdin="\n".join(exported.split("\n")[:3]))
    assert (result.exit_code, "after 2 events the end is missing" in result.stderr) == (1, True)


def test_copy_to_postgresql_and_back(log, postgres, tmp_path):
    where = postgres_server.database(postgres, "commands")
    assert varne("log", "copy", str(log), where).exit_code == 0
    assert "3 events, sound to the end" in varne("log", "verify", where).stdout
    back = tmp_path / "back.varne"
    assert varne("log", "copy", where, str(back)).exit_code == 0
    assert varne("log", "export", str(back)).stdout == varne("log", "export", str(log)).stdout
    again = varne("log", "copy", str(log), where)
    assert (again.exit_code, "holds a log" in again.stderr) == (1, True)
    absent = varne("log", "copy", str(log), "postgresql://varne:secret@127.0.0.1:1/none")
    assert absent.exit_code == 1
    assert "cannot be reached" in absent.stderr
    assert "secret" not in absent.stderr


def test_a_lost_key_means_a_new_incarnation(log, home):
    (home / "identity.key").unlink()
    result = varne("log", "renew", str(log))
    assert result.exit_code == 0, result.stderr
    assert f"dover goes on in dover.2/joint, signed by {load(home / 'identity.key').id}" in result.stdout
    with Log.open(log, origin="dover", identity=load(home / "identity.key")) as opened:
        assert say(opened, "on")[0].chain == "dover.2/joint"
    assert not verify(log).problems


# a log of version 1

OLD_SCHEMA = (
    "create table event(seq integer primary key, id blob not null unique, key text not null unique,"
    " header blob not null) strict",
    "create table body(seq integer primary key references event(seq), nonce blob not null, body blob not null) strict",
)


def old_log(path, events):
    """A log as Varne wrote it before chains were signed; returns the ids."""
    ids, prev = [], ""
    with closing(sqlite3.connect(path)) as db, db:
        for statement in (f"pragma application_id = {0x5641524E}", "pragma user_version = 1", *OLD_SCHEMA):
            db.execute(statement)
        for seq, make in enumerate(events, start=1):
            event = make(ids)
            body, nonce = encode(event), bytes([seq]) * 16
            digest = hashlib.sha256(nonce + body).hexdigest()
            header = {"origin": "dover", "seq": seq, "prev": prev, "at": 1637719260000 - seq, "kind": kind(event)}
            header = json.dumps(header | {"key": f"k{seq}", "body_hash": digest}, separators=(",", ":")).encode()
            prev = hashlib.sha256(header).hexdigest()
            ids.append(prev)
            db.execute("insert into event values (?, ?, ?, ?)", (seq, bytes.fromhex(prev), f"k{seq}", header))
            db.execute("insert into body values (?, ?, ?)", (seq, nonce, body))
    return ids


EVENTS = (
    lambda ids: Note(text="fog"),
    lambda ids: BoatOpened(boat="c", name="Charlie", centre="dover", role="watch officer"),
    lambda ids: DecisionWithdrawn(decision=ids[1], centre="dover", role="watch officer"),
)


def test_an_old_log_is_named_as_one_and_upgraded_under_the_same_ids(home, tmp_path):
    old, new = tmp_path / "old.varne", tmp_path / "record.varne"
    ids = old_log(old, EVENTS)
    before = old.read_bytes()
    result = varne("log", "verify", str(old))
    assert (result.exit_code, "varne log upgrade" in result.stderr) == (1, True)
    with pytest.raises(LogDamaged, match="varne log upgrade"):
        Log.open(old, origin="dover")
    result = varne("log", "upgrade", str(old), str(new))
    assert result.exit_code == 0, result.stderr
    events = list(stored(new))
    assert [s.id for s in events] == ids
    assert [s.event.decision for s in events[2:]] == [ids[1]]
    assert [s.clock for s in events] == [(0, 1), (0, 2), (0, 3)]
    assert (events[0].at - EPOCH).total_seconds() == 1637719259.999
    assert not verify(new).problems
    with Log.open(new, origin="dover", identity=load(home / "identity.key")) as opened:
        assert say(opened, "on")[0].seq == 4
        assert opened.append(Note(text="retry"), key="k1").id == ids[0]
    assert not verify(new).problems
    assert old.read_bytes() == before


def test_a_damaged_old_log_and_a_new_one_are_not_upgraded(home, log, tmp_path):
    old = tmp_path / "old.varne"
    old_log(old, EVENTS)
    with closing(sqlite3.connect(old)) as db, db:
        db.execute("update body set body = ? where seq = 2", (b"{}",))
    result = varne("log", "upgrade", str(old), str(tmp_path / "new.varne"))
    assert (result.exit_code, "event 2" in result.stderr) == (1, True)
    assert not (tmp_path / "new.varne").exists()
    assert "no log of version 1" in varne("log", "upgrade", str(log), str(tmp_path / "new.varne")).stderr
