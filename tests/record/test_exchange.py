"""Two nodes over a link that loses, repeats, shuffles and lies: each case has one outcome, and nothing acknowledged is lost."""

import random
import re
import shutil
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest

from two_nodes import KEYS, NIGHT, Direct, as_peer, fetch, opened, same, say, texts
from varne.record.chain import Submission
from varne.record.events import BodyErased, Erased, ForkFound, HeadWitnessed, Note, NotUnderstood
from varne.record.exchange import Unreachable, Witness, bear_witness, pull, rejoin, trust_of
from varne.record.exchange.serving import Reader, heads_for, page_for
from varne.record.exchange.taking import take
from varne.record.log import Log, export_lines, import_lines, verify


@pytest.fixture
def dover(tmp_path):
    with opened(tmp_path / "dover.log", "dover") as log:
        yield log


@pytest.fixture
def gris_nez(tmp_path):
    with opened(tmp_path / "gris-nez.log", "gris-nez") as log:
        yield log


def trust(log, *names):
    return trust_of(log, tuple(as_peer(name) for name in names))


def restored(log, path, backup):
    """The log after its disk was lost and an old copy put in its place."""
    log.close()
    for rest in ("", "-wal", "-shm"):
        path.with_name(path.name + rest).unlink(missing_ok=True)
    shutil.copy(backup, path)
    return opened(path, log.origin)


def backed_up(log, path):
    log.store.db.execute("pragma wal_checkpoint(truncate)")
    return shutil.copy(log.store.path, path)


# what goes over and what does not


def test_each_holds_what_the_other_wrote_and_then_nothing_is_new(dover, gris_nez):
    say(dover, "a", "b")
    say(gris_nez, "c")
    assert fetch(gris_nez, dover).accepted == 2
    assert fetch(dover, gris_nez).accepted == 1
    assert same(dover, gris_nez)
    assert fetch(dover, gris_nez).accepted == fetch(gris_nez, dover).accepted == 0
    assert [s.pos for s in dover.read()] == [1, 2, 3]
    assert [(s.chain, s.seq) for s in gris_nez.read()] == [("gris-nez/joint", 1), ("dover/joint", 1), ("dover/joint", 2)]
    for log in (dover, gris_nez):
        assert not verify(log.name).problems


def test_a_chain_longer_than_a_page_comes_whole(dover, gris_nez):
    dover.append_many([Note(text=str(i)) for i in range(1203)])
    got = fetch(gris_nez, dover)
    assert (got.accepted, got.waiting) == (1203, 0)
    assert same(dover, gris_nez)


def test_pages_are_bounded_in_bytes_and_hold_one_event_at_least(dover):
    dover.append_many([Note(text="x" * 400_000) for _ in range(4)])
    lines = page_for(dover, Reader("gris-nez"), "dover/joint", 0).splitlines()
    assert len(lines) == 2 + 1


def test_sealed_chains_never_leave_and_a_partner_gets_its_own_only(dover, gris_nez):
    say(dover, "joint")
    say(dover, "sealed", audience="internal")
    say(dover, "for the ngo", audience="partner/ngo")
    fetch(gris_nez, dover)
    assert texts(gris_nez) == ["joint"]
    for reader in (Reader("gris-nez"), Reader("ngo", partner=True)):
        assert page_for(dover, reader, "dover/internal", 0) is None
        assert "dover/internal" not in {end.chain for end in heads_for(dover, reader, 0).heads}
    assert page_for(dover, Reader("gris-nez"), "dover/partner/ngo", 0) is None
    assert page_for(dover, Reader("gris-nez", partner=True), "dover/partner/ngo", 0) is None
    assert b"for the ngo" in page_for(dover, Reader("ngo", partner=True), "dover/partner/ngo", 0)
    assert page_for(dover, Reader("ngo", partner=True), "dover/joint", 0) is None
    assert b"sealed" not in page_for(dover, Reader("gris-nez"), "dover/joint", 0)


def test_what_an_event_had_seen_names_only_what_its_readers_may_know(dover, gris_nez):
    say(dover, "sealed", audience="internal")
    say(gris_nez, "there")
    fetch(dover, gris_nez)
    (joint,) = say(dover, "here")
    (internal,) = say(dover, "sealed too", audience="internal")
    assert joint.seen == {"gris-nez/joint": 1}
    assert internal.seen == {"gris-nez/joint": 1, "dover/joint": 1}


# a link that loses, repeats, shuffles and lies


def spoiled(how):
    rng = random.Random(5)

    def spoil(body):
        *lines, end = body.splitlines()
        return b"\n".join([*how(rng, lines), end])

    return spoil


@pytest.mark.parametrize(
    ("how", "accepted"),
    [
        (lambda rng, rows: rng.sample(rows, len(rows)), 20),
        (lambda rng, rows: rows + rows[3:9] + rows, 20),
        (lambda rng, rows: rows[:7] + rows[8:], 20),
        (lambda rng, rows: rows[5:], 0),
        (lambda rng, rows: [], 0),
        (lambda rng, rows: [*rows[:6], *(row[: len(row) // 2] for row in rows[6:7])], 20),
    ],
    ids=["shuffled", "repeated", "one lost", "the first lost", "all lost", "cut in a line"],
)
def test_a_bad_link_takes_what_joins_on_and_the_next_round_the_rest(dover, gris_nez, how, accepted):
    say(dover, *(f"{i:02}" for i in range(20)))
    assert fetch(gris_nez, dover, spoiled(how)).accepted == accepted
    assert not verify(gris_nez.name).problems
    fetch(gris_nez, dover)
    assert texts(gris_nez) == [f"{i:02}" for i in range(20)]


def test_any_byte_flipped_on_the_way_is_refused_and_the_rest_is_taken(dover, gris_nez, torture):
    """Each event stands or falls by itself; what follows a refused one waits for it."""
    say(dover, *(f"{i:02}" for i in range(6)))
    whole = page_for(dover, Reader("gris-nez"), "dover/joint", 0)
    sound = {s.id for s in dover.read()}
    rng = random.Random(2)
    places = range(len(whole)) if torture else rng.sample(range(len(whole)), 250)
    for place in places:
        hurt = bytearray(whole)
        hurt[place] ^= 1 << rng.randrange(8)
        take(gris_nez, "dover/joint", bytes(hurt), trust(gris_nez, "dover"))
    assert {s.id for s in gris_nez.read()} <= sound
    assert not verify(gris_nez.name).problems
    fetch(gris_nez, dover)
    assert same(dover, gris_nez)


def test_a_page_cut_at_any_byte_is_a_prefix(dover, gris_nez, torture):
    say(dover, *(f"{i:02}" for i in range(6)))
    whole = page_for(dover, Reader("gris-nez"), "dover/joint", 0)
    for cut in sorted(random.Random(3).sample(range(len(whole) - 1), len(whole) - 1 if torture else 120)):
        taken = take(gris_nez, "dover/joint", whole[:cut], trust(gris_nez, "dover"))
        assert taken.cut
    assert texts(gris_nez) == [f"{i:02}" for i in range(len(texts(gris_nez)))]
    assert not verify(gris_nez.name).problems


def test_a_stranger_is_not_taken_in_and_its_chain_is_named(dover, tmp_path):
    with opened(tmp_path / "s.log", "stranger") as stranger:
        say(stranger, "trust me")
        got = pull(dover, "stranger", Direct(stranger, Reader("dover")), trust(dover, "gris-nez"))
        assert (got.accepted, got.unknown) == (0, ("stranger/joint",))
        assert got.trouble == "stranger/joint is left alone: no key is known for its node"
        impostor = {**trust(dover), "stranger": frozenset({KEYS["spare"].public})}
        got = pull(dover, "stranger", Direct(stranger, Reader("dover")), impostor)
        assert got.accepted == 0
        assert "compare the fingerprints" in got.refused[0][1].why
        assert got.trouble.startswith("stranger/joint 1 cannot be taken: it is signed with a key that is not known")


def test_nobody_can_write_into_our_own_chain(dover, gris_nez, tmp_path):
    with Log.open(tmp_path / "false.log", origin="dover", identity=KEYS["gris-nez"]) as false:
        say(false, "dover says close it")
        body = page_for(false, Reader("gris-nez"), "dover/joint", 0)
    taken = take(dover, "dover/joint", body, trust(dover, "gris-nez"))
    assert taken.accepted == 0
    assert texts(dover) == []


def test_events_of_another_chain_than_was_asked_for_are_refused(dover, gris_nez):
    say(gris_nez, "there")
    body = page_for(gris_nez, Reader("dover"), "gris-nez/joint", 0)
    assert "not of dover/joint" in take(dover, "dover/joint", body, trust(dover, "gris-nez")).refused[0].why


# clocks


def test_an_effect_sorts_after_its_cause_whatever_the_wall_clocks_say(dover, gris_nez):
    (cause,) = say(dover, "cause", at=NIGHT.replace(year=2031))
    got = fetch(gris_nez, dover, clock=lambda: NIGHT)
    (effect,) = say(gris_nez, "effect", at=NIGHT)
    assert effect.clock > cause.clock
    assert effect.at < cause.at
    assert got.ahead > 9 * 365 * 86400
    assert "in our future" in got.trouble


def test_the_clock_survives_a_restart_with_the_wall_clock_set_back(tmp_path):
    path = tmp_path / "d.log"
    with opened(path, "dover") as log:
        (before,) = say(log, "before", at=NIGHT)
    with opened(path, "dover") as log:
        (after,) = say(log, "after", at=NIGHT.replace(year=2020))
    assert after.clock > before.clock


def test_a_clock_beyond_all_sense_is_refused_at_the_source(dover):
    with pytest.raises(ValueError, match="the clock of this machine says 2100-01-02"):
        say(dover, "x", at=NIGHT.replace(year=2100, month=1, day=2))


# restored from a backup


def test_a_restored_node_first_fetches_its_own_chain_back(tmp_path, gris_nez):
    path = tmp_path / "dover.log"
    dover = opened(path, "dover")
    say(dover, "a", "b")
    backup = backed_up(dover, tmp_path / "old")
    say(dover, "c", "d")
    fetch(gris_nez, dover)
    with closing(restored(dover, path, backup)) as dover:
        assert fetch(gris_nez, dover).trouble == "it has lost 2 events of its own and can fetch them here"
        came = rejoin(dover, [("gris-nez", Direct(gris_nez, Reader("dover")))], trust(dover, "gris-nez"))
        assert (came.fetched, came.incarnation) == (2, None)
        assert say(dover, "c")[0].seq == 3  # a retry of what was acknowledged before the disk was lost
        assert say(dover, "e")[0].seq == 5
        fetch(gris_nez, dover)
        assert same(dover, gris_nez)
        assert not verify(dover.name).problems


def test_a_restored_node_that_is_alone_goes_on_in_a_new_incarnation_and_gets_the_old_one_back_later(tmp_path, gris_nez):
    path = tmp_path / "dover.log"
    dover = opened(path, "dover")
    say(dover, "a")
    backup = backed_up(dover, tmp_path / "old")
    say(dover, "b")
    fetch(gris_nez, dover)
    with closing(restored(dover, path, backup)) as dover:
        came = rejoin(dover, [("gris-nez", Direct(gris_nez, Reader("dover"), up=False))], trust(dover, "gris-nez"))
        assert re.fullmatch(r"dover\.\d+/joint", came.incarnation)
        assert came.silent == ("the link is cut",)
        (new,) = say(dover, "c")
        assert (new.chain, new.seq, new.origin) == (came.incarnation, 1, "dover")
        assert fetch(dover, gris_nez).accepted == 1
        assert fetch(gris_nez, dover).accepted == 1
        assert texts(dover) == texts(gris_nez) == ["a", "b", "c"]
        assert say(dover, "b")[0].chain == "dover/joint"  # its key is known again
        for log in (dover, gris_nez):
            assert not verify(log.name).problems
        assert not [s for s in gris_nez.read() if isinstance(s.event, ForkFound)]


def test_a_restored_node_knows_what_the_other_recorded_before_it_records_anything(tmp_path, gris_nez):
    """Its own acceptance of a boat came back; without the offer it would not count, and nobody would hold the boat."""
    path = tmp_path / "dover.log"
    dover = opened(path, "dover")
    say(dover, "a")
    backup = backed_up(dover, tmp_path / "old")
    say(gris_nez, "an offer")
    fetch(dover, gris_nez)
    say(dover, "accepted")
    fetch(gris_nez, dover)
    with closing(restored(dover, path, backup)) as dover:
        came = rejoin(dover, [("gris-nez", Direct(gris_nez, Reader("dover")))], trust(dover, "gris-nez"))
        assert (came.fetched, came.incarnation) == (1, None)
        assert sorted(texts(dover)) == ["a", "accepted", "an offer"]


def test_a_backup_restored_twice_while_alone_begins_two_different_incarnations(tmp_path, gris_nez):
    """Counted, the second life would write over the first under the same name, which is a fork."""
    path = tmp_path / "dover.log"
    dover = opened(path, "dover")
    say(dover, "a")
    backup = backed_up(dover, tmp_path / "old")
    fetch(gris_nez, dover)
    lives = []
    for text in ("first life", "second life"):
        dover = restored(dover, path, backup)
        lives.append(
            rejoin(dover, [("gris-nez", Direct(gris_nez, Reader("dover"), up=False))], trust(dover, "gris-nez")).incarnation
        )
        say(dover, text)
        fetch(gris_nez, dover)
    dover.close()
    assert len(set(lives)) == 2
    assert texts(gris_nez) == ["a", "first life", "second life"]
    assert not [s for s in gris_nez.read() if isinstance(s.event, ForkFound)]


def test_a_restored_node_does_not_use_a_number_twice_towards_a_partner(tmp_path, gris_nez):
    path = tmp_path / "dover.log"
    dover = opened(path, "dover")
    say(dover, "a")
    say(dover, "for the ngo", audience="partner/ngo")
    backup = backed_up(dover, tmp_path / "old")
    say(dover, "more for the ngo", audience="partner/ngo")
    say(dover, "b")
    fetch(gris_nez, dover)
    with closing(restored(dover, path, backup)) as dover:
        rejoin(dover, [("gris-nez", Direct(gris_nez, Reader("dover")))], trust(dover, "gris-nez"))
        (new,) = say(dover, "again for the ngo", audience="partner/ngo")
        assert re.fullmatch(r"dover\.\d+/partner/ngo", new.chain)
        assert new.seq == 1


def test_a_node_with_nothing_in_its_log_has_nothing_to_fear(tmp_path):
    with opened(tmp_path / "new.log", "dover") as log:
        assert rejoin(log, [("gris-nez", Direct(log, Reader("x"), up=False))], trust(log)).incarnation is None


# forks


def forked(tmp_path, gris_nez, more=2):
    """dover went on from an old backup without asking: two histories of one chain, both signed."""
    path = tmp_path / "dover.log"
    dover = opened(path, "dover")
    say(dover, "a", "b")
    backup = backed_up(dover, tmp_path / "old")
    say(dover, *(f"first {i}" for i in range(more)))
    fetch(gris_nez, dover)
    dover = restored(dover, path, backup)
    say(dover, *(f"second {i}" for i in range(3)))
    return dover


@pytest.mark.parametrize("more", [1, 2, 3, 1100])
def test_a_fork_is_told_on_both_sides_and_no_event_of_either_is_lost(tmp_path, gris_nez, more):
    with closing(forked(tmp_path, gris_nez, more)) as dover:
        (fork,) = fetch(gris_nez, dover).forks
        assert (fork.chain, fork.seq) == ("dover/joint", 3)
        fetch(dover, gris_nez)
        fetch(gris_nez, dover)
        fetch(dover, gris_nez)
        assert same(dover, gris_nez)
        for log in (dover, gris_nez):
            assert {f"first {i}" for i in range(more)} | {"second 0", "second 1", "second 2"} <= set(texts(log))
            told = [s for s in log.read() if isinstance(s.event, ForkFound)]
            assert {s.origin for s in told} == {"dover", "gris-nez"}
            assert len(told) == 2
            assert not verify(log.name).problems


def test_after_a_fork_a_node_goes_on_in_a_new_incarnation(tmp_path, gris_nez):
    with closing(forked(tmp_path, gris_nez)) as dover:
        fetch(gris_nez, dover)
        fetch(dover, gris_nez)
        (new,) = say(dover, "later")
        assert new.chain == "dover.2/joint"
        fetch(gris_nez, dover)
        assert "later" in texts(gris_nez)


def test_a_forked_log_can_be_exported_and_made_again(tmp_path, gris_nez):

    with closing(forked(tmp_path, gris_nez)) as dover:
        fetch(gris_nez, dover)
    lines = list(export_lines(gris_nez.name))
    made = import_lines(tmp_path / "copy.log", lines)
    assert not made.problems
    assert list(export_lines(tmp_path / "copy.log")) == lines


# witnesses


def test_each_bears_witness_to_the_others_end_once(dover, gris_nez):
    say(dover, "a", "b")
    fetch(gris_nez, dover)
    seen = Witness()
    (stored,) = bear_witness(gris_nez, seen, NIGHT)
    assert stored.event == HeadWitnessed(chain="dover/joint", number=2, head=dover.head().id)
    fetch(dover, gris_nez)
    assert bear_witness(dover, Witness(), NIGHT) == ()  # nothing but a witness is new: two idle nodes fall silent
    assert bear_witness(gris_nez, seen, NIGHT.replace(minute=30)) == ()
    assert not verify(dover.name).problems
    assert not verify(dover.name).missing


def test_a_log_that_lost_its_end_is_known_by_the_witness(tmp_path, gris_nez):
    path = tmp_path / "dover.log"
    dover = opened(path, "dover")
    say(dover, "a")
    backup = backed_up(dover, tmp_path / "old")
    say(dover, "b", "c")
    fetch(gris_nez, dover)
    bear_witness(gris_nez, Witness(), NIGHT)
    with closing(restored(dover, path, backup)) as dover:
        fetch(dover, gris_nez, wanted=lambda chain: chain == "gris-nez/joint")
        assert verify(dover.name).missing == ("dover/joint ends at 1 here, but gris-nez/joint held it up to 3",)
        fetch(dover, gris_nez)
        assert verify(dover.name).missing == ()


def test_a_history_rewritten_with_the_right_key_is_known_by_the_witness(tmp_path, dover, gris_nez):
    say(dover, "a", "it was open", "b")
    fetch(gris_nez, dover)
    bear_witness(gris_nez, Witness(), NIGHT)
    with opened(tmp_path / "rewritten.log", "dover") as false:
        say(false, "a", "it was closed", "b")
        assert not verify(false.name).problems
        fetch(false, gris_nez, wanted=lambda chain: chain == "gris-nez/joint")
        problem = verify(false.name).problems[0]
    assert (problem.pos, "gris-nez/joint 1 bears witness" in problem.what) == (3, True)


# erasure


def test_what_is_erased_goes_at_both_and_the_chain_still_verifies(dover, gris_nez):
    secret = dover.append(Note(text="her number is 07700 900123"))  # a key stands in the header, which stays
    say(dover, "other")
    fetch(gris_nez, dover)
    stone = dover.erase(secret.id, centre="dover", role="data protection officer", reason="retention time is over")
    assert fetch(gris_nez, dover).accepted == 1
    for log in (dover, gris_nez):
        assert texts(log) == ["other"]
        events = {s.id: s.event for s in log.read()}
        assert events[secret.id] == Erased(was="note")
        assert isinstance(events[stone.id], BodyErased)
        assert not verify(log.name).problems
        log.close()
        assert b"900123" not in log.store.path.read_bytes()
        wal = log.store.path.with_name(log.store.path.name + "-wal")
        assert not wal.exists() or b"900123" not in wal.read_bytes()


def test_a_node_that_comes_later_gets_the_tombstone_with_the_gap(dover, gris_nez):
    secret, *_ = dover.append_many([Note(text="secret"), *[Note(text="x")] * 700])
    dover.erase(secret.id, centre="dover", role="data protection officer", reason="retention")
    body = page_for(dover, Reader("gris-nez"), "dover/joint", 0)
    assert b"secret" not in body
    taken = take(gris_nez, "dover/joint", body, trust(gris_nez, "dover"))
    assert taken.accepted == 500  # the tombstone's own place is on the next page
    assert not verify(gris_nez.name).problems
    fetch(gris_nez, dover)
    assert same(dover, gris_nez)


def test_nobody_erases_what_another_node_said(dover, gris_nez):
    (said,) = say(dover, "ours")
    fetch(gris_nez, dover)
    with pytest.raises(ValueError, match="only the node that wrote it"):
        gris_nez.erase(said.id, centre="gris-nez", role="x", reason="x")
    with pytest.raises(ValueError, match="written by the node itself"):
        gris_nez.append(BodyErased(event=said.id, centre="gris-nez", role="x", reason="x"))
    line = page_for(dover, Reader("gris-nez"), "dover/joint", 0).splitlines()[0]
    bare = line.replace(b'"nonce":"', b'"gone":"')
    assert take(gris_nez, "dover/joint", bare, trust(gris_nez, "dover")).accepted == 0


def test_erasing_twice_is_one_tombstone(dover):
    (said,) = say(dover, "x")
    one = dover.erase(said.id, centre="dover", role="r", reason="r")
    two = dover.erase(said.id, centre="dover", role="r", reason="r")
    assert one == two
    with pytest.raises(ValueError, match="is a tombstone"):
        dover.erase(one.id, centre="dover", role="r", reason="r")


# keys


def test_a_log_is_not_continued_with_another_key_unless_a_new_incarnation_is_asked_for(tmp_path):
    path = tmp_path / "d.log"
    with opened(path, "dover") as log:
        say(log, "a")
    with pytest.raises(ValueError, match="written with another key"):
        Log.open(path, origin="dover", identity=KEYS["spare"])
    with opened(path, "dover") as old, Log.open(path, origin="dover", identity=KEYS["spare"], renew=True) as log:
        assert say(log, "b")[0].chain == "dover.2/joint"
        with pytest.raises(ValueError, match="stop this node and start it again"):
            say(old, "not signed with the key of the chain")
    with Log.open(path, origin="dover", identity=KEYS["spare"]) as log:
        assert say(log, "c")[0].chain == "dover.2/joint"
    assert not verify(path).problems


def test_two_that_ask_at_once_take_each_event_once(dover, gris_nez):
    dover.append_many([Note(text=str(i)) for i in range(1200)])
    with ThreadPoolExecutor(2) as pool:
        rounds = [pool.submit(fetch, gris_nez, dover) for _ in range(2)]
    assert sum(r.result().accepted for r in rounds) == 1200
    assert same(dover, gris_nez)
    assert not verify(gris_nez.name).problems


def test_what_came_before_a_link_failed_in_the_middle_stays(dover, gris_nez):
    dover.append_many([Note(text=str(i)) for i in range(1200)])
    asked = Direct(dover, Reader("gris-nez"))

    def fails(body):
        if len(asked.asked) == 2:
            raise Unreachable("cut")
        return body

    asked.spoil = fails
    with pytest.raises(Unreachable):
        pull(gris_nez, "dover", asked, trust(gris_nez, "dover"))
    assert gris_nez.position() == 500
    fetch(gris_nez, dover)
    assert same(dover, gris_nez)


# versions


def newer(log):
    """An event of a kind that a node knows already and we do not."""
    item = Submission("k-new", 1637719260000, "lighthouse-lit", b'{"kind":"lighthouse-lit","at":"Varne"}')
    log.do(lambda tables: log.store_item(tables, item))


def test_an_event_of_a_newer_version_is_held_and_passed_on_and_holds_nothing_up(dover, gris_nez, tmp_path):
    say(gris_nez, "a")
    newer(gris_nez)
    say(gris_nez, "b")
    fetch(dover, gris_nez)
    assert texts(dover) == ["a", "b"]
    assert [s.event for s in dover.read()][1] == NotUnderstood(was="lighthouse-lit")
    assert not verify(dover.name).problems
    lines = [line for line in export_lines(dover.name) if "lighthouse" in line]
    assert '"at":"Varne"' in lines[0]  # byte for byte, for the day when we can read it
