"""docs/privacy.md against the program: every field, route, command and writer; and nothing personal in what goes out."""

import csv
import io
import re
from pathlib import Path

import click
import pytest
from starlette.routing import Mount, Route
from starlette.testclient import TestClient

import varne
from personal import FORBIDDEN, keys, schema
from varne.access.store import _SCHEMA
from varne.cases.case import load
from varne.cli import main
from varne.config import Config
from varne.lists.columns import COLUMNS
from varne.lists.row import Row
from varne.record.events import KINDS
from varne.record.log import Log
from varne.sea.tides import dover_strait
from varne.server.app import Node, create_app
from varne.server.desk import Desk
from varne.server.live import Hub

ROOT = Path(varne.__file__).parents[2]
PAGE = (ROOT / "docs" / "privacy.md").read_text("utf-8")


def section(head):
    return PAGE.split(f"# {head}\n")[1].split("\n#")[0]


def first_cells(head):
    return [re.findall(r"`([^`]+)`", row.split("|")[1]) for row in section(head).splitlines() if row.startswith("| ")][1:]


def second_cells(head):
    return [row.split("|")[2].strip() for row in section(head).splitlines() if row.startswith("| ")][1:]


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    """The demo's night, whose picture has everything that a picture can have."""
    case = load("2021-11-24")
    with Log.open(tmp_path_factory.mktemp("leaving") / "night.varne", origin="dover") as log:
        for e in case.entries:
            log.append(e.event, key=e.key, at=e.at)
        yield create_app(Node(log, Desk(log.read, Config(states=100), dover_strait(), None), Hub(), case))


# the tables


def test_every_field_of_every_event_has_a_reason_and_no_reason_is_for_nothing():
    found = {field for cls in KINDS.values() for _, field in schema(cls, set())}
    told = [field for cell in first_cells("Every field, and why it is needed") for field in cell]
    assert sorted(told) == sorted(set(told)), "a field stands in two rows"
    assert found - set(told) == set(), "give each a row in docs/privacy.md, or leave it out of the event"
    assert set(told) - found == set(), "these are gone: take them out of docs/privacy.md"


def test_every_route_stands_in_the_table_with_who_may_come(app):
    told = dict(zip((c[0] for c in first_cells("By HTTP") if c), second_cells("By HTTP"), strict=False))
    found = {
        f"{method} {r.path}": r.endpoint.who for r in app.routes if isinstance(r, Route) for method in r.methods - {"HEAD"}
    }
    assert found == told, "docs/privacy.md lists every way data can leave: add the route there, with what leaves by it"
    assert [m.path for m in app.routes if isinstance(m, Mount)] == [""]


def commands(group, path):
    for name, command in group.commands.items():
        full = f"{path} {name}"
        yield from commands(command, full) if isinstance(command, click.Group) else [full]


def test_every_command_stands_in_the_table():
    told = [cell[0] for cell in first_cells("By command")]
    assert sorted(told) == sorted(commands(main, "varne")), "docs/privacy.md lists every way data can leave"


def test_every_writer_stands_in_the_table():
    folder = ROOT / "src" / "varne" / "writers"
    found = {p.stem for p in folder.iterdir() if p.suffix == ".py" or (p.is_dir() and (p / "__init__.py").exists())} - {
        "__init__"
    }
    assert sorted(cell[0] for cell in first_cells("By writer")) == sorted(found), "docs/privacy.md lists every writer"


def test_there_is_no_way_to_enforcement_and_nothing_sends_by_itself(app):
    words = [r.path for r in app.routes if isinstance(r, (Route, Mount))] + list(commands(main, "varne"))
    assert not [w for w in words if re.search("enforce|police|border|immigra|watch-?list|prosecut|export-to|webhook|notify", w)]
    sources = "".join(p.read_text("utf-8") for p in (ROOT / "src" / "varne").rglob("*.py"))
    assert not re.search(r"import smtplib|from smtplib|import requests\b", sources)


# nothing personal in what goes out


ALLOWED = {"numberMatched", "numberReturned"}  # how many features: OGC API Features, requirement 28


def personal(names):
    """Those that ask about a person; a name is checked where it stands."""
    last = {n.rsplit(".", 1)[-1] for n in names}
    return sorted(n for n in last - ALLOWED if FORBIDDEN.search(n))


WAYS = (
    "/api/case", "/api/picture?at=2021-11-24T08:16:40Z", "/api/timeline", "/api/picture.geojson?at=2021-11-24T08:16:40Z",
    "/ogc/collections/reports/items", "/ogc/collections/boats/items", "/api/fleet", "/api/mine", "/api/session",
    "/api/sessions", "/api/link",
)  # fmt: skip


@pytest.mark.parametrize("way", WAYS)
def test_no_key_of_an_answer_asks_who_somebody_is(app, way):
    with TestClient(app) as client:
        answer = client.get(way)
    assert answer.status_code in (200, 401), answer.text
    assert personal(keys(answer.json())) == []


def test_no_answer_names_a_person_as_such(app):
    """`name` is of boats, units and places on the chart: it stands beside what makes it that."""
    with TestClient(app) as client:
        picture = client.get("/api/picture?at=2021-11-24T08:16:40Z").json()
    assert {k for k in keys(picture) if k.endswith("name")} <= {".boats.name", ".boats.off.name", ".unaccounted.boats.name"}


def test_no_column_of_a_list_asks_who_somebody_is(app):
    kept = {field for _, field in schema(Row, set())}
    assert personal(kept - {"number"}) == []  # of the incident, as the desk counts them
    left_out = {c.key for c in COLUMNS if c.kind in ("telephone", "personal")}
    assert left_out.isdisjoint(kept)
    with TestClient(app) as client:
        text = client.get("/api/list/boats.csv?at=2021-11-24T08:16:40Z").text
    (head, *rows) = csv.reader(io.StringIO(text.lstrip("\ufeff")))
    assert rows
    assert not [h for h in head if re.search("nation|ethnic|langu|passport|surname|phone", h.casefold())]


def test_accounts_are_kept_with_login_and_roles_and_no_more_of_a_person():
    columns = set(re.findall(r"^\s*(\w+) (?:text|blob|integer|real)|, (\w+) (?:text|blob|integer|real)", _SCHEMA, re.MULTILINE))
    names = {a or b for a, b in columns}
    assert {"login", "roles", "password", "totp"} <= names
    assert personal(names) == []
    assert not names & {"ip", "address", "mail", "email", "name_of_person"}
