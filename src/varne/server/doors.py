"""Open doors: what other programs may read of a picture: OGC API Features, all of it as one GeoJSON, Cursor on Target.

Read-only, for whoever may see features (varne.access.roles): people, and programs by a token. A page of many keeps the
moment of the first: its links say `at`, so that nothing is left out or comes twice because the night goes on.

source  OGC 17-069r4, OGC API - Features - Part 1: Core
"""

import json
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from varne import picture
from varne.access.roles import Who
from varne.server import openapi
from varne.server.answers import problem
from varne.server.moments import all_of_it, moment_of
from varne.server.querying import Unasked, chosen, query_of
from varne.writers import features
from varne.writers.cot import cot
from varne.writers.features import Feature

if TYPE_CHECKING:
    from varne.server.app import Node

CONFORMS = tuple(f"http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/{c}" for c in ("core", "geojson"))
CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
GEOJSON = "application/geo+json"
COLLECTIONS: Mapping[str, tuple[str, str]] = {
    "boats": ("Boats", "Boats that officers opened and boats that Varne proposes, where they are believed to be"),
    "reports": ("Reports", "Where reports say that a boat was"),
    "areas": ("Areas", "The smallest areas that hold 50, 90 and 95 % of where a boat may be"),
    "assets": ("Assets", "Vessels and aircraft that help, where somebody said where they are"),
    "tracks": ("Tracks", "What radars and AIS receivers follow now; not in the record, so none at an earlier moment"),
}
"""Title and description of each."""


async def _landing(node: "Node", request: Request) -> Response:
    """The door to the features: where everything else is."""
    return _told(
        {
            "title": f"Varne, {node.centre}",
            "description": "Boats in trouble in the Dover Strait: read-only features of the picture. Not for navigation.",
            "links": [
                _link(request, "self", "/ogc", "application/json", "this page"),
                _link(request, "service-desc", "/api/openapi.json", openapi.MEDIA, "the routes, as OpenAPI"),
                _link(request, "service-doc", "/api.html", "text/html", "the routes, to read"),
                _link(request, "conformance", "/ogc/conformance", "application/json", "what it conforms to"),
                _link(request, "data", "/ogc/collections", "application/json", "the collections"),
            ],
        }
    )


async def _conformance(node: "Node", request: Request) -> Response:
    """The classes of OGC API Features that these routes conform to."""
    return _told({"conformsTo": CONFORMS})


async def _collections(node: "Node", request: Request) -> Response:
    """The collections of features."""
    links = [_link(request, "self", "/ogc/collections", "application/json", "this list")]
    return _told({"links": links, "collections": [_collection_of(node, request, name) for name in COLLECTIONS]})


async def _collection(node: "Node", request: Request) -> Response:
    """One collection: its title, extent and links.

    collection  boats, reports, areas, assets or tracks
    """
    name = request.path_params["collection"]
    return _told(_collection_of(node, request, name)) if name in COLLECTIONS else _no_collection(name)


def _collection_of(node: "Node", request: Request, name: str) -> dict[str, Any]:
    title, about = COLLECTIONS[name]
    night = [picture.clock(node.case.start), picture.clock(node.case.end)] if node.case else [None, None]
    return {
        "id": name,
        "title": title,
        "description": about,
        "itemType": "feature",
        "crs": [CRS84],
        "extent": {"spatial": {"bbox": [[-180, -90, 180, 90]], "crs": CRS84}, "temporal": {"interval": [night]}},
        "links": [
            _link(request, "self", f"/ogc/collections/{name}", "application/json", title),
            _link(request, "items", f"/ogc/collections/{name}/items", GEOJSON, title),
        ],
    }


async def _items(node: "Node", request: Request) -> Response:
    """The features of a collection, as they were known at a moment.

    collection  boats, reports, areas, assets or tracks
    at          the moment, ISO with a zone; now when absent, in a replay its start
    bbox        west,south,east,north in degrees: only what lies in it
    datetime    a time or an interval a/b, .. for an open end: only what was so then
    limit       features of a page, 1000 when absent and 10000 at most
    offset      of a later page; follow the link `next`
    f           json
    """
    name = request.path_params["collection"]
    if name not in COLLECTIONS:
        return _no_collection(name)
    try:
        q = query_of(request.query_params)
        at, found = await run_in_threadpool(_found, node, request, name)
    except Unasked as refused:
        return problem(400, refused.where, refused.text, refused.why, refused.mend)
    kept = chosen(name, found, q)
    page = kept[q.offset : q.offset + q.limit]
    path, given = f"/ogc/collections/{name}/items", dict(request.query_params)
    links = [
        _link(request, "self", path, GEOJSON, "this page", given),
        _link(request, "collection", f"/ogc/collections/{name}", "application/json", COLLECTIONS[name][0]),
    ]
    if q.offset + q.limit < len(kept):
        further = {**given, "at": at, "offset": str(q.offset + q.limit)}
        links.append(_link(request, "next", path, GEOJSON, "the next page", further))
    told = {"links": links, "timeStamp": at, "numberMatched": len(kept), "numberReturned": len(page)}
    return _told(features.feature_collection(page, **told), GEOJSON)


async def _item(node: "Node", request: Request) -> Response:
    """One feature, as it was known at a moment.

    collection  boats, reports, areas, assets or tracks
    item        its id
    at          the moment, ISO with a zone; now when absent
    """
    name, ident = request.path_params["collection"], request.path_params["item"]
    if name not in COLLECTIONS:
        return _no_collection(name)
    try:
        query_of(request.query_params, ("at", "f"))
        _, found = await run_in_threadpool(_found, node, request, name)
    except Unasked as refused:
        return problem(400, refused.where, refused.text, refused.why, refused.mend)
    feature = next((f for f in found if f["id"] == ident), None)
    if feature is None:
        why = f"{name} has no such feature at this moment"
        return problem(404, "item", ident, why, f"take an id of /ogc/collections/{name}/items")
    path = f"/ogc/collections/{name}"
    links = [
        _link(request, "self", f"{path}/items/{quote(ident, safe='')}", GEOJSON, ident, dict(request.query_params)),
        _link(request, "collection", path, "application/json", COLLECTIONS[name][0]),
    ]
    return _told({**feature, "links": links}, GEOJSON)


async def _geojson(node: "Node", request: Request) -> Response:
    """The whole picture of a moment as one GeoJSON; each feature's `collection` says what it is.

    at  the moment, ISO with a zone; now when absent
    """
    try:
        shown = await run_in_threadpool(_picture, node, request)
    except Unasked as refused:
        return problem(422, refused.where, refused.text, refused.why, refused.mend)
    found = [_named(name, f) for name, of in features.OF_A_PICTURE.items() for f in of(shown)]
    return _told(features.feature_collection(found, at=shown["at"]), GEOJSON)


def _named(collection: str, f: Feature) -> Feature:
    return {**f, "id": f"{collection}/{f['id']}", "properties": {"collection": collection, **f["properties"]}}


async def _cot(node: "Node", request: Request) -> Response:
    """Open boats of a moment as Cursor on Target events, of unknown affiliation.

    at  the moment, ISO with a zone; now when absent
    """
    try:
        shown = await run_in_threadpool(_picture, node, request)
    except Unasked as refused:
        return problem(422, refused.where, refused.text, refused.why, refused.mend)
    return Response(cot(shown, node.centre), media_type="application/xml", headers={"cache-control": "no-store"})


def _found(node: "Node", request: Request, collection: str) -> tuple[str, list[Feature]]:
    """The moment and all features of a collection then."""
    if collection == "tracks":
        now = _moment(node, request)
        live = node.lookout is not None and all_of_it(node, request)
        followed = [json.loads(v) for v in node.lookout.tracks.since(0).values] if node.lookout and live else []
        return picture.clock(now), features.tracks(followed)
    shown = _picture(node, request)
    return shown["at"], features.OF_A_PICTURE[collection](shown)


def _picture(node: "Node", request: Request) -> dict[str, Any]:
    now = _moment(node, request)
    return picture.picture(node.desk.known(now, all_of_it=all_of_it(node, request)))


def _moment(node: "Node", request: Request) -> datetime:
    try:
        return moment_of(node, request)
    except ValueError as error:
        raise Unasked("at", request.query_params["at"], str(error), "write a time such as 2021-11-24T03:34:00Z") from error


def _no_collection(name: str) -> Response:
    return problem(404, "collection", name, "no such collection", f"they are {', '.join(COLLECTIONS)}")


def _link(
    request: Request, rel: str, path: str, media: str, title: str, query: Mapping[str, str] | None = None
) -> dict[str, str]:
    asked = f"?{urlencode(query)}" if query else ""
    base = openapi.reached_at(request.app.state.node, request)
    return {"rel": rel, "href": base + path + asked, "type": media, "title": title}


def _told(value: Any, media: str = "application/json") -> Response:
    return Response(msgspec.json.encode(value), 200, {"cache-control": "no-store"}, media)


ROUTES: tuple[tuple[str, Who, Callable[["Node", Request], Awaitable[Response]]], ...] = (
    ("/ogc", "see features", _landing),
    ("/ogc/conformance", "see features", _conformance),
    ("/ogc/collections", "see features", _collections),
    ("/ogc/collections/{collection}", "see features", _collection),
    ("/ogc/collections/{collection}/items", "see features", _items),
    ("/ogc/collections/{collection}/items/{item:path}", "see features", _item),
    ("/api/picture.geojson", "see features", _geojson),
    ("/api/picture.cot", "see features", _cot),
)
