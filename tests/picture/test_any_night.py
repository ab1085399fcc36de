"""Whatever is said and decided, wherever: there is a picture, a list of assets, what differs (invariant 4)."""

import json
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from varne.fusion.associate import propose
from varne.fusion.posterior import ROUGH
from varne.fusion.report import Count, Report
from varne.picture import decisions, picture
from varne.picture.differences import differences
from varne.picture.hindsight import hindsight, up_to
from varne.picture.known import Known
from varne.picture.tasking import tasking
from varne.record import events as ev
from varne.record.chain import Stored
from varne.record.incident import fold
from varne.sea.field import Constant
from varne.search.assets import shipped

T0 = datetime(2024, 3, 1, 22, tzinfo=UTC)
ASSETS = st.sampled_from(["Dover all-weather lifeboat", "M/V Kastor"])
BOATS = st.sampled_from(["c", "c", "l", "unknown"])
IDS = st.lists(st.sampled_from(["r0", "r1", "r2", "r3", "r4"]), min_size=1, max_size=3, unique=True).map(tuple)
WHEN = st.integers(-5, 90).map(lambda minute: T0 + timedelta(minutes=minute))
PLACES = st.one_of(
    st.tuples(st.floats(1.2, 1.9), st.floats(50.8, 51.2)),
    st.tuples(st.floats(-0.5, 3.4), st.floats(49.9, 52.0)),
    st.sampled_from([(0.0, 0.0), (51.0, 1.5), (-5.0, 40.0), (-1.4, 51.0)]),
)
DOING = st.sampled_from(["tasked", "departed", "on_scene", "berthed", "sighting"])
VERDICTS = st.sampled_from(["same", "different"])
WHO = {"centre": st.sampled_from(["dover", "gris-nez"]), "role": st.just("watch officer")}


@st.composite
def reports(draw):
    lon, lat = draw(PLACES | st.just((None, None)))
    return Report(
        draw(IDS)[0], draw(WHEN), draw(st.sampled_from(["call", "pin", "search", "radar"])), "occupant",
        observed=draw(st.none() | WHEN), lon=lon, lat=lat, people=draw(st.sampled_from([None, Count(2, 3, 5)])),
        condition=draw(st.sampled_from(["unknown", "underway", "people_in_water"])),
    )  # fmt: skip


EVENTS = st.one_of(
    st.builds(ev.Reported, report=reports()),
    st.builds(ev.Reported, report=reports()),
    st.just(ev.Erased(was="report")),
    st.builds(ev.BoatOpened, boat=st.sampled_from(["c", "l"]), name=st.sampled_from(["", "Charlie"]), reports=IDS, **WHO),
    st.builds(ev.ReportsJoined, boat=BOATS, reports=IDS, **WHO),
    st.builds(ev.ReportsSplit, boat=BOATS, reports=IDS, **WHO),
    st.builds(ev.ReportsJudged, verdict=VERDICTS, one=st.just(("r0",)), other=st.just(("r1", "r2")), **WHO),
    st.builds(ev.HandoverOffered, boat=BOATS, giver=WHO["centre"], taker=WHO["centre"], role=WHO["role"], expires=WHEN),
    st.builds(ev.HandoverAccepted, boat=BOATS, **WHO),
    st.builds(ev.ClosingRequested, boat=BOATS, evidence=st.just("false_report_proven"), **WHO),
    st.builds(ev.ClosingConfirmed, boat=BOATS, centre=WHO["centre"], role=st.just("liaison")),
    st.builds(
        ev.Asset, asset=ASSETS, status=DOING, boat=st.none() | BOATS, due=st.none() | WHEN, lon=st.just(1.5), lat=st.just(51.0),
        centre=WHO["centre"],
    ),
    st.builds(ev.AssetWithheld, asset=ASSETS, boats=st.just(()) | st.tuples(BOATS), reason=st.just("for the morning"), **WHO),
)  # fmt: skip


def known(night, minute):
    told = [r.report for r in night.reports.values()]
    proposal = propose(told, Constant(0.3, 0.0), decided=decisions(night), effort=ROUGH)
    return Known(night, T0 + timedelta(minutes=minute), proposal, (), {}, fleet=shipped())


@settings(max_examples=40, deadline=None)
@given(st.lists(EVENTS, min_size=2, max_size=14), st.integers(0, 100))
def test_there_is_a_picture(events, minute):
    stored = [Stored(k, f"{k:064x}", T0 + timedelta(minutes=5 * k), e) for k, e in enumerate(events, 1)]
    then, later = fold(stored[: len(stored) // 2]), fold(stored)
    first, second = (picture(known(night, minute)) for night in (then, later))
    believed = known(hindsight(then, later, T0 + timedelta(minutes=minute)), minute)
    third = picture(up_to(believed, then, T0 + timedelta(minutes=minute + 60)))
    for one in (second, third):
        json.dumps(differences(first, one))
    everything = known(later, minute)
    for boat in (None, *later.boats.values()):
        json.dumps(tasking(everything, boat))
    opened = {e.boat for e in events if isinstance(e, ev.BoatOpened)}
    assert opened <= {b["id"] for b in second["boats"]}
    assert len({a["key"] for a in second["alarms"]}) == len(second["alarms"])
