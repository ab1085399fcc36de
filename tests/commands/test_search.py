"""varne search: the example of the docs, the schemas, and every problem with the asset's name while the rest is planned."""

import itertools
import json
import re
import shlex
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner

import varne
from varne.cli import main
from varne.geodesy import distance_and_bearing
from varne.planning import asked, planned
from varne.planning.search import Given, stages
from varne.sea.tides import dover_strait

ROOT = Path(varne.__file__).parents[2]
EXAMPLE = json.loads((ROOT / "docs" / "cases" / "search.json").read_text("utf-8"))
DOCS = (ROOT / "docs" / "search.md").read_text("utf-8")
HELO = "Lydd helicopter"


def search(request, tmp_path, *words):
    path = tmp_path / "request.json"
    path.write_text(json.dumps(request))
    return CliRunner().invoke(main, ["search", str(path), *words])


def plan_of(request, tmp_path, code=0):
    done = search({**EXAMPLE, "states": 2000, "seconds": 0, **request}, tmp_path, "--json")
    assert done.exit_code == code, done.output
    return msgspec.json.decode(done.stdout, type=planned.PlanDoc, strict=True)


@pytest.fixture(scope="module")
def example(tmp_path_factory):
    out = tmp_path_factory.mktemp("plan") / "plan.json"
    done = CliRunner().invoke(main, ["search", str(ROOT / "docs" / "cases" / "search.json"), "-o", str(out)])
    assert done.exit_code == 0, done.output
    return msgspec.json.decode(out.read_bytes(), type=planned.PlanDoc, strict=True)


def test_the_schemas_are_those_published():
    for name, schema in (("search-request", asked.schema()), ("search-plan", planned.schema())):
        assert (ROOT / "docs" / "schemas" / f"{name}.json").read_bytes() == schema


def test_the_example_holds_the_contract(example):
    assert example.problems == []
    assert example.objective == "alive"
    assert 0 < example.myopic <= example.bound
    assert example.alive_fresh <= example.pos_fresh
    assert example.gap == pytest.approx(1 - example.alive_fresh / example.bound, abs=2e-3)
    assert example.flown.low < example.flown.mean < example.flown.high
    assert [a.name for a in example.assets] == [a["name"] for a in EXAMPLE["assets"]]
    assert sorted(m.name for m in example.marginal) == sorted(a["name"] for a in EXAMPLE["assets"])
    assert all(m.value >= 0 for m in example.marginal)


def test_more_states_make_the_cells_of_the_bound_smaller(tmp_path):
    few, many = (plan_of({"states": states}, tmp_path).bound_cell_m for states in (500, 4000))
    assert 0 < many < few


def test_tracks_rise_in_time_and_lie_in_the_strait(example):
    for a in example.assets:
        times = [at for _, _, at in a.track]
        assert len(times) >= 2
        assert times == sorted(times)
        assert all(0.5 < lon < 2.8 and 50.4 < lat < 51.8 for lon, lat, _ in a.track)
        for area in a.areas:
            assert area.begin < area.end
            assert area.pattern in ("PS", "CS")
            assert len(area.polygon["coordinates"][0]) == 5


def decided(plan, moved=0.0):
    """The assets of the example with the areas of a plan as already decided, each moved north [deg]."""
    sides = ("length_m", "width_m", "heading")
    areas = {
        a.name: [{"lon": r.lon, "lat": r.lat + moved, "at": r.begin} | {k: getattr(r, k) for k in sides} for r in a.areas]
        for a in plan.assets
    }
    return [{**asset, "area": areas[asset["name"]]} for asset in EXAMPLE["assets"]]


def test_the_areas_of_a_plan_handed_back_are_worth_the_same_and_moved_ones_lie_where_they_were_put(tmp_path):
    plan = plan_of({"rounds": 6}, tmp_path)
    same, away = (plan_of({"assets": decided(plan, moved)}, tmp_path) for moved in (0.0, 0.05))
    assert same.alive_fresh == pytest.approx(plan.alive_fresh, abs=0.003)  # corners of an area are rounded to a metre
    assert away.alive_fresh < same.alive_fresh
    assert [len(a.areas) for a in same.assets] == [len(a.areas) for a in plan.assets] == [2, 2, 2]
    for old, new in zip((r for a in plan.assets for r in a.areas), (r for a in away.assets for r in a.areas), strict=True):
        assert (new.length_m, new.width_m, new.heading) == pytest.approx((old.length_m, old.width_m, old.heading), abs=2.0)
        assert new.lat - old.lat == pytest.approx(0.05, abs=0.02)  # begun a little earlier or later, and it drifts meanwhile


def test_an_area_without_a_moment_lies_where_it_was_put_when_its_asset_comes(tmp_path):
    """Also the second one, which the asset comes to hours after it has left its base."""
    plan = plan_of({"rounds": 6}, tmp_path)
    assets = [{**a, "area": [{k: v for k, v in area.items() if k != "at"} for area in a["area"]]} for a in decided(plan)]
    found = plan_of({"assets": assets}, tmp_path)
    for old, new in zip((r for a in plan.assets for r in a.areas), (r for a in found.assets for r in a.areas), strict=True):
        assert distance_and_bearing(old.lon, old.lat, new.lon, new.lat)[0] < 500.0


def test_the_quick_answer_is_the_first_unit_on_scene(example):
    assert example.quick.pattern in ("SS", "VS")
    assert example.quick.arrives >= "2021-11-24T04:"
    assert 0 < example.quick.pos < 1


def test_the_table_says_the_main_figures(tmp_path):
    done = search({**EXAMPLE, "states": 2000, "seconds": 0}, tmp_path)
    assert re.search(r"no plan can pass \d+% \(alive, in cells of \d+\.\d NM\)", done.stdout)
    assert "one more hour of" in done.stdout


def with_asset(**changed):
    return {"assets": [*EXAMPLE["assets"][:2], {"name": HELO, **changed}]}


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"endurance_h": 0}, f"{HELO} has no endurance"),
        ({"lon": -10.0, "lat": 48.0}, f"{HELO} cannot reach the area"),
        ({"area": {"lon": 1.0, "lat": 51.1, "length_m": 5000, "width_m": 5000}}, "is on land"),
        ({"ready_min": 600}, f"{HELO} is ready"),
        ({"sweep_m": {}}, f"{HELO} has a sweep width of 0"),
    ],
)
def test_an_asset_that_cannot_is_named_and_the_rest_is_planned(changed, said, tmp_path):
    plan = plan_of(with_asset(**changed), tmp_path, code=1)
    assert [p.asset for p in plan.problems] == [HELO]
    assert said in plan.problems[0].text
    assert [a.name for a in plan.assets] == [a["name"] for a in EXAMPLE["assets"][:2]]
    assert plan.pos_fresh > 0


def test_ships_without_open_water_get_no_area_and_the_helicopter_searches(tmp_path):
    box = [[1.0, 50.7], [2.8, 50.7], [2.8, 51.7], [1.0, 51.7], [1.0, 50.7]]
    plan = plan_of({"lanes": [{"polygon": {"type": "Polygon", "coordinates": [box]}}]}, tmp_path, code=1)
    assert [p.asset for p in plan.problems] == [a["name"] for a in EXAMPLE["assets"][:2]]
    assert all("gets no area" in p.text for p in plan.problems)
    assert {a.name: len(a.areas) > 0 for a in plan.assets} == {a["name"]: a["name"] == HELO for a in EXAMPLE["assets"]}


def test_an_unknown_asset_says_what_is_missing(tmp_path):
    plan = plan_of({"assets": [*EXAMPLE["assets"][:1], {"name": "Tug", "lon": 1.5}]}, tmp_path, code=1)
    assert "Tug: lat, search_kn, endurance_h missing" in plan.problems[0].text


def test_a_time_before_the_ensemble_is_told_and_the_search_begins_with_it(tmp_path):
    plan = plan_of({"at": "2021-11-24T01:00Z"}, tmp_path, code=1)
    assert "before the ensemble" in plan.problems[0].text
    assert plan.pos_fresh > 0


def test_a_datum_on_land_is_told_and_the_others_are_planned_for(tmp_path):
    inland = {"lon": 1.0, "lat": 51.2, "at": "2021-11-24T03:00Z"}
    plan = plan_of({"datums": [inland, *EXAMPLE["datums"]]}, tmp_path, code=1)
    assert "datum 1 is left out" in plan.problems[0].text
    assert plan.pos_fresh > 0


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"datums": []}, "the ensemble is empty"),
        ({"datums": [{"lon": 1.0, "lat": 51.2, "at": "2021-11-24T03:00Z"}]}, "the ensemble is empty"),
        ({"assets": []}, "no assets"),
        ({"at": "2021-11-24T04:00"}, "has no zone; write 2021-11-24T04:00Z"),
        ({"hours": 0}, "hours"),
        ({"helicopters": 1}, "helicopters"),
    ],
)
def test_what_cannot_be_planned_at_all_is_misuse(changed, said, tmp_path):
    done = search({**EXAMPLE, **changed}, tmp_path)
    assert done.exit_code == 2
    assert said in done.stderr


def test_after_a_search_in_vain_less_is_left_there(tmp_path):
    first = plan_of({}, tmp_path)
    track = next(a.track for a in first.assets if a.name == HELO)
    sailed = {"name": HELO, "track": track, "by": {"sensor": "nvg", "platform": "helicopter", "height_m": 90}}
    later = plan_of({"at": "2021-11-24T06:00Z", "searched": [sailed]}, tmp_path)
    assert later.searched.low <= later.searched.cumulative[0] <= later.searched.high
    assert later.searched.cumulative[0] > 0.05
    assert sum(later.searched.by_state.values()) == pytest.approx(1.0, abs=1e-3)


@pytest.mark.parametrize("track", [[], [[1.7, 51.1, "2021-11-24T03:00Z"]]])
def test_a_track_that_cannot_be_counted_is_told(track, tmp_path):
    bad = {"name": "P1", "track": track, "sweep_m": {"adrift": 500}}
    plan = plan_of({"searched": [bad]}, tmp_path, code=1)
    assert plan.problems[0].asset == "P1"
    assert f"a track has two fixes or more, this one {len(track)}" in plan.problems[0].text
    assert plan.searched is None


def test_the_states_of_a_file_of_drift(tmp_path):
    command = f"drift --lon 1.72 --lat 51.12 --at 2021-11-24T03:12Z --hours 8 --object piw --n 1000 -o {tmp_path}/d.nc"
    assert CliRunner().invoke(main, command.split()).exit_code == 0
    plan = plan_of({"datums": [], "drifted": f"{tmp_path}/d.nc"}, tmp_path)
    assert plan.states == 500
    assert plan.pos_fresh > 0
    late = plan_of({"datums": [], "drifted": f"{tmp_path}/d.nc", "hours": 9}, tmp_path, code=1)
    assert "ends early" in late.problems[0].text


def test_the_same_request_gives_the_same_plan(tmp_path):
    assert plan_of({}, tmp_path) == plan_of({}, tmp_path)


def test_a_plan_comes_in_stages_and_whoever_has_heard_enough_stops_listening():
    ticks = itertools.count()
    request = msgspec.convert({**EXAMPLE, "states": 1000, "seconds": 5}, asked.Request)
    told = stages(request, Given(dover_strait()), lambda: float(next(ticks)))
    first = next(told)
    assert (first.name, first.doc.assets, first.value) == ("first", [], None)
    assert first.doc.quick is not None
    *better, last = told
    assert [s.name for s in better] == ["better"] * 4  # the clock says 1, 2, 3, 4 of 5 seconds
    assert [s.share for s in better] == [0.2, 0.4, 0.6, 0.8]
    assert [s.value for s in better] == sorted(s.value for s in better)
    assert (last.name, last.share, last.doc.rounds) == ("plan", 1.0, 5)
    assert last.doc.quick == first.doc.quick


def test_as_many_rounds_as_a_plan_took_make_it_again(tmp_path):
    first = plan_of({"seconds": 0.3}, tmp_path)
    assert plan_of({"rounds": first.rounds}, tmp_path) == first


def line(ident, hhmm, lon, lat, caller, **more):
    when = f"2021-11-24T{hhmm}:00Z"
    told = {"id": ident, "received": when, "observed": when, "channel": "pin", "source": "occupant"}
    return json.dumps({**told, "lon": lon, "lat": lat, "error_m": 200, "caller": caller, **more})


REPORTS = [
    line("a1", "02:00", 1.70, 51.10, "0123456789abcdef0"),
    line("a2", "02:40", 1.72, 51.12, "0123456789abcdef0", condition="engine_stopped"),
    line("b1", "02:30", 1.45, 50.95, "fedcba98765432100"),
    line("a3", "05:00", 2.10, 51.30, "0123456789abcdef0"),
]


def of_reports(tmp_path, code=0, **more):
    (tmp_path / "reports.jsonl").write_text("\n".join(REPORTS))
    return plan_of({"datums": [], "reports": f"{tmp_path}/reports.jsonl", **more}, tmp_path, code)


def test_a_boat_of_report_lines_is_searched_for_as_known_at_that_moment(tmp_path):
    plan = of_reports(tmp_path, boat="a1")
    lon, lat, at = plan.datum[0]
    assert at == "2021-11-24T04:00:00Z"
    assert 1.6 < lon < 1.9 and 51.05 < lat < 51.25  # not where a3 says an hour later, nor where the other boat is
    assert any("a2" in note for note in plan.notes)
    assert plan.assumed[0].key.startswith("outlook.")
    assert plan.pos_fresh > 0.1
    assert of_reports(tmp_path, boat="a2") == plan
    assert of_reports(tmp_path, boat="b1").datum[0][0] < 1.6


def test_without_a_boat_all_report_lines_are_of_one(tmp_path):
    assert any("from 3 reports" in note for note in of_reports(tmp_path).notes)


def test_a_boat_that_no_report_knows_is_misuse(tmp_path):
    (tmp_path / "r.jsonl").write_text(REPORTS[0])
    done = search({**EXAMPLE, "datums": [], "reports": f"{tmp_path}/r.jsonl", "boat": "zz"}, tmp_path)
    assert done.exit_code == 2
    assert "no boat zz is known at 2021-11-24T04:00Z" in done.stderr


def test_three_curves_of_survival_never_one(example):
    three = example.alive_range
    assert three.low < three.likely < three.high <= example.pos_fresh
    assert three.likely == example.alive_fresh
    for row in example.survival:
        assert row.low <= row.likely <= row.high
    assert [r.at for r in example.survival][:2] == ["2021-11-24T04:00:00Z", "2021-11-24T04:30:00Z"]
    assert example.survival[0].low > example.survival[-1].low > 0


def test_an_asset_that_is_kept_back_is_said_and_not_used(tmp_path):
    plan = plan_of(with_asset(withheld=True), tmp_path)
    assert [a.name for a in plan.assets] == [a["name"] for a in EXAMPLE["assets"][:2]]
    assert f"{HELO} was kept back by the planner" in plan.notes


def test_a_storm_that_no_helicopter_holds_a_pattern_in_is_told_and_a_gale_costs_it(tmp_path):
    gale, storm = (plan_of({"wind": f"constant:{u},0"}, tmp_path, code=u > 30) for u in (15, 40))
    assert f"{HELO} searches at 70 kn, and the wind blows 78 kn" in storm.problems[0].text
    calm = plan_of({"wind": "constant:0,0"}, tmp_path)
    helo = [next(a for a in p.assets if a.name == HELO).areas for p in (gale, calm)]
    paces = [sum(a.track_m for a in areas) / sum(seconds(a) for a in areas) for areas in helo]
    assert paces[0] < 0.85 * paces[1]


def seconds(area):
    return asked.moment(area.end, "end") - asked.moment(area.begin, "begin")


def test_ships_cross_the_lanes_of_a_centre_at_right_angles(tmp_path):
    """Every leg of theirs, whichever way the areas and the ladders would lie better; a helicopter does not care."""
    middle = [[1.0, 50.6], [2.6, 51.8]]
    lane = {"type": "Feature", "geometry": {"type": "LineString", "coordinates": middle}, "properties": {"width_m": 90_000}}
    (tmp_path / "lanes.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": [lane]}))
    (tmp_path / "varne.toml").write_text(f'lanes = "{tmp_path}/lanes.geojson"\n')
    path = tmp_path / "request.json"
    path.write_text(json.dumps({**EXAMPLE, "states": 2000, "rounds": 3}))
    done = CliRunner().invoke(main, ["search", str(path), "--json", "--config", str(tmp_path / "varne.toml")])
    plan = msgspec.json.decode(done.stdout, type=planned.PlanDoc)
    assert "no traffic lanes were given: ships cross where they like" not in plan.notes
    traffic = float(distance_and_bearing(*middle[0], *middle[1])[1])
    ships = [a for a in plan.assets if a.name != HELO and a.areas]
    assert ships
    for a in ships:
        for area in a.areas:
            assert abs((area.heading - traffic) % 180 - 90) <= 20.5
            assert area.pattern == "PS"


def test_a_centres_own_list_of_assets(tmp_path):
    (tmp_path / "varne.toml").write_text('[[assets]]\nname = "Lydd helicopter"\nhours = 0.1\n')
    path = tmp_path / "request.json"
    path.write_text(json.dumps({**EXAMPLE, "states": 2000, "seconds": 0}))
    done = CliRunner().invoke(main, ["search", str(path), "--json", "--config", str(tmp_path / "varne.toml")])
    assert done.exit_code == 1
    assert f"{HELO} cannot reach the area" in done.stderr


@pytest.mark.parametrize("line", re.findall(r"^    (varne (?:search|cover) .*)$", DOCS, re.MULTILINE))
def test_the_commands_of_the_docs_run(line, tmp_path, monkeypatch):
    (tmp_path / "docs").symlink_to(ROOT / "docs")
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(main, shlex.split(line)[1:])
    assert done.exit_code == 0, done.output
    assert done.stdout or (tmp_path / "plan.json").exists()
