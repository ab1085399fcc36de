"""Assets: the shipped list says where it comes from, lies where it should, and a centre can change it in varne.toml."""

import pytest

from varne.config import ConfigError, parse_config
from varne.geodesy import KNOT, NM
from varne.sea import coast
from varne.search import tables
from varne.search.assets import NEEDED, fleet, shipped
from varne.search.corrections import Conditions
from varne.search.detection import NEAREST, sweep_width


def named(assets, name):
    [found] = [a for a in assets if a.name == name]
    return found


def test_every_row_has_a_source_and_says_what_is_judgement():
    for row in tables.rows("assets.csv"):
        assert row["source"]
        assert set(row["judged"].split()) <= set(row)
        assert "search_kn" in row["judged"]  # no source gives a speed in a pattern


def test_approximate_places_are_marked_and_all_lie_in_the_strait():
    assert [a.name for a in shipped() if not a.approximate] == ["Dover all-weather lifeboat", "Ramsgate all-weather lifeboat"]
    for a in shipped():
        assert coast.covers(a.lon, a.lat)
    assert {a.side for a in shipped()} == {"uk", "fr", "be"}


def test_facts_of_the_memo():
    dover = named(shipped(), "Dover all-weather lifeboat")
    assert (dover.lon, dover.lat) == (1.3194, 51.1175)
    assert dover.transit == pytest.approx(25 * KNOT)
    assert dover.launch == 600.0
    assert named(shipped(), "Lydd helicopter").transit == pytest.approx(145 * KNOT)


def test_every_asset_sees_every_state_with_one_of_its_sensors():
    for a in shipped():
        for what in NEAREST:
            widths = []
            for sensor in a.sensors:
                if NEAREST[what][sensor]:
                    widths.append(sweep_width(a.looker(sensor), what, Conditions(5 * NM)).likely)
            assert max(widths) > 0


def test_varne_toml_changes_adds_and_takes_out():
    config = parse_config("""
        [[assets]]
        name = "Border Force cutter"
        lon = 1.5
        lat = 51.05
        [[assets]]
        name = "Berck light craft"
        off = true
        [[assets]]
        name = "Own boat"
        side = "fr"
        kind = "inshore"
        lon = 1.9
        lat = 50.98
        transit_kn = 28
        search_kn = 18
        hours = 3
        launch_min = 8
        eye_m = 2
        sensors = ["eye"]
    """)
    assets = fleet([line.plain() for line in config.assets])
    cutter, own = named(assets, "Border Force cutter"), named(assets, "Own boat")
    assert (cutter.lon, cutter.lat, cutter.approximate) == (1.5, 51.05, False)
    assert "lon" not in cutter.judged
    assert cutter.search == named(shipped(), "Border Force cutter").search
    assert own.transit == pytest.approx(28 * KNOT)
    assert own.endurance == 3 * 3600
    assert not {"Berck light craft"} & {a.name for a in assets}
    assert len(assets) == len(shipped())


def test_without_lines_the_list_is_the_shipped_one():
    assert fleet([line.plain() for line in parse_config("").assets]) == shipped()


OWN = {"name": "Own", "side": "uk", "kind": "inshore", "lon": 1.0, "lat": 51.0, "transit_kn": 20, "search_kn": 15, "hours": 2,
       "launch_min": 5, "eye_m": 2, "sensors": ["eye"]}  # fmt: skip


@pytest.mark.parametrize(
    ("change", "mend"),
    [({"side": "de"}, "one of uk, fr, be"), ({"kind": "submarine"}, "lifeboat"), ({"sensors": ["nose"]}, "some of eye"),
     ({"lat": 151.0}, "change places"), ({"search_kn": 0}, "above 0"), ({"launch_min": -1}, "0 or more")],
)  # fmt: skip
def test_an_impossible_asset_is_refused_by_name(change, mend):
    with pytest.raises(ValueError, match=f"Own.*{mend}"):
        fleet([OWN | change])


def test_a_new_asset_says_what_it_still_needs():
    with pytest.raises(ValueError, match=", ".join(NEEDED)):
        fleet([{"name": "Nothing"}])


def test_an_unknown_key_in_varne_toml_is_refused():
    with pytest.raises(ConfigError, match="colour"):
        parse_config('[[assets]]\nname = "x"\ncolour = "red"')


def test_a_sensor_it_lacks_is_refused():
    with pytest.raises(ValueError, match="looks with"):
        named(shipped(), "Coastguard drone").looker("eye")
