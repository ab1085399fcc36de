"""docs/security.md names a test for each requirement; here each of them is looked for, and its words against the program."""

import ast
import re
from pathlib import Path

import pytest

import varne
from varne.access.roles import ROLES

ROOT = Path(varne.__file__).parents[2]
PAGE = (ROOT / "docs" / "security.md").read_text("utf-8")
ROWS = [r for r in PAGE.split("| requirement |")[1].splitlines() if r.startswith("| ") and "::" in r]
NAMED = sorted({(path, name) for path, name in re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", PAGE)})


@pytest.mark.parametrize("path", sorted({path for path, _ in NAMED}))
def test_every_test_that_is_named_exists(path):
    tree = ast.parse((ROOT / path).read_text("utf-8"))
    there = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    assert {name for p, name in NAMED if p == path} - there == set()


def test_every_requirement_has_a_number_and_a_test():
    rows = PAGE.split("| requirement |")[1].split("\n\n")[0].splitlines()[2:]
    assert len(rows) > 45
    assert [r for r in rows if not re.match(r"\| (\d+\.\d+\.\d+|our own: )", r)] == []
    assert [r for r in rows if not re.search(r"`tests/[\w/]+\.py::test_\w+` \|$", r)] == []


def test_the_roles_on_the_page_are_those_of_the_program():
    rows = PAGE.split("| role | may |")[1].split("\n\n")[0].splitlines()[2:]
    told = {role.strip() for r in rows for role in r.split("|")[1].split(",")}
    assert told == set(ROLES)
