"""A boat is closed by two people: one account in two roles is one person; who was not signed in cannot be told apart."""

import pytest
from scripted import COORDINATOR, OFFICER, Script, objections

from varne.record import events as ev
from varne.record.incident import fold

ONE, TWO = "a" * 32, "b" * 32


def night(asker, confirmer, centre="dover", role=COORDINATOR):
    script = Script()
    script.report(0, "r1", 30)
    script.open(1, reports=["r1"])
    script.account(2, 30)
    evidence = "authority_confirmed_landing"
    script(3, ev.ClosingRequested(boat="c", centre="dover", role=OFFICER, evidence=evidence, actor=asker))
    seq = script(4, ev.ClosingConfirmed(boat="c", centre=centre, role=role, actor=confirmer))
    return fold(script.stored), seq


@pytest.mark.parametrize(("asker", "confirmer"), [(ONE, TWO), (None, None)])
def test_two_accounts_or_nobody_signed_in_close_by_two_roles(asker, confirmer):
    after, seq = night(asker, confirmer)
    assert objections(after, seq) == ()
    assert after.boats["c"].status == "closed"


@pytest.mark.parametrize(
    ("asker", "confirmer", "why"),
    [(ONE, ONE, "same_person"), (ONE, None, "person_unknown"), (None, ONE, "person_unknown")],
)
def test_one_person_in_two_roles_is_one_person(asker, confirmer, why):
    after, seq = night(asker, confirmer)
    assert [w.key for w in objections(after, seq)] == [f"refused.closing.{why}"]
    boat = after.boats["c"]
    assert (boat.status, boat.closing.state) == ("open", "waiting")
    assert [w.key for w in boat.closing.why] == ["refused.closing.second_role"]


def test_two_people_in_one_role_are_not_enough():
    after, seq = night(ONE, TWO, role=OFFICER)
    assert [w.key for w in objections(after, seq)] == ["refused.closing.same_role"]


def test_after_a_refusal_a_second_person_still_closes_it():
    script = Script()
    script.report(0, "r1", 30)
    script.open(1, reports=["r1"])
    script.account(2, 30)
    evidence = "authority_confirmed_landing"
    script(3, ev.ClosingRequested(boat="c", centre="dover", role=OFFICER, evidence=evidence, actor=ONE))
    script(4, ev.ClosingConfirmed(boat="c", centre="dover", role=COORDINATOR, actor=ONE))
    script(5, ev.ClosingConfirmed(boat="c", centre="dover", role=COORDINATOR, actor=TWO))
    assert fold(script.stored).boats["c"].status == "closed"


def test_the_other_centres_account_is_another_person_whatever_it_is_called():
    """Each centre has a key of its own, so actors of two centres agree only when forged; a node without accounts counts."""
    after, _ = night(ONE, None, centre="gris-nez")
    assert after.boats["c"].status == "closed"
