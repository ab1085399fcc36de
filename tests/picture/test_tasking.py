"""Places for the people of a boat: on what was sent, could come soon, is kept back; what is not known is never a place."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from varne.fusion.associate import propose
from varne.fusion.report import Count, Report
from varne.geodesy import KNOT
from varne.picture.known import Known
from varne.picture.tasking import demand, standings, tasking, told
from varne.record import events as ev
from varne.record.chain import Stored
from varne.record.incident import fold
from varne.sea.field import Constant
from varne.search.assets import Asset

NOW = datetime(2024, 3, 1, 2, tzinfo=UTC)
WHO = {"centre": "dover", "role": "watch officer"}


def asset(name, miles=4.9, room=30):
    """A lifeboat so many miles south of the boat, that leaves in ten minutes and makes 20 knots."""
    place = (1.5, 51.0 - miles / 60)
    return Asset(name, "uk", "lifeboat", *place, False, 20 * KNOT, 15 * KNOT, 3e4, 600.0, 4.0, ("eye",), capacity=room)


NEAR, FAR, BLIND = asset("near"), asset("far", miles=30.0, room=100), asset("blind", room=None)


PEOPLE = Count(30, 40, 50)


def known(*said, people=PEOPLE, fleet=(NEAR, FAR, BLIND)):
    """One boat with a fix and no forecast, and what was said of assets, a minute apart."""
    fix = Report("r1", NOW - timedelta(hours=1), "pin", "occupant", lon=1.5, lat=51.0, people=people)
    opened = ev.BoatOpened(boat="c", name="Charlie", reports=("r1",), **WHO)
    other = ev.BoatOpened(boat="l", name="Lima", **WHO)
    events = [ev.Reported(report=fix), opened, other, *said]
    stored = [Stored(k, f"{k:064x}", NOW - timedelta(minutes=30 - k), e) for k, e in enumerate(events, 1)]
    return Known(fold(stored), NOW, propose([fix], Constant(0.0, 0.0)), (), {}, fleet=fleet)


def sent(name, boat="c", status="tasked", **rest):
    return ev.Asset(asset=name, status=status, centre="dover", boat=boat, **rest)


def withheld(name, *boats):
    return ev.AssetWithheld(asset=name, boats=boats, reason="for the morning", **WHO)


def places(k):
    boat = k.night.boats["c"]
    d = demand(boat, standings(k, boat.id), k)
    return d.sent, d.near, d.withheld, d.short


def words(k):
    boat = k.night.boats["c"]
    return [w.text for w in told(boat, demand(boat, standings(k, boat.id), k))]


def test_nothing_sent_leaves_everybody_without_a_place():
    assert places(known()) == (0, 30, 0, 50)  # far: an hour and a half and ten minutes
    assert words(known()) == [
        "Charlie: 30–50 not accounted for. Places on what was sent: 0; not sent, there within 60 min: 30; withheld: 0",
        "Charlie: for 50 people no place is known on what was sent",
        "Not counted, because nobody has said how many people they take: blind",
    ]


def test_what_is_sent_counts_as_sent_and_no_more_as_near():
    assert places(known(sent("near"))) == (30, 0, 0, 20)
    assert places(known(sent("near"), sent("far"))) == (130, 0, 0, 0)


def test_what_is_withheld_is_neither_and_is_told():
    assert places(known(withheld("near", "c"))) == (0, 0, 30, 50)
    assert places(known(withheld("near"))) == (0, 0, 30, 50)  # from all boats
    assert places(known(withheld("near", "l"))) == (0, 30, 0, 50)  # from another
    assert places(known(withheld("near", "c"), sent("near"))) == (30, 0, 0, 20)


def test_withheld_from_two_boats_it_is_withheld_from_both():
    k = known(withheld("near", "c"), withheld("near", "l"))
    assert places(k) == (0, 0, 30, 50)
    assert [s.withheld.boats for s in standings(k, "l") if s.withheld] == [("l",)]


def test_what_works_for_another_boat_is_not_free():
    assert places(known(sent("near", boat="l"))) == (0, 0, 0, 50)


def test_what_was_seen_on_its_way_is_still_sent():
    seen = sent("near", boat=None, status="sighting", lon=1.5, lat=50.95)
    k = known(sent("near"), sent("near", status="departed"), seen)
    assert places(k) == (30, 0, 0, 20)
    assert [s.sent for s in standings(k, "c") if s.asset.name == "near"] == [True]
    assert [s.busy for s in standings(k, "l") if s.asset.name == "near"] == [True]


def test_what_has_to_go_round_land_is_not_counted_as_near():
    """From Margate the straight way leads over Thanet: 37 minutes, and nobody knows how long the way round takes."""
    margate, ramsgate = (replace(NEAR, lon=1.38, lat=lat, transit=40 * KNOT) for lat in (51.395, 51.32))
    assert places(known(fleet=(margate,))) == (0, 0, 0, 50)
    assert places(known(fleet=(replace(ramsgate, lon=1.43),))) == (0, 30, 0, 50)


def test_those_aboard_take_a_place():
    assert places(known(sent("near", status="on_scene", aboard=20)))[0] == 10
    assert places(known(sent("near", status="on_scene", aboard=45)))[0] == 0


def test_accounted_people_need_none():
    counted = ev.PeopleAccounted(count=Count(45, 45, 45), outcome="landed_uk", evidence="counted", boat="c", **WHO)
    assert places(known(counted, sent("near"))) == (30, 0, 0, 0)
    everybody = ev.PeopleAccounted(count=Count(50, 50, 50), outcome="landed_uk", evidence="counted", boat="c", **WHO)
    assert words(known(everybody)) == []


def test_where_nobody_said_how_many_no_figure_is_made_up():
    k = known(withheld("near", "c"), people=None)
    assert words(k)[0] == "Charlie: nobody has said how many people there are; 0 places were sent, 30 are withheld"
    assert places(k)[3] == 0


def test_what_is_sent_and_not_on_the_list_is_named_as_not_counted():
    assert words(known(sent("Flamant")))[-1].endswith("take: blind, Flamant")


def test_the_list_has_the_soonest_first_and_says_when_it_could_be_there():
    plain = tasking(known(sent("far", status="departed")), None)
    assert [a["reach"] for a in plain["assets"]] == [None] * 3
    k = known(withheld("near", "c"))
    rows = tasking(k, k.night.boats["c"])["assets"]
    assert [a["name"] for a in rows] == ["blind", "near", "far"]
    near = rows[1]
    assert (near["ready_min"], near["free"], near["aboard"]) == (10, 30, None)
    assert near["reach"].pop("at").startswith("2024-03-01T02:24:4")  # 14.7 minutes at 20 kn, after ten
    assert near["reach"] == {"minutes": 25, "start": "base", "over_land": False, "due": None}
    since = "2024-03-01T01:34:00Z"
    assert near["withheld"] == {**WHO, "since": since, "reason": "for the morning", "boats": ["c"]}


@pytest.mark.parametrize("boat", ["c", None])
def test_demand_is_told_of_the_chosen_boat_or_of_all(boat):
    k = known()
    said = tasking(k, k.night.boats[boat] if boat else None)["demand"]
    assert ("Lima" in " ".join(w["text"] for w in said)) == (boat is None)


def test_a_boat_without_a_place_has_no_times():
    k = known()
    night = replace(k.night, boats={**k.night.boats, "c": replace(k.night.boats["c"], reports=())})
    assert all(s.reach is None for s in standings(replace(k, night=night), "c"))
