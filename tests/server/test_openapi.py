"""The OpenAPI document: every route is in it, says what it is, and the document holds together."""

import re

import pytest
from starlette.routing import Route

import varne
from varne.server.openapi import MEDIA, document, said


@pytest.fixture(scope="module")
def told(replay):
    answer = replay.get("/api/openapi.json")
    assert answer.status_code == 200 and answer.headers["content-type"] == MEDIA
    return answer.json()


def operations(told):
    return {(m.upper(), p): o for p, of in told["paths"].items() for m, o in of.items()}


def test_every_route_is_described_and_no_other(replay, told):
    routes = [r for r in replay.app.routes if isinstance(r, Route)]
    assert {(m, re.sub(r":\w+}", "}", r.path)) for r in routes for m in r.methods - {"HEAD"}} == set(operations(told))
    mute = [path for path, o in operations(told).items() if not o["description"]]
    assert mute == [], "give its function a docstring: a sentence, then a line `name  meaning` for each parameter"


def test_every_parameter_of_a_path_is_declared_and_every_one_has_a_meaning(told):
    for (_, path), o in operations(told).items():
        inside = {p["name"] for p in o["parameters"] if p["in"] == "path"}
        assert inside == set(re.findall(r"\{(\w+)\}", path))
        assert all(p["description"] for p in o["parameters"]), path
        assert len({(p["name"], p["in"]) for p in o["parameters"]}) == len(o["parameters"])


def test_the_document_holds_together(told):
    assert told["openapi"] == "3.1.0" and told["info"]["version"] == varne.__version__
    ids = [o["operationId"] for o in operations(told).values()]
    assert len(set(ids)) == len(ids)
    assert all(o["responses"]["200"]["description"] for o in operations(told).values())
    text = str(told)
    for ref in set(re.findall(r"#/components/schemas/([\w-]+)", text)):
        assert ref in told["components"]["schemas"]
    for o in operations(told).values():
        for scheme in o.get("security", []):
            assert set(scheme) <= set(told["components"]["securitySchemes"])


def test_permissions_are_told_and_what_changes_something_needs_the_header(told):
    found = operations(told)
    assert found[("GET", "/ogc/collections")]["x-varne-permission"] == "see features"
    assert found[("POST", "/api/reports")]["x-varne-permission"] == "report"
    posts = [o for (m, _), o in found.items() if m != "GET"]
    assert posts and all(any(p["name"] == "X-Varne" for p in o["parameters"]) for o in posts)
    schema = told["components"]["schemas"]["Decision"]
    assert len(schema["anyOf"]) > 10  # every kind of event, from the stored form itself


def test_a_docstring_is_read_as_it_stands():
    assert said(None) == ("", {})
    assert said("A door.") == ("A door.", {})
    text = """What it is,
    in two lines.

    one  the first
         goes on
    two  the second

    More of it.
    """
    assert said(text) == ("What it is, in two lines. More of it.", {"one": "the first goes on", "two": "the second"})


def test_files_of_the_page_are_no_routes():
    assert document([], "http://x")["paths"] == {}


def test_what_an_administrator_may_ask_of_the_sessions_is_told(told):
    assert [p["name"] for p in operations(told)[("GET", "/api/sessions")]["parameters"]] == ["of"]
