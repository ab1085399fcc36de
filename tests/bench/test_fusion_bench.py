"""The bench as a command: what is asked for comes as JSON lines, and what is wrong names what there is."""

import json
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2]))
from bench.fusion.run import main, parser, span

SMALL = ["--seeds", "1-2", "--boats", "6", "--kind", "own", "--methods", "phone-st-dbscan,truth"]


def lines(capsys):
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_nights_with_and_without_phones(capsys):
    main([*SMALL, "--phones", "both"])
    _, *told = lines(capsys)
    assert [(t["method"], t["phones"]) for t in told] == [
        ("phone-st-dbscan", True),
        ("truth", True),
        ("phone-st-dbscan", False),
        ("truth", False),
    ]
    for t in told:
        assert t["nights"] == 2
        assert 0 <= t["precision"] <= 1
        assert t["method"] != "truth" or (t["f1"], t["lost"], t["tgospa_ratio"]) == (1.0, 0.0, 1.0)
    assert told[0]["f1"] > told[2]["f1"]


def test_hour_by_hour_and_timing(capsys):
    main([*SMALL, "--parts", "online"])
    _, told = lines(capsys)
    assert told["boat_hours"] > 10
    assert 0 <= told["without_marker"] <= 1
    main([*SMALL, "--parts", "timing"])
    assert len(lines(capsys)) == 1  # neither method keeps a clock


def test_what_cannot_take_part_says_so(capsys):
    main([*SMALL[:-1], "prototype", "--no-tgospa"])
    assert "does not take part" in lines(capsys)[-1]["result"]


def test_options(capsys):
    assert list(span("3")) == [3]
    assert list(span("2-4")) == [2, 3, 4]
    assert parser().parse_args(["--methods", "all"]).methods[0] == "propose"
    with pytest.raises(SystemExit):
        parser().parse_args(["--methods", "nearby"])
    assert "phone-st-dbscan" in capsys.readouterr().err
