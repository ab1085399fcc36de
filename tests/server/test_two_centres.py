"""`varne serve` twice: the same boats on both screens, a cut that both see, each works on, and both are equal afterwards."""

import pytest

from broken_link import until
from two_centres import NAMES, report, two_centres

OFFICER = {"role": "watch officer"}


@pytest.fixture(scope="module")
def both(tmp_path_factory):
    with two_centres(tmp_path_factory.mktemp("two")) as centres:
        until(centres.works, 60, "the link")
        yield centres


def shown(node):
    """The picture of one moment, but for what depends on how the events came to this node."""
    return node.get("/api/picture?at=2999-01-01T00:00:00Z")


def decide(node, **event):
    role = {} if event["kind"] == "boat-renamed" else OFFICER
    return node.post("/api/decisions", {**role, **event})


def test_what_one_records_the_other_shows_and_each_works_on_through_a_cut(both):
    dover, griz = (both.nodes[name] for name in NAMES)
    dover.post("/api/reports", report("r1"))
    until(lambda: [r["id"] for r in griz.get("/api/picture")["reports"]] == ["r1"], 10, "the report at the other centre")
    decide(dover, kind="boat-opened", boat="c", name="Charlie", centre="dover", reports=["r1"])
    until(lambda: any(b["id"] == "c" for b in griz.get("/api/picture")["boats"]), 10, "the boat at the other centre")

    both.cut()
    until(lambda: all(both.state(n)["state"] == "cut" for n in NAMES), 10, "both to say that the link is cut")
    assert both.state("dover")["answered_s"] >= 3
    assert "cannot be reached" in both.state("gris-nez")["why"]
    dover.post("/api/reports", report("r2", minute=1))
    griz.post("/api/reports", report("r3", minute=2))
    decide(dover, kind="boat-renamed", boat="c", name="November", centre="dover")
    decide(griz, kind="boat-renamed", boat="c", name="Migrant 7", centre="gris-nez")
    assert {r["id"] for r in dover.get("/api/picture")["reports"]} == {"r1", "r2"}
    assert {r["id"] for r in griz.get("/api/picture")["reports"]} == {"r1", "r3"}

    both.heal()
    until(both.works, 15, "the link again")
    until(lambda: shown(dover) == shown(griz), 20, "both to show the same")
    picture = shown(dover)
    assert {r["id"] for r in picture["reports"]} == {"r1", "r2", "r3"}
    assert [c["key"] for c in picture["contradictions"]] == ["name/c"]
    assert {side["words"]["text"] for side in picture["contradictions"][0]["sides"]} == {
        "calls it November",
        "calls it Migrant 7",
    }


def test_a_link_cut_one_way_is_seen_at_both_ends(both):
    both.links["dover"].cut()  # Gris-Nez cannot ask Dover; Dover can ask Gris-Nez
    until(lambda: both.state("gris-nez")["state"] == "cut", 10, "Gris-Nez to say so")
    until(lambda: both.state("dover")["state"] == "unheard", 10, "Dover to say that it is not heard")
    both.heal()
    until(both.works, 15, "the link again")


def test_a_stalled_link_is_a_cut_link(both):
    both.stall()
    until(lambda: all(both.state(n)["state"] == "cut" for n in NAMES), 10, "both to say that the link is cut")
    both.heal()
    until(both.works, 15, "the link again")


def test_a_boat_is_handed_over_by_offer_and_acceptance(both):
    dover, griz = (both.nodes[name] for name in NAMES)
    dover.post("/api/reports", report("h1", minute=5, lon=1.4))
    decide(dover, kind="boat-opened", boat="h", name="Hotel", centre="dover", reports=["h1"])
    decide(dover, kind="handover-offered", boat="h", giver="dover", taker="gris-nez", expires="2999-01-01T00:00:00Z")
    until(lambda: boat(griz, "h") and boat(griz, "h")["handover"], 10, "the offer")
    assert boat(griz, "h")["holders"] == ["dover"]
    offer = boat(griz, "h")["handover"]["id"]
    decide(griz, kind="handover-accepted", boat="h", centre="gris-nez", offer=offer)
    until(lambda: boat(dover, "h")["holders"] == ["gris-nez"], 10, "the acceptance to be seen by the giver")


def boat(node, ident):
    return next((b for b in node.get("/api/picture")["boats"] if b["id"] == ident), None)
