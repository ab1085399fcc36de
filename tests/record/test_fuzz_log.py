"""Anything at all where an export or a page of another node is expected: refused in our words, or taken for what it is."""

import hashlib
import json
import os
import random
import tempfile
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from two_nodes import KEYS, NIGHT, as_peer, opened, say
from varne.record.chain import Place, Row, Submission, header_of, seal
from varne.record.clock import LATEST, Clock
from varne.record.events import ForkFound, Note, encode
from varne.record.exchange import take, trust_of
from varne.record.exchange.judging import Held, judge, read_page
from varne.record.exchange.serving import Reader, heads_of, page_for
from varne.record.exchange.signing import NotSigned, Who, read_signature, request_parts, signed
from varne.record.line import BadLine, Begin, End, from_line, read_lines, to_line
from varne.record.log import LogDamaged, export_lines, import_lines, verify
from varne.record.name import parse_chain

RECORD = settings.get_profile("record")
TRUST = {name: frozenset({KEYS[name].public}) for name in ("dover", "gris-nez")}
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=8,
)


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """An export, and a page of it, of a small log with two chains and a tombstone."""
    with opened(tmp_path_factory.mktemp("fuzz") / "dover.log", "dover") as log:
        stored = say(log, "a", "b", "c", "d", at=NIGHT)
        say(log, "sealed", audience="internal", at=NIGHT)
        log.erase(stored[1].id, centre="dover", role="r", reason="r", at=NIGHT)
        return list(export_lines(log.name)), page_for(log, Reader("gris-nez"), "dover/joint", 0)


@pytest.fixture
def here(tmp_path):
    with opened(tmp_path / "here.log", "gris-nez") as log:
        yield log


@settings(RECORD)
@given(st.lists(st.binary(max_size=80) | st.text(max_size=80) | json_values.map(json.dumps), max_size=5))
def test_any_lines_are_read_without_an_exception(lines):
    for line in read_lines(lines):
        assert isinstance(line, (Row, BadLine, Begin, End))


@pytest.mark.parametrize(
    "deep", [b"[" * 200_000, b'{"id":"' + b"[" * 9, b'{"header":' * 50_000, b'{"id":"00","header":' + b"[" * 10_000]
)
def test_nesting_without_end_is_a_bad_line(deep):
    (line,) = read_lines([deep])
    assert isinstance(line, BadLine)


@settings(RECORD)
@given(st.binary(max_size=400))
def test_any_bytes_are_a_page_without_rows(body):
    page = read_page(body, "dover/joint", TRUST)
    assert page.rows == ()
    assert page.cut


@settings(RECORD)
@given(st.text(max_size=40))
def test_any_text_is_a_chain_or_a_value_error(text):
    with suppress(ValueError):
        assert str(parse_chain(text)) == text


@settings(RECORD)
@given(st.binary(max_size=200))
def test_any_bytes_are_heads_or_a_value_error(body):
    with suppress(ValueError):
        heads_of(body)


@settings(RECORD)
@given(st.dictionaries(st.sampled_from(["signature", "signature-input"]), st.text(max_size=200)))
def test_any_headers_are_a_signature_or_a_reason(headers):
    assert isinstance(read_signature(request_parts("GET", "/log/heads", ""), headers, TRUST), NotSigned)


@settings(RECORD)
@given(st.data())
def test_a_signature_with_any_byte_changed_is_none(data):
    parts = request_parts("GET", "/log/dover/joint", "?after=0&to=")
    headers = signed(parts, Who("dover", 1700000000, "0" * 32), KEYS["dover"])
    name = data.draw(st.sampled_from(sorted(headers)))
    place = data.draw(st.integers(0, len(headers[name]) - 1))
    new = data.draw(st.characters(codec="ascii").filter(lambda c: c != headers[name][place]))
    changed = headers | {name: headers[name][:place] + new + headers[name][place + 1 :]}
    read = read_signature(parts, changed, TRUST)
    if isinstance(read, Who):  # two ways to write the same 64 bytes in base64 are one signature
        assert name == "signature"
        assert read == Who("dover", 1700000000, "0" * 32)


def mutated(rows, rng):
    """Lines of a page with one thing changed that JSON allows."""
    row = json.loads(rng.choice(rows))
    where = row["header"] if rng.random() < 0.6 and isinstance(row.get("header"), dict) else row
    name = rng.choice(sorted(where))
    where[name] = rng.choice([None, -1, 0, 2**53, 2**80, 1.5, "", "x", "0" * 64, [], {}, [[]], {"a": 1}, True, "\u0000", "é"])
    return json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode()


def test_a_row_with_anything_in_any_field_is_refused_and_does_no_harm(pages, here, torture):
    """Also when its id is made to fit: nobody can sign it."""
    *rows, end = pages[1].splitlines()
    rng = random.Random(4)
    trust = trust_of(here, (as_peer("dover"),))
    for _ in range(4000 if torture else 400):
        take(here, "dover/joint", b"\n".join([*rng.sample(rows, 3), mutated(rows, rng), end]), trust)
    assert not verify(here.name).problems
    take(here, "dover/joint", pages[1], trust)
    assert here.head("dover/joint").seq == 5


def crafted(prev, seq, clock, key="dover"):
    """A page with one event of dover, as anybody with a key could make it."""
    item = Submission(f"crafted-{seq}", 1637719260000, "note", encode(Note(text="crafted")))
    place = Place("dover/joint", seq, bytes.fromhex(prev), clock)
    return to_line(seal(item, place, nonce=b"0" * 16, identity=KEYS[key])) + b"\n"


def test_a_counter_at_the_end_of_its_numbers_is_refused_and_we_go_on(here):
    trust = trust_of(here, (as_peer("dover"),))
    taken = take(here, "dover/joint", crafted("", 1, Clock(LATEST, 2**53 - 1)), trust)
    assert (taken.accepted, taken.refused[0].why) == (0, "the counter of its clock is beyond all sense")
    assert take(here, "dover/joint", crafted("", 1, Clock(LATEST, 2**52 - 1)), trust).accepted == 1
    for _ in range(3):
        assert here.append(Note(text="on"), at=NIGHT).clock > (LATEST, 2**52 - 1)
    assert verify(here.name).problems == ()


def test_a_chain_is_not_continued_with_another_key_of_its_node(pages, here):
    take(here, "dover/joint", pages[1], trust_of(here, (as_peer("dover"),)))
    both = {**trust_of(here, ()), "dover": frozenset({KEYS["dover"].public, KEYS["spare"].public})}
    page = crafted(here.head("dover/joint").id, 6, Clock(LATEST, 0), "spare")
    taken = take(here, "dover/joint", page, both)
    assert (taken.accepted, taken.refused[0].why) == (0, "it is signed with another key than the events before it")
    assert verify(here.name).problems == ()


ODD = [
    None,
    -1,
    0,
    1,
    2,
    3,
    2**52 - 1,
    2**53 - 1,
    2**53,
    2**80,
    1.5,
    "",
    "x",
    "0" * 64,
    "dover/joint",
    "k\\u0000",
    [],
    {},
    True,
]


def resigned(line, rng):
    """A row as a node sends it that is no Varne but has the right key: one field odd, hash and signature made to fit."""
    row = json.loads(line)
    header, name = row["header"], rng.choice(sorted(row["header"]))
    odd = rng.choice(ODD)
    header[name] = {
        "clock": [rng.choice([odd, *header["clock"]]), rng.choice([odd, 0, 2**52 - 1])],
        "seen": {"gris-nez/joint": odd},
        "prev": rng.choice([odd, header["prev"] + "\n", header["prev"].upper()]),
    }.get(name, odd)
    raw = json.dumps(header, separators=(",", ":")).encode()
    row |= {"id": hashlib.sha256(raw).hexdigest(), "sig": KEYS["dover"].sign(raw).hex(), "signer": KEYS["dover"].public.hex()}
    text = json.dumps({**row, "header": 0}, separators=(",", ":"), ensure_ascii=False).encode()
    return text.replace(b'"header":0', b'"header":' + raw, 1)


def test_no_event_that_a_node_signs_can_damage_the_log_of_another(pages, tmp_path, torture):
    """Whatever is taken must verify, and we must be able to go on: a wrong or hostile node has a right key too."""
    *rows, end = pages[1].splitlines()
    rng = random.Random(6)
    for n in range(60 if torture else 6):
        with opened(tmp_path / f"{n}.log", "gris-nez") as here:
            trust = trust_of(here, (as_peer("dover"),))
            for _ in range(60):
                some = rng.sample(rows, rng.randrange(len(rows)))
                odd = [resigned(rng.choice(rows), rng) for _ in range(3)]
                take(here, "dover/joint", b"\n".join([*some, *odd, end]), trust)
            assert verify(here.name).problems == ()
            say(here, "we go on")
            take(here, "dover/joint", pages[1], trust)
            assert {s.id for s in here.read()} >= {from_line(row).id.hex() for row in rows}
            assert [s for s in here.read() if isinstance(s.event, ForkFound)]  # some of it was taken, beside what is true
            assert verify(here.name).problems == ()


@settings(RECORD)
@given(st.lists(st.integers(0, 4), max_size=12), st.lists(st.integers(0, 4), max_size=5, unique=True))
def test_rows_in_any_order_any_number_of_times_come_in_once_each_and_in_order(pages, order, known):
    rows = [from_line(line) for line in pages[1].splitlines()[:-1]]
    first = len([n for n in range(5) if n < min([n for n in range(6) if n not in known])])
    held = Held(ids={r.id: (r.seq, r.clock) for r in rows[:first]}, places={r.seq: r.id for r in rows[:first]})
    judged = judge([rows[n] for n in order], held, 1)
    seqs = [row.seq for row, _ in judged.accepted]
    assert len(seqs) == len(set(seqs))
    assert seqs == sorted(seqs)
    wanted = [n for n in range(first, 5) if set(range(first, n + 1)) <= set(order)]
    assert seqs == [n + 1 for n in wanted]
    assert judged.had == len([n for n in order if n < first]) + len([n for n in order if n in wanted]) - len(wanted)


# exports


@pytest.fixture
def folder():
    """Where a flush costs nothing, if there is such a place: what is made here is read at once."""
    memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    with tempfile.TemporaryDirectory(dir=memory) as made:
        yield Path(made)


def damage_of(folder, lines):
    """What the import of lines says; "" when it takes them."""
    target = folder / "made.log"
    try:
        import_lines(target, lines)
    except (ValueError, LogDamaged) as error:
        assert not target.exists()
        return str(error)
    made = list(export_lines(target))
    for name in ("made.log", "made.log-wal", "made.log-shm"):
        (folder / name).unlink(missing_ok=True)
    return "" if made else "nothing"


def test_an_export_cut_at_any_byte_is_refused(pages, folder, torture):
    text = "\n".join(pages[0]).encode()
    cuts = range(len(text) - 1) if torture else random.Random(1).sample(range(len(text) - 1), 60)
    for cut in cuts:
        lines = text[:cut].decode("utf-8", "replace").split("\n")
        assert damage_of(folder, lines), cut


def test_an_export_with_any_byte_flipped_is_refused_or_the_same(pages, folder, torture):
    """The same: where a hexadecimal digit became a capital one. A damaged event is named by its line or its place."""
    text = "\n".join(pages[0]).encode()
    rng = random.Random(2)
    for place in range(len(text)) if torture else rng.sample(range(len(text)), 80):
        hurt = bytearray(text)
        hurt[place] ^= 1 << rng.randrange(8)
        lines = bytes(hurt).decode("utf-8", "replace").split("\n")
        said = damage_of(folder, lines)
        assert said or bytes(hurt).lower() == text.lower(), place


@pytest.mark.parametrize("pair", [(1, 2), (2, 4), (4, 6), (1, 6)])
def test_two_events_of_an_export_exchanged_are_named_by_place(pages, folder, pair):
    lines = list(pages[0])
    one, other = pair
    lines[one], lines[other] = lines[other], lines[one]
    assert f"event {one} " in damage_of(folder, lines)


def test_an_event_twice_is_named(pages, folder):
    lines = [*pages[0][:3], *pages[0][2:]]
    assert "event 3 (dover/joint 2): it stands here a second time" in damage_of(folder, lines)


def test_ends_that_the_events_do_not_have_are_refused(pages, folder):
    head = header_of(from_line(pages[0][-2]).header)
    assert head.kind == "body-erased"
    lines = [*pages[0][:-1], pages[0][-1].replace('"dover/joint":[5', '"dover/joint":[4')]
    assert "names other ends of the chains" in damage_of(folder, lines)
