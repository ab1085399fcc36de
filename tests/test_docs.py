"""Undocumented is a failing test: every command, event kind, setting and shipped data file stands in the docs."""

import re
import shlex
import subprocess
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

import varne
from varne.cli import main
from varne.config import Config
from varne.record.events import KINDS

ROOT = Path(varne.__file__).parents[2]
README = (ROOT / "README.md").read_text("utf-8")
COMMANDS = (ROOT / "docs" / "commands.md").read_text("utf-8")


def commands(group: click.Group, path: str) -> dict[str, click.Command]:
    found = {}
    for name, command in group.commands.items():
        full = f"{path} {name}"
        found |= commands(command, full) if isinstance(command, click.Group) else {full: command}
    return found


ALL = commands(main, "varne")


@pytest.mark.parametrize("name", ALL)
def test_every_command_is_documented_with_every_option(name):
    assert f"## `{name}" in COMMANDS
    section = COMMANDS.split(f"## `{name}")[1].split("\n## ")[0]
    for parameter in ALL[name].params:
        if isinstance(parameter, click.Option):
            assert any(option in section for option in parameter.opts), f"{name} {parameter.opts} is not in docs/commands.md"


@pytest.mark.parametrize("name", ALL)
def test_every_help_ends_in_an_example(name):
    command = ALL[name]
    assert command.help
    assert command.epilog
    assert command.epilog.startswith("Example: varne ")


@pytest.mark.parametrize("kind", KINDS)
def test_every_event_kind_is_documented(kind):
    text = (ROOT / "docs" / "events.md").read_text("utf-8")
    row = next((line for line in text.splitlines() if line.startswith(f"| `{kind}` |")), None)
    assert row, f"{kind} is not in docs/events.md"
    fields = [f for f in KINDS[kind].__struct_fields__ if f not in ("provenance", "actor")]
    assert [f for f in fields if not re.search(rf"`{f}\??`", row)] == []


@pytest.mark.parametrize("setting", Config.__struct_fields__)
def test_every_setting_is_documented(setting):
    assert f"| `{setting}` |" in COMMANDS


def test_every_shipped_data_file_has_source_and_licence():
    text = (ROOT / "DATA.md").read_text("utf-8")
    shipped = [p for p in (ROOT / "src").rglob("*") if p.suffix in (".npz", ".geojson") or p.name == "inferred.json"]
    assert shipped
    assert [p.name for p in shipped if p.name not in text] == []


def test_the_readme_has_the_two_commands_and_they_exist():
    makefile = (ROOT / "Makefile").read_text("utf-8")
    for target in ("demo", "test"):
        assert f"make {target}" in README
        assert re.search(rf"^{target}:", makefile, re.MULTILINE)
    assert (ROOT / ".ci" / "run").read_text("utf-8").strip().endswith("make test")


@pytest.mark.parametrize(
    "line", [line.strip() for line in README.splitlines() if re.match(r"    varne (position|fuse|drift)", line)]
)
def test_the_commands_of_the_readme_run(line, monkeypatch):
    monkeypatch.chdir(ROOT)
    result = CliRunner().invoke(main, shlex.split(line)[1:])
    assert result.exit_code == 0, result.output
    assert result.stdout


def test_no_file_names_a_registry_or_a_machine_path():
    tracked = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout.decode().split("\0")
    hosts = re.compile(r"(pypi\.org|pythonhosted|registry\.npmjs|npmjs\.org|deb\.debian|/root/|/home/\w+/|/work/)")
    offenders = []
    for name in filter(None, tracked):
        path = ROOT / name
        if (
            path.suffix in (".py", ".md", ".toml", ".txt", ".js", ".sh", ".json", ".jsonl", ".css", ".html", "")
            and path.is_file()
            and "/vendor/" not in name
        ):
            text = path.read_text("utf-8", errors="ignore")
            if name != "tests/test_docs.py" and hosts.search(text):
                offenders.append(name)
    assert offenders == []


def test_glossary_has_english_and_french():
    rows = [r for r in (ROOT / "docs" / "words.md").read_text("utf-8").splitlines() if r.startswith("| ")][2:]
    assert len(rows) > 40
    assert [r for r in rows if len([c for c in r.strip("|").split("|") if c.strip()]) != 3] == []
