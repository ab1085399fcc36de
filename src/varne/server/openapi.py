"""OpenAPI: what a node's routes are, made from the routes themselves: their docstrings and the permission that each declares.

A route's docstring says in a sentence what it answers, and then one line for each parameter, its name, two spaces and its
meaning. A test refuses a route that says nothing.
"""

import re
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from varne import __version__
from varne.access.roles import Who
from varne.record.events import Event

if TYPE_CHECKING:
    from varne.server.app import Node

MEDIA = "application/vnd.oai.openapi+json;version=3.1"
PARAMETER = re.compile(r"^(\w[\w-]*) {2,}(\S.*)$")
WITHOUT_SESSION = ("anybody", "peer")


def document(routes: Iterable[BaseRoute], server: str) -> dict[str, Any]:
    """The OpenAPI 3.1 document of the routes under /api, /ogc and the like; files of the page are none.

    server  the address under which they are reached
    """
    paths: dict[str, dict[str, Any]] = {}
    for route in routes:
        if isinstance(route, Route) and route.methods:
            for method in sorted(route.methods - {"HEAD"}):
                paths.setdefault(_plain(route.path), {})[method.lower()] = _operation(route, method)
    (decision,), components = msgspec.json.schema_components([Event], ref_template="#/components/schemas/{name}")
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Varne",
            "version": __version__,
            "description": "One shared picture of every small boat in trouble in the Dover Strait. Not for navigation.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": server}],
        "paths": dict(sorted(paths.items())),
        "components": {
            "schemas": {**components, "Decision": decision, "Problem": PROBLEM},
            "securitySchemes": {
                "session": {"type": "apiKey", "in": "cookie", "name": "varne", "description": "made by POST /api/session"},
                "token": {"type": "http", "scheme": "bearer", "description": "of a program; docs/security.md"},
            },
        },
    }


PROBLEM = {
    "type": "object",
    "required": ["problem"],
    "properties": {
        "problem": {
            "type": "object",
            "required": ["where", "text", "why", "mend"],
            "properties": {part: {"type": "string"} for part in ("where", "text", "why", "mend")},
        }
    },
}


def said(doc: str | None) -> tuple[str, Mapping[str, str]]:
    """What a docstring says of its route, and of each parameter.

    >>> said('''The coast.
    ...
    ...     at  the moment;
    ...         now when absent
    ...     ''')
    ('The coast.', {'at': 'the moment; now when absent'})
    """
    about: list[str] = []
    parameters: dict[str, str] = {}
    last = ""
    for line in (part.strip() for part in (doc or "").splitlines()):
        if found := PARAMETER.match(line):
            last = found[1]
            parameters[last] = found[2]
        elif not line:
            last = ""
        elif last:
            parameters[last] += f" {line}"
        else:
            about.append(line)
    return " ".join(about), parameters


def _plain(path: str) -> str:
    """A path without Starlette's converters: {item:path} is {item}."""
    return re.sub(r"\{(\w+):\w+\}", r"{\1}", path)


def _operation(route: Route, method: str) -> dict[str, Any]:
    about, parameters = said(route.endpoint.__doc__)
    who: Who = getattr(route.endpoint, "who", "peer")
    path = _plain(route.path)
    inside = re.findall(r"\{(\w+)\}", path)
    told: dict[str, Any] = {
        "operationId": f"{method.lower()}{re.sub(r'[^a-zA-Z0-9]+', '_', path)}",
        "summary": about.split(". ")[0].rstrip("."),
        "description": about,
        "x-varne-permission": who,
        "parameters": [_parameter(name, text, name in inside) for name, text in _declared(parameters, inside).items()],
        "responses": {
            "200": {"description": "what was asked for"},
            "default": {"description": "a problem, with its likely mend", "content": {"application/json": _ref("Problem")}},
        },
    }
    if method != "GET":
        header = {"name": "X-Varne", "in": "header", "required": True, "schema": {"const": "1"}}
        told["parameters"].append({**header, "description": "1, so that no foreign page can send this"})
        body = _ref("Decision") if path == "/api/decisions" else {"schema": {"type": "object"}}
        told["requestBody"] = {"content": {"application/json": body}}
    if who not in WITHOUT_SESSION:
        told["security"] = [{"session": []}, {"token": []}]
    return told


def _declared(parameters: Mapping[str, str], inside: Iterable[str]) -> dict[str, str]:
    """Parameters of the path, said or not, then the others."""
    return {name: parameters.get(name, "") for name in inside} | dict(parameters)


def _parameter(name: str, text: str, in_path: bool) -> dict[str, Any]:
    where: dict[str, Any] = {"in": "path", "required": True} if in_path else {"in": "query"}
    return {"name": name, **where, "description": text, "schema": {"type": "string"}}


def _ref(name: str) -> dict[str, Any]:
    return {"schema": {"$ref": f"#/components/schemas/{name}"}}


def reached_at(node: "Node", request: Request) -> str:
    """The address under which others reach the node: that of its TLS proxy where it has one, never what a header claims."""
    public = node.people.public if node.people else None
    return (public or str(request.base_url)).rstrip("/")


async def _openapi(node: "Node", request: Request) -> Response:
    """This document: all routes of the node, as OpenAPI 3.1."""
    told = await run_in_threadpool(document, request.app.routes, reached_at(node, request))
    return Response(msgspec.json.encode(told), 200, {"cache-control": "no-store"}, MEDIA)


ROUTES: tuple[tuple[str, Who, Callable[["Node", Request], Awaitable[Response]]], ...] = (
    ("/api/openapi.json", "see features", _openapi),
)
