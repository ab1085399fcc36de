"""varne search: the example of the docs, the schemas, and every problem with the asset's name while the rest is planned."""

import json
import re
import shlex
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner

import varne
from varne.cli import main
from varne.planning import asked, planned

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


def test_the_quick_answer_is_the_first_unit_on_scene(example):
    assert example.quick.pattern in ("SS", "VS")
    assert example.quick.arrives >= "2021-11-24T04:"
    assert 0 < example.quick.pos < 1


def test_the_table_says_the_main_figures(tmp_path):
    done = search({**EXAMPLE, "states": 2000, "seconds": 0}, tmp_path)
    assert "no plan can pass" in done.stdout
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


def test_a_track_that_cannot_be_counted_is_told(tmp_path):
    bad = {"name": "P1", "track": [[1.7, 51.1, "2021-11-24T03:00Z"]], "sweep_m": {"adrift": 500}}
    plan = plan_of({"searched": [bad]}, tmp_path, code=1)
    assert plan.problems[0].asset == "P1"
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


@pytest.mark.parametrize("line", re.findall(r"^    (varne (?:search|cover) .*)$", DOCS, re.MULTILINE))
def test_the_commands_of_the_docs_run(line, tmp_path, monkeypatch):
    (tmp_path / "docs").symlink_to(ROOT / "docs")
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(main, shlex.split(line)[1:])
    assert done.exit_code == 0, done.output
    assert done.stdout or (tmp_path / "plan.json").exists()
