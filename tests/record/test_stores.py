"""What every store must do, run over SQLite and over a real PostgreSQL: one contract, two stores."""

import hashlib
import json
import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import timedelta

import psycopg
import pytest

import postgres_server
from two_nodes import KEYS, NIGHT, as_peer, fetch, opened, same, say, texts
from varne.record.events import Erased, Note
from varne.record.exchange import trust_of
from varne.record.exchange.serving import Reader, page_for
from varne.record.exchange.taking import take
from varne.record.log import Log, LogDamaged, NotRecorded, copy, export_lines, import_lines, stored, verify

TABLES = ("strand", "event", "body", "erased")


class Sqlite:
    """Logs in files of a folder."""

    def __init__(self, folder):
        self.folder, self.n = folder, 0

    def new(self):
        self.n += 1
        return self.folder / f"{self.n}.log"

    def tamper(self, where, *statements):
        """Change a log behind its back, as somebody who owns the machine can."""
        with closing(sqlite3.connect(where, isolation_level=None)) as db:
            db.execute("pragma synchronous = off")
            guards = db.execute("select name, sql from sqlite_schema where type = 'trigger'").fetchall()
            for name, _ in guards:
                db.execute(f"drop trigger {name}")
            for sql, *parameters in statements:
                db.execute(sql, parameters)
            for _, sql in guards:
                db.execute(sql)

    def careless(self, where, sql):
        """What somebody does by hand, with the guards on."""
        with closing(sqlite3.connect(where)) as db, pytest.raises(sqlite3.IntegrityError, match="only appended to"), db:
            db.execute(sql)

    def unguard(self, where):
        with closing(sqlite3.connect(where)) as db:
            db.execute("drop trigger event_no_update")


class Postgres:
    """Logs in databases of a server."""

    def __init__(self, server):
        self.server, self.n = server, 0

    def new(self):
        self.n += 1
        return postgres_server.database(self.server, f"log{self.n}")

    def tamper(self, where, *statements):
        with psycopg.connect(where) as db:
            db.execute("set search_path to varne")
            db.execute("set session_replication_role to replica")
            for sql, *parameters in statements:
                db.execute(sql.replace("?", "%s"), parameters or None)

    def careless(self, where, sql):
        with psycopg.connect(where) as db, pytest.raises(psycopg.Error, match="only appended to"):
            db.execute("set search_path to varne")
            db.execute(sql)

    def unguard(self, where):
        with psycopg.connect(where) as db:
            db.execute("drop trigger no_update on varne.event")


@pytest.fixture(params=["sqlite", "postgres"])
def store(request, tmp_path):
    if request.param == "sqlite":
        return Sqlite(tmp_path)
    return Postgres(request.getfixturevalue("postgres"))


@pytest.fixture
def written(store):
    """Where a closed log of 30 events lies."""
    where = store.new()
    with opened(where, "dover") as log:
        log.append_many([Note(text=f"note {i}") for i in range(30)], keys=[f"k{i}" for i in range(30)], at=NIGHT)
    return where


class TestStore:
    def test_it_gives_back_what_was_appended(self, store):
        where = store.new()
        with opened(where, "dover") as log:
            first = log.append(Note(text="déjà vu — 51°08'N"), key="k1", at=NIGHT)
            second = log.append(Note(text="two"), at=NIGHT - timedelta(hours=1))
            assert list(log.read()) == [first, second]
            assert list(log.read(after=1)) == [second]
            assert list(log.read(until=1)) == [first]
            assert (log.head().seq, log.head().id, log.position()) == (2, second.id, 2)
        assert list(stored(where)) == [first, second]
        assert not verify(where).problems
        with opened(where, "dover") as log:
            assert log.append(Note(text="three")).seq == 3

    def test_a_retry_appends_nothing(self, store):
        with opened(store.new(), "dover") as log:
            first = log.append(Note(text="one"), key="k")
            assert log.append(Note(text="another"), key="k") == first
            assert log.append(Note(text="sealed"), key="k", audience="internal") == first
            many = log.append_many([Note(text="x")] * 3, keys=["a", "k", "a"])
            assert [s.seq for s in many] == [2, 1, 2]

    @pytest.mark.parametrize("key", ["x" * 5000, "nul \0 in it", "é☃" * 300])
    def test_any_text_can_be_a_key(self, store, key):
        with opened(store.new(), "dover") as log:
            assert log.append(Note(text="a"), key=key) == log.append(Note(text="a"), key=key)
            assert log.append(Note(text="b"), key=key + "2").seq == 2

    def test_all_or_none(self, store):
        with opened(store.new(), "dover") as log:
            with pytest.raises(ValueError, match="str"):
                log.append_many([Note(text="good"), Note(text=17)])
            assert log.position() == 0

    def test_audiences_have_chains_of_their_own_and_one_order_of_arrival(self, store):
        where = store.new()
        with opened(where, "dover") as log:
            say(log, "a")
            say(log, "b", audience="internal")
            say(log, "c", audience="partner/ngo")
            say(log, "d")
            assert [(s.pos, s.chain, s.seq) for s in log.read()] == [
                (1, "dover/joint", 1),
                (2, "dover/internal", 1),
                (3, "dover/partner/ngo", 1),
                (4, "dover/joint", 2),
            ]
            clocks = [s.clock for s in log.read()]
            assert clocks == sorted(set(clocks))
            with pytest.raises(ValueError, match="the audiences are joint, internal and partner/NAME"):
                say(log, "e", audience="public")
        assert not verify(where).problems

    def test_many_threads_share_one_chain_and_readers_miss_nothing(self, store):
        where = store.new()
        seen, done = [], threading.Event()
        with opened(where, "dover") as log:

            def follow():
                while not done.is_set() or seen[-1:] != [160]:
                    seen.extend(s.pos for s in log.read(after=seen[-1] if seen else 0))

            def work(name):
                for i in range(20):
                    log.append(Note(text=f"{name} {i}"))

            reader = threading.Thread(target=follow)
            threads = [threading.Thread(target=work, args=(n,)) for n in range(8)]
            for thread in (reader, *threads):
                thread.start()
            for thread in threads:
                thread.join()
            done.set()
            reader.join(timeout=30)
        assert seen == list(range(1, 161))

    def test_two_writers_do_not_fork_the_chain(self, store):
        where = store.new()
        with opened(where, "dover") as one, opened(where, "dover") as two:

            def work(log):
                for i in range(25):
                    log.append(Note(text=str(i)))

            threads = [threading.Thread(target=work, args=(log,)) for log in (one, two)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        found = verify(where)
        assert (found.events, found.problems) == (50, ())
        assert [s.seq for s in stored(where)] == list(range(1, 51))

    def test_an_error_of_one_does_not_spoil_the_group(self, store):
        with opened(store.new(), "dover") as log:

            def fails(tables):
                raise ZeroDivisionError

            with pytest.raises(ZeroDivisionError):
                log.do(fails)
            assert log.append(Note(text="a")).seq == 1

    def test_what_the_database_refuses_of_one_is_recorded_of_the_others(self, store):
        where, held, go = store.new(), threading.Event(), threading.Event()
        with opened(where, "dover") as log, ThreadPoolExecutor(4) as pool:

            def slow(tables):
                held.set()
                go.wait(30)

            first = pool.submit(log.do, slow)
            held.wait(30)
            bad = pool.submit(log.do, lambda tables: tables.db.execute("insert into erased values (77, null)"))
            good = [pool.submit(say, log, text) for text in "ab"]
            while len(log._writer._queue) < 3:
                pass
            go.set()
            assert first.result(30) is None
            with pytest.raises(NotRecorded):
                bad.result(30)
            assert sorted(g.result(30)[0].seq for g in good) == [1, 2]
        assert not verify(where).problems

    @pytest.mark.parametrize(
        "sql",
        [
            *(f"delete from {table}" for table in ("strand", "event", "body")),
            "update strand set chain = 'x'",
            "insert into strand select 9, chain, signer from strand",
            "update event set key = 'x' where seq = 3",
            "update body set nonce = body where pos = 3",
            "insert into event select 500, 1, 31, body, 'x', 0, 0, body, body from body where pos = 1",
        ],
    )
    def test_the_store_itself_refuses_change(self, store, written, sql):
        store.careless(written, sql)
        assert (verify(written).events, verify(written).problems) == (30, ())

    @pytest.mark.parametrize(
        ("statements", "pos", "what"),
        [
            ([("update event set id = ? where seq = 9", b"\0" * 32)], 9, "does not match its id"),
            ([("update event set header = ? where seq = 5", b"{}")], 5, "header was changed"),
            ([("update event set sig = ? where seq = 5", b"\1" * 64)], 5, "signature was changed"),
            ([("update event set key = ? where seq = 11", "stolen")], 11, "submission key"),
            ([("update event set ms = ms + 1 where seq = 11",)], 11, "or its clock was changed"),
            ([("update body set body = ? where pos = 6", b"{}")], 6, "body was changed"),
            ([("update body set nonce = ? where pos = 6", b"\0" * 16)], 6, "body was changed"),
            ([("delete from body where pos = 8",)], 8, "missing"),
            ([("delete from body where pos = 4",), ("delete from event where pos = 4",)], 4, "missing"),
            ([("delete from body where pos < 3",), ("delete from event where pos < 3",)], 1, "missing"),
            ([("insert into erased values (7, ?)", b"{}"), ("delete from body where pos = 7",)], 7, "is no tombstone"),
            ([("update strand set signer = ?", KEYS["spare"].public)], 1, "another key made it"),
            (
                [
                    ("update event set seq = 1000 where seq = 20",),
                    ("update event set seq = 20 where seq = 21",),
                    ("update event set seq = 21 where seq = 1000",),
                ],
                20,
                "event 20 of dover/joint lies in its place",
            ),
        ],
    )
    def test_tampering_is_found_at_its_event(self, store, written, statements, pos, what):
        store.tamper(written, *statements)
        found = verify(written).problems[0]
        assert (found.pos, what in found.what) == (pos, True), found

    @pytest.mark.parametrize(
        "statements",
        [[("update body set body = ? where pos = 6", b"{}")], [("update event set sig = ? where seq = 30", b"\1" * 64)]],
    )
    def test_a_damaged_log_is_not_written_to(self, store, written, statements):
        store.tamper(written, *statements)
        with pytest.raises(LogDamaged):
            opened(written, "dover")

    def test_two_events_exchanged_are_found(self, store, written):
        store.tamper(
            written,
            ("update body set pos = 1000 where pos = 12",),
            ("update body set pos = 12 where pos = 13",),
            ("update body set pos = 13 where pos = 1000",),
        )
        assert [p.pos for p in verify(written).problems] == [12, 13]

    def test_a_missing_guard_is_a_problem(self, store, written):
        store.unguard(written)
        assert "guard" in verify(written).problems[0].what

    def test_what_is_erased_is_gone_and_the_rest_verifies(self, store):
        where = store.new()
        with opened(where, "dover") as log:
            secret = log.append(Note(text="a number"))
            say(log, "b")
            log.erase(secret.id, centre="dover", role="data protection officer", reason="retention")
            assert [s.event for s in log.read()][:2] == [Erased(was="note"), Note(text="b")]
        assert not verify(where).problems
        store.tamper(where, ("delete from erased",))
        assert "no tombstone says" in verify(where).problems[0].what or "missing" in verify(where).problems[0].what

    def test_a_body_cannot_go_without_its_tombstone(self, store, written):
        store.careless(written, "delete from body where pos = 3")

    def test_export_and_import_give_the_same_log(self, store, written):
        lines = list(export_lines(written))
        target = store.new()
        assert import_lines(target, lines) == verify(written)
        assert list(export_lines(target)) == lines
        with pytest.raises(FileExistsError):
            import_lines(target, lines)
        with opened(target, "dover") as log:
            assert log.append(Note(text="a retry after the restore"), key="k17").seq == 18
            assert log.append(Note(text="on")).seq == 31

    def test_a_spoilt_export_makes_no_log(self, store, written):
        lines = [line.replace("note 3", "note 4") for line in export_lines(written)]
        target = store.new()
        with pytest.raises(LogDamaged, match="event 4"):
            import_lines(target, lines)
        import_lines(target, export_lines(written))

    def test_two_nodes_exchange(self, store):
        with opened(store.new(), "dover") as dover, opened(store.new(), "gris-nez") as gris_nez:
            say(dover, *map(str, range(40)))
            say(gris_nez, "there")
            fetch(dover, gris_nez)
            say(dover, "after")
            fetch(gris_nez, dover)
            assert same(dover, gris_nez)
            for log in (dover, gris_nez):
                assert not verify(log.name).problems

    @pytest.mark.parametrize("key", ["a\0b", "é☃" * 4000, ""])
    def test_what_a_database_could_not_hold_is_refused_at_the_door(self, store, key):
        """Signed with a right key, in the header of version 1, which says less about itself."""
        body = b'{"kind":"note","text":"x"}'
        header = {"origin": "dover", "seq": 1, "prev": "", "at": 0, "kind": "note", "key": key}
        raw = json.dumps(header | {"body_hash": hashlib.sha256(b"n" + body).hexdigest()}).encode()
        line = {"id": hashlib.sha256(raw).hexdigest(), "header": 0, "nonce": b"n".hex(), "body": 0}
        line |= {"signer": KEYS["dover"].public.hex(), "sig": KEYS["dover"].sign(raw).hex()}
        text = json.dumps(line).encode().replace(b'"header": 0', b'"header":' + raw).replace(b'"body": 0', b'"body":' + body)
        with opened(store.new(), "gris-nez") as log:
            taken = take(log, "dover/joint", text, trust_of(log, (as_peer("dover"),)))
            assert (taken.accepted, len(taken.refused)) == (0, 1)
            fine = text.replace(json.dumps(key).encode(), b'"k"')
            assert take(log, "dover/joint", fine, trust_of(log, (as_peer("dover"),))).accepted == 0  # its hash is another's
            assert say(log, "on")[0].seq == 1

    def test_a_page_with_a_key_twice_or_far_places_does_no_harm(self, store):
        """A node that is not a Varne, or a wrong one, must not stop ours."""
        with opened(store.new(), "dover") as dover, opened(store.new(), "gris-nez") as gris_nez:
            say(gris_nez, *map(str, range(5)))
            body = page_for(gris_nez, Reader("dover"), "gris-nez/joint", 0)
            trust = trust_of(dover, (as_peer("gris-nez"),))
            for _ in range(3):
                take(dover, "gris-nez/joint", body + body, trust)
            assert texts(dover) == list("01234")
            assert dover.append(Note(text="on")).seq == 1


@pytest.mark.parametrize("way", ["to PostgreSQL", "to SQLite"])
def test_a_log_is_copied_from_one_store_to_the_other_and_verified(tmp_path, postgres, way):
    stores = Sqlite(tmp_path), Postgres(postgres)
    one, other = stores if way == "to PostgreSQL" else stores[::-1]
    source, target = one.new(), other.new()
    with opened(source, "dover") as log:
        say(log, *map(str, range(10)))
        say(log, "sealed", audience="internal")
        log.erase(next(s.id for s in log.read()), centre="dover", role="r", reason="r")
    assert copy(source, target) == verify(source)
    assert list(export_lines(source)) == list(export_lines(target))
    with opened(target, "dover") as log:
        assert say(log, "on")[0].seq == 12
    one.tamper(source, ("update body set body = ? where pos = 6", b"{}"))
    with pytest.raises(LogDamaged, match="event 6"):
        copy(source, other.new())


def test_a_database_that_cannot_be_reached_or_holds_no_log_is_a_problem(postgres):
    assert "no log in this database" in verify(postgres_server.database(postgres, "bare")).problems[0].what
    assert "cannot be reached" in verify("postgresql://varne@127.0.0.1:1/none").problems[0].what


def test_a_server_that_does_not_flush_is_a_problem(postgres):
    where = postgres_server.database(postgres, "careless")
    with opened(where, "dover") as log:
        say(log, "a")
    with psycopg.connect(f"{postgres}/postgres", autocommit=True) as db:
        db.execute("alter system set full_page_writes = off")
        db.execute("select pg_reload_conf()")
    try:
        for _ in range(100):
            if found := verify(where).problems:
                break
        assert "full_page_writes = off" in found[0].what
    finally:
        with psycopg.connect(f"{postgres}/postgres", autocommit=True) as db:
            db.execute("alter system reset full_page_writes")
            db.execute("select pg_reload_conf()")


def test_a_password_never_stands_in_a_message(tmp_path):
    with pytest.raises(ValueError, match="needs the node's key") as caught:
        Log.open("postgresql://varne:secret@127.0.0.1:1/none", origin="dover")
    assert "secret" not in str(caught.value)
    assert "secret" not in json.dumps([str(p) for p in verify("postgresql://varne:secret@127.0.0.1:1/none").problems])


def test_a_database_that_drops_its_connections_is_an_error_once_and_then_goes_on(postgres):
    where = postgres_server.database(postgres, "dropped")
    drop = "select pg_terminate_backend(pid) from pg_stat_activity where datname = 'dropped' and pid <> pg_backend_pid()"
    with opened(where, "dover") as log:
        say(log, "a")
        assert texts(log) == ["a"]
        with psycopg.connect(where, autocommit=True) as db:
            db.execute(drop)
        with pytest.raises(NotRecorded, match="send it again with the same key"):
            say(log, "b")
        assert say(log, "b")[0].seq == 2
        with pytest.raises(ConnectionError, match="does not answer"):
            texts(log)
        assert texts(log) == ["a", "b"]
    assert not verify(where).problems
