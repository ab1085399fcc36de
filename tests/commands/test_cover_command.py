"""varne cover: the example of the docs, the schemas, and problems with the unit's name while the others are placed."""

import json
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner

import varne
from varne.cli import main
from varne.commands import cover_asked

ROOT = Path(varne.__file__).parents[2]
EXAMPLE = json.loads((ROOT / "docs" / "cases" / "cover.json").read_text("utf-8"))


def cover(request, tmp_path, *words):
    path = tmp_path / "request.json"
    path.write_text(json.dumps(request))
    return CliRunner().invoke(main, ["cover", str(path), *words])


def answer_of(changed, tmp_path, code=0):
    done = cover({**EXAMPLE, "hours": 2, **changed}, tmp_path, "--json")
    assert done.exit_code == code, done.output
    return msgspec.json.decode(done.stdout, type=cover_asked.Answer, strict=True)


def test_the_schemas_are_those_published():
    for name, schema in (("cover-request", cover_asked.schema()), ("cover", cover_asked.answer_schema())):
        assert (ROOT / "docs" / "schemas" / f"{name}.json").read_bytes() == schema


def test_the_example(tmp_path):
    done = CliRunner().invoke(main, ["cover", str(ROOT / "docs" / "cases" / "cover.json"), "--json"])
    assert done.exit_code == 0, done.output
    a = msgspec.json.decode(done.stdout, type=cover_asked.Answer, strict=True)
    assert len(a.hours) == len(a.watch) == EXAMPLE["hours"]
    for h in a.hours:
        assert sum(u.at_sea for u in h.units) <= EXAMPLE["most_sea"]
        assert h.mean_min <= h.berths_min
        assert h.bound_min <= h.mean_min + EXAMPLE.get("move_min", 1.0)
        assert h.within["15"] <= h.within["30"] <= h.within["60"]
    assert a.hours[0].bound_min > 0.97 * a.hours[0].mean_min
    assert a.reciprocity[0].side == "all"
    assert a.reciprocity[0].bought_min > 0
    assert [w.flies for w in a.watch] == [False, False, False, True, True, False]
    assert a.watch[5].gap > 0.5


def test_the_table(tmp_path):
    done = cover({**EXAMPLE, "hours": 2}, tmp_path)
    assert "NOTHING FLIES" in done.stdout
    assert "each side for itself" in done.stdout


@pytest.mark.parametrize(
    ("unit", "said"),
    [
        ({"name": "Tug"}, "Tug: side, lon, lat, speed_kn, launch_min missing"),
        ({"name": "Calais lifeboat", "speed_by_wave": [[2, 10], [1, 20]]}, "give them rising"),
    ],
)
def test_a_unit_that_cannot_be_used_is_named_and_the_others_are_placed(unit, said, tmp_path):
    a = answer_of({"units": [*EXAMPLE["units"][:3], unit]}, tmp_path, code=1)
    assert said in a.problems[0].text
    assert a.problems[0].unit == unit["name"]
    assert len(a.hours[0].units) == 3


def test_a_waiting_place_on_land_is_told(tmp_path):
    a = answer_of({"places": [[1.0, 51.1], [1.6, 51.05]]}, tmp_path, code=1)
    assert "is on land" in a.problems[0].text


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"units": []}, "no units"),
        ({"crossings": []}, "an hour without demand"),
        ({"wave_m": [1.0]}, "1 wave heights for 2 hours"),
        ({"at": "2021-11-23"}, "has no zone"),
        ({"boats": 1}, "boats"),
    ],
)
def test_what_cannot_be_answered_at_all_is_misuse(changed, said, tmp_path):
    done = cover({**EXAMPLE, "hours": 2, **changed}, tmp_path)
    assert done.exit_code == 2
    assert said in done.stderr
