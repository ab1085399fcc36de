"""docs/fusion.md against the program: its numbers and what it says of the example night are made again."""

import importlib.util
import json
from dataclasses import fields
from pathlib import Path

import pytest

from varne.fusion.likelihood import Motion, Prior

ROOT = Path(__file__).parents[2]
SPEC = importlib.util.spec_from_file_location("fusion_doc", ROOT / "design" / "fusion_doc.py")
script = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(script)
TEXT = script.DOC.read_text("utf-8")
LINES = [json.loads(line) for line in script.NIGHT.read_text("utf-8").splitlines()]


@pytest.mark.parametrize("name", script.PARTS)
def test_a_part_is_what_the_program_makes(name):
    """When this fails after a change that is meant: python design/fusion_doc.py"""
    assert script.part(TEXT, name) == script.PARTS[name]().strip()


def test_every_number_of_the_model_is_in_the_table():
    assert set(script.PRIOR) == {f.name for f in fields(Prior)}
    assert set(script.WAY) == {f.name for f in fields(Motion)}


def test_the_example_is_thirty_simulated_lines_of_nobody():
    assert len(LINES) == 30
    assert all(line["text"].startswith("SIMULATED") for line in LINES)
    assert all(line.get("caller", "sim-").startswith("sim-") for line in LINES)


def test_the_example_explains_itself():
    said = script.part(TEXT, "example")
    for words in (
        "Boats that were reported:", "reported by nobody: 3", "Nobody has decided anything", "very strong evidence",
        "other ways to divide", "Boats that may be one and the same", "was it one of ours?", "shown, not proposed",
        "none of our boats: one that nobody had reported", "against it, or missing", "repeats 02", "0 N 0 E", "3000 people",
    ):  # fmt: skip
        assert words in said
    assert "nan" not in said
