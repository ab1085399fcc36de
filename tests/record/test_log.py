"""What is acknowledged stays; what was touched is found, and at which event."""

import hashlib
import json
import os
import random
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from varne.record.events import NotAnEvent, Note
from varne.record.log import Log, LogClosed, LogDamaged, NotRecorded, export_lines, import_lines, verify

NIGHT = datetime(2021, 11, 24, 2, 1, tzinfo=UTC)
RECORD = settings.get_profile("record")


def notes(n, size=300):
    return [Note(text=f"note {i} " + "x" * (i * 37 % size)) for i in range(n)]


@pytest.fixture(scope="module")
def sound(tmp_path_factory):
    """A closed log of 120 events in one file."""
    path = tmp_path_factory.mktemp("sound") / "night.log"
    with Log.open(path, origin="dover") as log:
        log.append_many(notes(120), keys=[f"k{i}" for i in range(120)], at=NIGHT)
    return path


@pytest.fixture
def copy(sound, tmp_path):
    shutil.copy(f"{sound}.key", tmp_path / "night.log.key")
    return shutil.copy(sound, tmp_path / "night.log")


def edit(path, *statements):
    """Change a log behind its back: the triggers that forbid it are taken off and put back."""
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute("pragma synchronous = off")
        guards = db.execute("select name, sql from sqlite_schema where type = 'trigger'").fetchall()
        for name, _ in guards:
            db.execute(f"drop trigger {name}")
        for statement in statements:
            db.execute(statement)
        for _, sql in guards:
            db.execute(sql)


def first_problem(path):
    problems = verify(path).problems
    assert problems, "the damage was not found"
    return problems[0]


def read_all(path):
    with Log.open(path, origin="dover") as log:
        return list(log.read())


# appending and reading


def test_a_log_gives_back_what_was_appended(tmp_path):
    with Log.open(tmp_path / "a.log", origin="dover") as log:
        first = log.append(Note(text="déjà vu — 51°08'N"), key="k1", at=NIGHT)
        second = log.append(Note(text="two"), at=NIGHT - timedelta(hours=1))
        assert [first.seq, second.seq] == [1, 2]
        assert list(log.read()) == [first, second]
        assert (log.head().seq, log.head().id) == (2, second.id)
        assert list(log.read(after=1)) == [second]
        assert list(log.read(until=1)) == [first]
    assert first.at == NIGHT
    assert first.event.text == "déjà vu — 51°08'N"
    assert second.at < first.at  # recorded times may go back, seq is the order
    assert read_all(tmp_path / "a.log") == [first, second]


def test_ids_are_the_hash_of_the_header_and_chain(sound):
    text = list(export_lines(sound))[1:-1]
    lines = [json.loads(line) for line in text]
    raw = [line[line.index('"header":') + 9 : line.index(',"nonce"')] for line in text]
    previous = ""
    for seq, (line, header) in enumerate(zip(lines, raw, strict=True), start=1):
        assert hashlib.sha256(header.encode()).hexdigest() == line["id"]
        assert line["header"]["seq"] == seq
        assert line["header"]["prev"] == previous
        assert line["header"]["at"] == 1637719260000  # date -u -d 2021-11-24T02:01Z +%s, in ms
        previous = line["id"]


def test_a_retry_with_the_same_key_appends_nothing(tmp_path):
    with Log.open(tmp_path / "a.log", origin="dover") as log:
        first = log.append(Note(text="one"), key="k")
        again = log.append(Note(text="another text"), key="k")
        assert again == first
        many = log.append_many(notes(3), keys=["a", "k", "a"])
        assert [s.seq for s in many] == [2, 1, 2]
        assert log.head().seq == 2
    with Log.open(tmp_path / "a.log", origin="dover") as log:
        assert log.append(Note(text="one"), key="k") == first


def test_a_naive_time_is_refused_and_the_mend_shown(tmp_path):
    with Log.open(tmp_path / "a.log", origin="dover") as log:
        with pytest.raises(ValueError, match="2021-11-24T02:01:00Z"):
            log.append(Note(text="x"), at=datetime(2021, 11, 24, 2, 1))  # noqa: DTZ001
        assert log.head().seq == 0


def test_a_time_in_another_zone_is_the_same_moment(tmp_path):
    with Log.open(tmp_path / "a.log", origin="dover") as log:
        paris = datetime(2021, 11, 24, 3, 1, tzinfo=timezone(timedelta(hours=1)))
        assert log.append(Note(text="x"), at=paris).at == NIGHT


def test_an_event_that_could_not_be_read_back_is_not_written(tmp_path):
    with Log.open(tmp_path / "a.log", origin="dover") as log:
        with pytest.raises(NotAnEvent, match="str"):
            log.append_many([Note(text="good"), Note(text=17)])
        assert log.head().seq == 0


def test_the_other_centres_log_is_not_written_to(copy):
    with pytest.raises(ValueError, match="the log of dover, not of gris-nez"):
        Log.open(copy, origin="gris-nez")


def test_many_threads_share_one_chain(tmp_path):
    seen, lock = [], threading.Lock()
    with Log.open(tmp_path / "a.log", origin="dover") as log:

        def work(name):
            for i in range(40):
                stored = log.append(Note(text=f"{name} {i}"))
                with lock:
                    seen.append((stored.seq, stored.event.text))

        threads = [threading.Thread(target=work, args=(n,)) for n in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sorted(seq for seq, _ in seen) == list(range(1, 321))
    assert {(s.seq, s.event.text) for s in read_all(tmp_path / "a.log")} == set(seen)


def test_two_processes_worth_of_writers_do_not_fork_the_chain(tmp_path):
    with Log.open(tmp_path / "a.log", origin="dover") as one, Log.open(tmp_path / "a.log", origin="dover") as two:
        for i in range(20):
            (one if i % 2 else two).append(Note(text=str(i)))
    assert verify(tmp_path / "a.log").events == 20
    assert not verify(tmp_path / "a.log").problems


def test_an_append_at_close_is_committed_or_refused_never_left_hanging(tmp_path):
    log = Log.open(tmp_path / "a.log", origin="dover")
    acknowledged, refused = [], []

    def work(name):
        for i in range(1000):
            try:
                acknowledged.append(log.append(Note(text=f"{name} {i}")).id)
            except LogClosed:
                refused.append(name)
                return

    threads = [threading.Thread(target=work, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    while len(acknowledged) < 50:
        pass
    log.close()
    for thread in threads:
        thread.join(timeout=30)
        assert not thread.is_alive()
    log.close()
    assert len(refused) == 8
    assert set(acknowledged) == {s.id for s in read_all(tmp_path / "a.log")}


def test_a_disk_that_refuses_is_an_error_and_the_log_goes_on(tmp_path):
    with Log.open(tmp_path / "a.log", origin="dover") as log:
        log.append(Note(text="one"))
        pages = log.store.db.execute("pragma page_count").fetchone()[0]
        log.store.db.execute(f"pragma max_page_count = {pages}")  # how SQLite plays a full disk
        with pytest.raises(NotRecorded, match="full; nothing was recorded, send it again with the same key"):
            log.append(Note(text="x" * 100_000), key="big")
        log.store.db.execute("pragma max_page_count = 1000000")
        assert log.append(Note(text="x" * 100_000), key="big").seq == 2
    assert not verify(tmp_path / "a.log").problems


# only appended to


@pytest.mark.parametrize(
    "statement",
    [
        "update event set key = 'x' where seq = 3",
        "delete from event where seq = 120",
        "update body set body = x'00' where pos = 3",
        "delete from body",
        "insert or replace into event select pos, 1, 3, id, 'other', ms, counter, header, sig from event where seq = 3",
        "insert or replace into event select 121, 1, 121, id, 'other', ms, counter, header, sig from event where seq = 3",
        "insert or replace into event select 121, 1, 3, x'00', 'other', ms, counter, header, sig from event where seq = 3",
        "insert or replace into body select pos, nonce, x'00' from body where pos = 3",
        "insert into event values (500, 1, 121, x'00', 'x', 0, 0, x'00', x'00')",
        "insert into event values (121, 1, 121, 17, 'x', 0, 0, x'00', x'00')",
        "update strand set signer = x'00'",
        "delete from strand",
        "insert or replace into strand values (1, 'dover/joint', x'00')",
    ],
)
def test_the_file_itself_refuses_change(copy, statement):
    with closing(sqlite3.connect(copy)) as db, pytest.raises(sqlite3.IntegrityError), db:
        db.execute(statement)
    assert verify(copy).events == 120
    assert not verify(copy).problems


# damage


def test_a_sound_log_verifies(sound):
    found = verify(sound)
    assert (found.events, found.head.seq, found.problems) == (120, 120, ())


def test_verify_and_a_refused_opening_leave_the_file_as_it_is(copy):
    edit(copy, "update body set body = cast(replace(body, 'note', 'nOte') as blob) where pos = 7")
    before = copy.read_bytes()
    verify(copy)
    with pytest.raises(
        LogDamaged, match=r"event 7 .dover/joint 7.: its body was changed.*restore the last backup or pull"
    ) as caught:
        Log.open(copy, origin="dover")
    assert caught.value.problem.pos == 7
    assert copy.read_bytes() == before


@pytest.mark.parametrize(
    ("statements", "seq", "what"),
    [
        (["update event set header = cast(replace(header, 'note', 'nope') as blob) where seq = 5"], 5, "header was changed"),
        (["update event set id = zeroblob(32) where seq = 9"], 9, "does not match its id"),
        (["update event set key = 'stolen' where seq = 11"], 11, "submission key or its clock was changed"),
        (["update body set body = x'7b7d' where pos = 6"], 6, "body was changed"),
        (["update body set nonce = zeroblob(16) where pos = 6"], 6, "body was changed"),
        (["delete from body where pos = 8"], 8, "missing"),
        (["delete from event where seq = 4"], 4, "missing"),
        (["delete from event where seq < 3"], 1, "missing"),
        (
            [
                "create temp table a as select * from event where seq in (20, 30)",
                "create temp table b as select * from body where pos in (20, 30)",
                "delete from event where seq in (20, 30)",
                "delete from body where pos in (20, 30)",
                "insert into event select 50 - pos, 1, 50 - seq, id, key, ms, counter, header, sig from temp.a",
                "insert into body select 50 - pos, nonce, body from temp.b",
            ],
            20,
            "event 30 of dover/joint lies in its place",
        ),
    ],
)
def test_tampering_is_found_at_its_event(copy, statements, seq, what):
    edit(copy, *statements)
    found = first_problem(copy)
    assert found.pos == seq
    assert what in found.what
    with pytest.raises(LogDamaged):
        Log.open(copy, origin="dover")


def test_an_event_replaced_with_its_hashes_breaks_the_next_link(copy, tmp_path):
    with Log.open(tmp_path / "other.log", origin="dover") as other:
        other.append_many([Note(text="false")] * 40, keys=[f"k{i}" for i in range(40)])
    edit(
        copy,
        f"attach '{tmp_path / 'other.log'}' as other",
        "delete from event where seq = 40",
        "delete from body where pos = 40",
        "insert into event select * from other.event where seq = 40",
        "insert into body select * from other.body where pos = 40",
    )
    assert {p.pos for p in verify(copy).problems} == {40, 41}


def test_a_missing_guard_is_a_problem(copy):
    with closing(sqlite3.connect(copy)) as db:
        db.execute("drop trigger event_no_delete")
    assert "triggers" in first_problem(copy).what


def test_every_cut_is_found(sound, tmp_path, torture):
    whole = sound.read_bytes()
    cuts = {*range(0, len(whole), 4096), *random.Random(7).sample(range(len(whole)), 400 if torture else 40)}
    path = tmp_path / "cut.log"
    for cut in cuts:
        path.write_bytes(whole[:cut])
        assert verify(path).problems, cut
        with pytest.raises(LogDamaged):
            Log.open(path, origin="dover")
        assert path.read_bytes() == whole[:cut]


def test_a_cut_says_after_which_event(sound, tmp_path):
    whole = sound.read_bytes()
    (tmp_path / "cut.log").write_bytes(whole[: len(whole) // 2])
    found = verify(tmp_path / "cut.log")
    assert found.problems[0].pos == found.events + 1 or found.events == 0


@settings(RECORD)
@given(st.data())
def test_a_flipped_bit_is_found_or_harmless(sound, tmp_path, data):
    """Some bytes of an SQLite file mean nothing (a counter, the unused end of a page): then every event must be intact."""
    whole = bytearray(sound.read_bytes())
    place = data.draw(st.integers(0, len(whole) - 1))
    whole[place] ^= 1 << data.draw(st.integers(0, 7))
    path = tmp_path / "flipped.log"
    path.write_bytes(whole)
    if not verify(path).problems:
        assert list(export_lines(path)) == list(export_lines(sound))
    for name in ("flipped.log-wal", "flipped.log-shm"):
        (tmp_path / name).unlink(missing_ok=True)


@settings(RECORD)
@given(st.integers(1, 120), st.data())
def test_a_flipped_bit_in_what_was_said_is_always_found_there(sound, tmp_path, seq, data):
    with closing(sqlite3.connect(sound)) as db:
        table = data.draw(st.sampled_from(["event.header", "event.id", "event.sig", "body.body", "body.nonce"]))
        name, column = table.split(".")
        held = db.execute(f"select {column} from {name} where pos = {seq}").fetchone()[0]
    changed = bytearray(held)
    changed[data.draw(st.integers(0, len(held) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    path = shutil.copy(sound, tmp_path / "said.log")
    edit(path, f"update {name} set {column} = x'{changed.hex()}' where pos = {seq}")
    assert first_problem(path).pos == seq


@settings(RECORD)
@given(st.binary(max_size=9000), st.booleans())
def test_garbage_is_a_problem_not_a_crash(tmp_path, content, dressed):
    path = tmp_path / "garbage.log"
    path.write_bytes(b"SQLite format 3\0" + content if dressed else content)
    assert verify(path).problems


def test_what_is_not_a_log_is_a_problem(tmp_path):
    assert "no such file" in first_problem(tmp_path / "absent.log").what
    assert verify(tmp_path).problems
    with closing(sqlite3.connect(tmp_path / "other.db")) as db:
        db.execute("create table t(x)")
    assert "not a Varne log" in first_problem(tmp_path / "other.db").what


# killed

CHILD = """
import sys, threading
from varne.record.events import Note
from varne.record.log import Log
log = Log.open(sys.argv[1], origin="dover")
lock = threading.Lock()
def work(name):
    i = 0
    while True:
        stored = log.append(Note(text=f"{name} {i} " + "x" * 200), key=f"{sys.argv[3]}-{name}-{i}")
        with lock:
            sys.stdout.write(f"{stored.seq} {stored.id}\\n")
            sys.stdout.flush()
        i += 1
threads = [threading.Thread(target=work, args=(n,)) for n in range(int(sys.argv[2]))]
[t.start() for t in threads]
"""


def killed(path, threads=6, acknowledged=220, run="0"):
    """Appends from a process that is killed with the given number acknowledged; what it acknowledged, as seq -> id."""
    command = [sys.executable, "-c", CHILD, str(path), str(threads), run]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        lines = [child.stdout.readline() for _ in range(acknowledged)]
        os.kill(child.pid, signal.SIGKILL)
        lines += child.stdout.readlines()
    whole = [line.split() for line in lines if line.endswith("\n")]
    return {int(seq): ident for seq, ident in whole}


def test_nothing_acknowledged_is_lost_when_the_process_is_killed(tmp_path, torture):
    path = tmp_path / "a.log"
    acknowledged = {}
    for run in range(20 if torture else 3):
        acknowledged |= killed(path, run=str(run))
    assert len(acknowledged) >= 600
    kept = {s.seq: s.id for s in read_all(path)}
    assert acknowledged.items() <= kept.items()


def test_damage_inside_the_write_ahead_log_of_a_killed_process_is_found(tmp_path, torture):
    """SQLite alone takes the rest of the -wal for unfinished and drops it without a word."""
    path = tmp_path / "a.log"
    acknowledged = killed(path, threads=1, acknowledged=60)
    main, wal = path.read_bytes(), (tmp_path / "a.log-wal").read_bytes()
    assert not verify(path).problems
    rng = random.Random(3)
    silent = 0
    for n in range(200 if torture else 25):
        hurt = tmp_path / f"{n}.log"
        hurt.write_bytes(main)
        broken = bytearray(wal)
        broken[rng.randrange(len(wal) * 9 // 10)] ^= 1 << rng.randrange(8)
        (tmp_path / f"{n}.log-wal").write_bytes(broken)
        silent += not verify(hurt).problems and verify(hurt).head.seq < max(acknowledged)
    assert silent == 0


def test_a_torn_last_commit_is_no_damage(tmp_path):
    path = tmp_path / "a.log"
    killed(path, threads=1, acknowledged=30)
    wal = (tmp_path / "a.log-wal").read_bytes()
    whole = left = verify(path).events
    cut = 0
    while left == whole:  # the first cuts may only take what was being written when it was killed, and not committed
        cut += 2000  # half a page
        (tmp_path / "a.log-wal").write_bytes(wal[:-cut])
        assert not verify(path).problems
        left = verify(path).events
    assert left == whole - 1


def can_trace():
    """Whether strace is there and may trace a child of ours."""
    if shutil.which("strace") is None:
        return False
    return subprocess.run(["strace", "-f", "-c", "true"], capture_output=True, check=False).returncode == 0


COUNTING = """
import sys, threading
from contextlib import contextmanager
from varne.record.events import Note
from varne.record.log import Log
with Log.open(sys.argv[1], origin="dover") as log:
    groups, writing = [], log.store.writing
    @contextmanager
    def counted():
        with writing() as tables:
            yield tables
        groups.append(1)
    log.store.writing = counted
    def work(name):
        for i in range(25): log.append(Note(text=f"{name} {i}"))
    threads = [threading.Thread(target=work, args=(n,)) for n in range(int(sys.argv[2]))]
    [t.start() for t in threads]
    [t.join() for t in threads]
print(len(groups), log.position())
"""


@pytest.mark.parametrize("threads", [1, 8])
def test_every_group_of_commits_is_flushed_before_it_is_acknowledged(tmp_path, threads):
    if not can_trace():
        pytest.skip("strace is not installed or may not trace here; the next test asks SQLite instead")
    command = ["strace", "-f", "-c", "-e", "trace=fsync,fdatasync", sys.executable, "-c", COUNTING]
    done = subprocess.run([*command, str(tmp_path / "a.log"), str(threads)], capture_output=True, text=True, check=True)
    groups, events = map(int, done.stdout.split())
    calls = re.findall(r"^\s*[\d.]+\s+[\d.]+\s+\d+\s+(\d+).*(?:fsync|fdatasync)$", done.stderr, re.M)
    assert events == 25 * threads
    assert groups == 25 if threads == 1 else groups <= events
    assert sum(map(int, calls)) >= groups


def test_sqlite_is_told_to_flush_every_commit(tmp_path):
    with Log.open(tmp_path / "a.log", origin="dover") as log:
        assert log.store.db.execute("pragma synchronous").fetchone() == (2,)  # 2 is FULL
        assert log.store.db.execute("pragma journal_mode").fetchone() == ("wal",)


# export and import


def test_import_gives_identical_ids(sound, tmp_path):
    lines = list(export_lines(sound))
    made = import_lines(tmp_path / "new.log", lines)
    assert made == verify(sound)
    assert list(export_lines(tmp_path / "new.log")) == lines
    shutil.copy(f"{sound}.key", tmp_path / "new.log.key")
    with Log.open(tmp_path / "new.log", origin="dover") as log:
        assert log.append(Note(text="a retry after the restore"), key="k17").seq == 18
        assert log.append(Note(text="it goes on")).seq == 121


@pytest.mark.parametrize(
    ("spoil", "error", "message"),
    [
        (lambda lines: [line.replace("note 3 ", "note 4 ") for line in lines], LogDamaged, r"event 4 .*: its body was changed"),
        (lambda lines: [lines[0], *lines[2:-1], lines[-1].replace("120", "119", 1)], LogDamaged, "event 1 .*does not follow"),
        (lambda lines: lines[1:-1], ValueError, "after 120 events the end is missing"),
        (lambda lines: lines[:50], ValueError, "after 49 events the end is missing"),
        (lambda lines: [*lines[:7], *lines[8:]], ValueError, "after 119 events the end is missing"),
        (lambda lines: [*lines[:4], lines[5], lines[4], *lines[6:]], LogDamaged, "event 4 .*does not follow"),
        (lambda lines: [*lines[:3], '{"half', *lines[4:]], ValueError, "line 4 is no exported event"),
    ],
)
def test_a_spoilt_export_makes_no_log(sound, tmp_path, spoil, error, message):
    with pytest.raises(error, match=message):
        import_lines(tmp_path / "new.log", spoil(list(export_lines(sound))))
    assert list(tmp_path.iterdir()) == []


def test_import_never_writes_over_a_log(sound, tmp_path):
    lines = list(export_lines(sound))
    import_lines(tmp_path / "new.log", lines)
    with pytest.raises(FileExistsError, match="no log yet"):
        import_lines(tmp_path / "new.log", lines)
    assert verify(tmp_path / "new.log").events == 120
