"""Features (RFC 7946) of a picture, one collection a kind of thing: what other programs may draw.

The words that people wrote are left out: they may name somebody, and a map needs none of them. Longitude first, five decimals.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

Feature = dict[str, Any]
Picture = Mapping[str, Any]
PLACE = ("id", "lon", "lat")


def boats(picture: Picture) -> list[Feature]:
    """Boats where they are believed to be at the picture's moment; no geometry where nobody said a place."""
    return [
        _feature(
            b["id"],
            _point(b["lon"], b["lat"]),
            name=b["name"],
            status=b["status"],
            recorded=b["recorded"],
            condition=b["condition"],
            place=b["place"],
            at=picture["at"],
            last_report_at=b["last_report_at"],
            exists=b["exists"],
            **_ellipse(b["ellipse_m"]),
            **_count("people", b["people"]),
            **_count("unaccounted", b["unaccounted"]),
            holders=b["holders"],
            side=b["side"],
        )
        for b in picture["boats"]
    ]


def reports(picture: Picture) -> list[Feature]:
    """Reports where they say that a boat was."""
    return [
        _feature(
            r["id"],
            _point(r["lon"], r["lat"]),
            received=r["received"],
            observed=r["observed"],
            channel=r["channel"],
            source=r["source"],
            condition=r["condition"],
            **_ellipse(r["ellipse_m"]),
            **_count("people", r["people"]),
            **_count("in_water", r["in_water"]),
            boat=r["boat"],
        )
        for r in picture["reports"]
    ]


def areas(picture: Picture) -> list[Feature]:
    """The smallest areas that hold a share `level` of where each boat may be at the picture's moment."""
    return [
        _feature(f"{b['id']}/{level}", region, boat=b["id"], level=float(level), at=picture["at"])
        for b in picture["boats"]
        if b["forecast"]
        for level, region in b["forecast"]["regions"].items()
    ]


def assets(picture: Picture) -> list[Feature]:
    """Vessels and aircraft that help, where somebody said where they are."""
    return [
        _feature(a["asset"], _point(a["lon"], a["lat"]), status=a["status"], since=a["since"], boat=a["boat"])
        for a in picture["assets"]
    ]


def tracks(followed: Sequence[Mapping[str, Any]]) -> list[Feature]:
    """What sensors follow now, as the event stream tells it."""
    return [_feature(t["id"], _point(t["lon"], t["lat"]), **{k: t[k] for k in t if k not in PLACE}) for t in followed]


OF_A_PICTURE: Mapping[str, Callable[[Picture], list[Feature]]] = {
    "boats": boats,
    "reports": reports,
    "areas": areas,
    "assets": assets,
}
"""The collections that a picture holds."""

TIMES = {"boats": "last_report_at", "reports": "observed", "areas": "at", "assets": "since", "tracks": "seen"}
"""The property of each collection that says when; a report that does not say when it was true has the time it came."""


def time_of(collection: str, feature: Feature) -> str | None:
    """When a feature was so, as ISO; None where nobody said."""
    told = feature["properties"]
    when: str | None = told[TIMES[collection]] or told.get("received")
    return when


def feature_collection(features: Sequence[Feature], **more: object) -> dict[str, Any]:
    """A FeatureCollection.

    >>> feature_collection(assets({"assets": []}))
    {'type': 'FeatureCollection', 'features': []}
    """
    return {"type": "FeatureCollection", "features": list(features), **more}


def _feature(ident: str, geometry: dict[str, Any] | None, **properties: object) -> Feature:
    return {"type": "Feature", "id": ident, "geometry": geometry, "properties": properties}


def _point(lon: float | None, lat: float | None) -> dict[str, Any] | None:
    return None if lon is None or lat is None else {"type": "Point", "coordinates": [round(lon, 5), round(lat, 5)]}


def _ellipse(ellipse: Sequence[float] | None) -> dict[str, float | None]:
    major, minor, orientation = ellipse or (None, None, None)
    return {"error_major_m": major, "error_minor_m": minor, "error_orientation_deg": orientation}


def _count(name: str, count: Mapping[str, int] | None) -> dict[str, int | None]:
    return {f"{name}_{part}": count[part] if count else None for part in ("min", "likely", "max")}
