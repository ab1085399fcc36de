"""Handed: the tracks of a plan as files for plotters and ECDIS, and as a text to read out on the radio."""

import io
import zipfile
from typing import Annotated, Literal

import msgspec
import numpy as np

from varne.search.path import path_of
from varne.server.moments import Moment
from varne.writers.rtz import rtz
from varne.writers.searched import Sailed
from varne.writers.tracks import gpx_tracks, radio

Form = Literal["gpx", "rtz", "radio-en", "radio-fr"]


class NotHanded(ValueError):
    """Tracks that cannot be written."""


class Hand(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One track: spacing between its legs [m], None where there is none."""

    asset: str
    pattern: str
    points: Annotated[tuple[tuple[float, float, Moment], ...], msgspec.Meta(min_length=2)]
    spacing_m: float | None = None


class Handed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Tracks to be written in one of the forms."""

    form: Form
    tracks: tuple[Hand, ...]


def written(wish: Handed) -> tuple[str, str, bytes]:
    """File name, media type and bytes. RTZ holds one route a file, so several come in a ZIP.

    raises  NotHanded without tracks, ValueError for one that is none
    """
    if not wish.tracks:
        raise NotHanded("no track was given: there is nothing to write")
    sailed = [_sailed(t) for t in wish.tracks]
    if wish.form == "gpx":
        return "search.gpx", "application/gpx+xml", gpx_tracks(sailed)
    if wish.form == "rtz":
        return "search-rtz.zip", "application/zip", _zipped(sailed)
    language: Literal["en", "fr"] = "fr" if wish.form == "radio-fr" else "en"
    return f"search-{language}.txt", "text/plain; charset=utf-8", "\n\n".join(radio(s, language) for s in sailed).encode()


def _sailed(t: Hand) -> Sailed:
    lon, lat, at = (np.array(column, float) for column in zip(*((x, y, w.timestamp()) for x, y, w in t.points), strict=True))
    return Sailed(t.asset, t.pattern, path_of(at, lon, lat, float(lon[0]), float(lat[0])), t.spacing_m or None)


def _zipped(sailed: list[Sailed]) -> bytes:
    """One file a route, named as an ECDIS wants it; a name that comes twice is numbered."""
    held, names = io.BytesIO(), list[str]()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as file:
        for s in sailed:
            names.append(s.name)
            again = names.count(s.name)
            file.writestr(zipfile.ZipInfo(f"{s.name}{'' if again == 1 else f'-{again}'}.rtz"), rtz(s))
    return held.getvalue()
