"""A report that is probably of another boat says little about where this one is; what officers put together counts in full."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from varne import picture
from varne.config import Config
from varne.fusion.report import Report
from varne.geodesy import distance_and_bearing
from varne.picture.belonging import belonging, stepped
from varne.record import events as ev
from varne.record.log import Log
from varne.sea.tides import dover_strait
from varne.server.desk import Desk

T0 = datetime(2024, 3, 1, 22, tzinfo=UTC)


def pin(ident, minute, lon, lat):
    when = T0 + timedelta(minutes=minute)
    at = {"lon": lon, "lat": lat, "ellipse_m": (100.0, 100.0, 0.0)}
    return Report(id=ident, received=when, observed=when, channel="pin", source="occupant", caller="0123456789abcdef0", **at)


TOLD = (pin("a", 0, 1.60, 51.05), pin("b", 20, 1.602, 51.055), pin("c", 40, 1.625, 51.075))


@pytest.fixture
def desk_of(tmp_path):
    with Log.open(tmp_path / "night.varne", origin="dover") as log:

        def made(*events):
            for n, event in enumerate(events):
                log.append(event, key=str(n), at=T0 + timedelta(minutes=41))
            return Desk(log.read, Config(states=800), dover_strait(), None)

        yield made


def reported(*reports):
    return [ev.Reported(report=r, provenance=ev.Provenance(source="test", grade="A", basis="live")) for r in reports]


def place_of(outlook, minute):
    run = outlook.run.at((T0 + timedelta(minutes=minute)).timestamp())
    return float(run.lon[0] @ run.weight), float(run.lat[0] @ run.weight)


def apart(one, other):
    return float(distance_and_bearing(*one, *other)[0])


def test_the_less_it_belongs_the_less_it_moves_the_place(desk_of):
    desk = desk_of(*reported(*TOLD))
    without = place_of(desk.outlook(TOLD[:2], {}), 45)
    moved = [apart(place_of(desk.outlook(TOLD, {"c": p}), 45), without) for p in (1.0, 0.5, 1 / 64)]
    assert moved[0] > moved[1] > moved[2]
    assert moved[2] < moved[0] / 4


def test_the_desk_weighs_the_reports_of_a_proposed_boat_by_what_fusion_says(monkeypatch, desk_of):
    """Fusion doubts a report: the place on the screen is the one that the doubt leaves, and not that of a sure report."""
    now, shown = T0 + timedelta(minutes=45), {}
    for p in (1.0, 1 / 64):
        desk = desk_of(*reported(*TOLD))
        as_made = desk._proposal

        def doubted(night, as_made=as_made, p=p):
            proposal, rescues = as_made(night)
            assert len(proposal.boats) == 1
            (boat,) = proposal.boats
            members = tuple(replace(m, p=p if m.report == "c" else 1.0) for m in boat.members)
            return replace(proposal, boats=(replace(boat, members=members),)), rescues

        monkeypatch.setattr(desk, "_proposal", doubted)
        (boat,) = picture.picture(desk.known(now))["boats"]
        shown[p] = boat["lon"], boat["lat"]
    assert apart(shown[1.0], (TOLD[2].lon, TOLD[2].lat)) * 2 < apart(shown[1 / 64], (TOLD[2].lon, TOLD[2].lat))


def test_what_an_officer_put_together_counts_in_full(desk_of):
    opened = ev.BoatOpened(boat="b1", name="Alfa", reports=tuple(r.id for r in TOLD), centre="dover", role="watch officer")
    desk = desk_of(*reported(*TOLD), opened)
    told = picture.to_place(desk.known(T0 + timedelta(minutes=45)))
    assert {name: dict(chances) for name, (_, chances) in told.items()} == {"b1": {}}


def test_a_proposed_boats_reports_have_their_members_probability(desk_of):
    (boat,) = desk_of(*reported(*TOLD)).known(T0 + timedelta(minutes=45)).proposal.boats
    assert belonging(boat) == {m.report: stepped(m.p) for m in boat.members}
    assert set(belonging(boat)) == {"a", "b", "c"}


@given(st.floats(0, 1))
def test_a_step_moves_the_odds_by_a_factor_of_two_at_most(p):
    s = stepped(p)
    assert 0 <= s <= 1
    if 0.01 < p < 0.99:
        assert 0.5 <= s * (1 - p) / ((1 - s) * p) <= 2


@pytest.mark.parametrize("p", [0.0, 0.001, 0.999, 1.0])
def test_a_doubt_too_small_to_matter_is_none(p):
    assert stepped(p) == round(p)
