"""What a screen shows of a watch: ships once, by their own word; boats without AIS with how sure they are."""

from dataclasses import replace

import numpy as np

from fusion.tracker.test_track_station import BOAT, CARGO, DOVER_STATION, PLOTS, T0
from varne.fusion.tracker import ships
from varne.fusion.tracker.station import look, nothing, resumed
from varne.fusion.tracker.traffic import boats, company, sender
from varne.geodesy import distance_and_bearing


def watched(until, senders=CARGO):
    seen, _ = look(
        DOVER_STATION, nothing(), [p for p in PLOTS if p.t < T0 + until], [f for f in senders if f.t < T0 + until], T0 + until
    )
    return seen


def away(sighted, fixes, t):
    lon, lat = (np.interp(t, [f.t for f in fixes], [getattr(f, c) for f in fixes]) for c in ("lon", "lat"))
    return float(distance_and_bearing(sighted.lon, sighted.lat, lon, lat)[0])


def test_the_boat_is_shown_with_its_chances_and_the_ship_only_by_its_own_word():
    seen = watched(900)
    (boat,) = boats(DOVER_STATION, seen, company(DOVER_STATION, seen))
    assert boat.kind == "boat"
    assert away(boat, BOAT, boat.t) < 150
    assert boat.exists > 0.9 and boat.small > 0.9
    assert abs(boat.course - 300) < 20 and 1.5 < boat.speed < 3.5
    assert sender(CARGO[0]).kind == "ship" and sender(CARGO[0]).exists is None


def test_without_ais_both_are_boats():
    seen = watched(900, senders=[])
    both = boats(DOVER_STATION, seen, company(DOVER_STATION, seen))
    assert len(both) == 2
    assert len({b.id for b in both}) == 2
    assert sorted(
        round(away(b, f, b.t) / 200)
        for b, f in zip(sorted(both, key=lambda b: away(b, CARGO, b.t)), (CARGO, BOAT), strict=True)
    ) == [0, 0]


def test_nothing_is_shown_before_the_first_turn():
    assert company(DOVER_STATION, nothing()) is None
    assert boats(DOVER_STATION, nothing(), None) == ()


def test_a_station_that_did_not_look_keeps_its_tracks_and_one_that_saw_nothing_does_not():
    """The radar falls silent for five minutes: what was there may still be there, and says when it was last seen."""
    seen, back = watched(900), T0 + 1_200.0
    later = [p for p in PLOTS if p.t >= back][:1]
    kept, _ = look(DOVER_STATION, resumed(DOVER_STATION, seen, back), later, [], back + 6)
    lost, _ = look(DOVER_STATION, seen, later, [], back + 6)
    (boat,) = boats(DOVER_STATION, seen, company(DOVER_STATION, seen))
    number = int(boat.id.split("/")[1])
    exists = [float(s.tracks.exists[s.tracks.number == number].sum()) for s in (seen, kept, lost)]
    assert exists[1] > 0.5 > exists[2]
    assert resumed(DOVER_STATION, nothing(), back).until == -np.inf


def test_ships_far_away_change_no_pairing(monkeypatch):
    """What is not compared would have been nothing: with the limit taken away, every chance is the same."""
    seen = watched(900)
    near = ships.pair(seen.history, ships.ways(CARGO), DOVER_STATION.origin, 1e-8)
    far = [replace(f, key="mmsi:000000001", lon=f.lon + 0.4) for f in CARGO]
    many = ships.pair(seen.history, ships.ways([*CARGO, *far]), DOVER_STATION.origin, 1e-8)
    monkeypatch.setattr(ships, "FAR_M", np.inf)
    all_compared = ships.pair(seen.history, ships.ways([*CARGO, *far]), DOVER_STATION.origin, 1e-8)
    assert np.array_equal(many.chance, all_compared.chance)
    ship = [k for k in many.keys if k != "mmsi:000000001"]
    assert np.allclose(many.chance[:, [many.keys.index(k) for k in ship]], near.chance)
