"""Whoever reads, however seldom, ends with the last value of everything, never sees an old one, and costs no memory."""

import asyncio
import json
import threading
from concurrent.futures import ThreadPoolExecutor

from hypothesis import given
from hypothesis import strategies as st

from varne.server.live import Hub, _messages
from varne.server.lookout import Lookout
from varne.server.newest import Newest

NAMES = st.sampled_from("abcde")
STEP = st.one_of(
    st.tuples(st.just("put"), st.lists(NAMES, min_size=1, max_size=3)),
    st.tuples(st.just("gone"), st.lists(NAMES, min_size=1, max_size=3)),
    st.tuples(st.just("read"), st.integers(0, 2)),
)


@given(st.lists(STEP, max_size=40), st.integers(0, 3))
def test_every_reader_ends_with_what_there_is(steps, gone_kept):
    board, truth, n = Newest(gone_kept), {}, 0
    readers = [{"version": 0, "has": {}} for _ in range(3)]

    def read(reader):
        changes = board.since(reader["version"])
        had = dict(reader["has"])
        reader["has"] = {} if changes.whole else {k: v for k, v in had.items() if k not in changes.gone}
        for value in map(json.loads, changes.values):
            assert value["n"] > had.get(value["id"], -1) or changes.whole
            assert value["n"] >= had.get(value["id"], -1)
            reader["has"][value["id"]] = value["n"]
        reader["version"] = changes.version
        assert reader["has"] == truth

    for act, what in steps:
        if act == "read":
            read(readers[what])
        elif act == "gone":
            board.put({}, gone=what)
            truth = {k: v for k, v in truth.items() if k not in what}
        else:
            n += 1
            board.put({name: json.dumps({"id": name, "n": n}).encode() for name in what})
            truth |= dict.fromkeys(what, n)
    for reader in readers:
        read(reader)


def test_what_is_kept_grows_with_the_things_and_not_with_the_changes():
    board = Newest(gone_kept=10)
    for n in range(5_000):
        board.put({f"t{n % 7}": b"x", f"passing {n}": b"x"}, gone=[f"passing {n - 1}"])
    assert len(board.names()) == 8
    assert len(board._gone) == 10
    assert board.since(1).whole  # away for too long: everything anew


def test_many_threads_put_and_none_is_lost():
    board = Newest()

    def work(k):
        for n in range(300):
            board.put({f"{k}": json.dumps([k, n]).encode()})

    threads = [threading.Thread(target=work, args=(k,)) for k in range(8)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert sorted(map(json.loads, board.since(0).values)) == [[k, 299] for k in range(8)]


class Silent:
    """A desk without records."""

    def stored(self, after=0):
        return ()


def alone(work):
    with ThreadPoolExecutor(1) as own_loop:  # a browser test may keep a loop running in this thread
        return own_loop.submit(lambda: asyncio.run(work())).result()


def tracks(message):
    parts = [p for p in message.decode().split("\n\n") if p.startswith("event: tracks")]
    return [json.loads(p.split("data: ")[1]) for p in parts]


def test_a_slow_screen_gets_one_frame_with_the_last_values():
    async def read():
        hub, lookout = Hub(), Lookout((), "dover", lambda report: "")
        lookout.tracks.put({"a": b'{"id":"a","n":0}'})
        stream = _messages(0, Silent(), hub, None, lookout)
        first = []
        while not first:
            first = tracks(await anext(stream))
        for n in range(1, 500):
            lookout.tracks.put({"a": json.dumps({"id": "a", "n": n}).encode(), f"b{n % 3}": b'{"id":"b"}'})
            hub.stir()
        second = []
        while not second:
            second = tracks(await anext(stream))
        await stream.aclose()
        return first, second

    first, second = alone(read)
    assert first == [{"whole": True, "tracks": [{"id": "a", "n": 0}], "gone": []}]
    (frame,) = second
    assert not frame["whole"] and len(frame["tracks"]) == 4
    assert next(t for t in frame["tracks"] if t["id"] == "a")["n"] == 499


def test_stirring_as_often_as_you_like_makes_one_frame():
    async def count():
        hub = Hub()
        waiting = asyncio.ensure_future(hub.wait(0, 0))
        await asyncio.sleep(0)
        for _ in range(1_000):
            hub.stir()
        return await waiting, hub.moves

    assert alone(count) == (True, 1)
