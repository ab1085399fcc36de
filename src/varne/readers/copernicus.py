"""Copernicus Marine data sets by short name, opened lazily through the copernicusmarine package, an extra.

Which data set a name means stands in data/copernicus.toml. Credentials come from the environment (USER and PASSWORD below) and
are handed on, never kept or shown; without them nothing is asked, because the package would wait for somebody to type them.
"""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib.resources import files
from types import ModuleType, SimpleNamespace
from typing import Any

import msgspec
import xarray as xr

from varne.readers.absent import MEANWHILE, ExtraMissing, NotAtHand, first_line
from varne.sea.names import Kind
from varne.sea.survey import STRAIT
from varne.sea.times import Span

USER, PASSWORD = "COPERNICUSMARINE_SERVICE_USERNAME", "COPERNICUSMARINE_SERVICE_PASSWORD"
AROUND = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class DataSet:
    """One data set: product and data set ids, the kinds it serves, its variables, depths to ask for [m], what to know of it."""

    product: str
    dataset: str
    kinds: tuple[str, ...]
    variables: tuple[str, ...]
    note: str
    depth: tuple[float, float] | None = None


@cache
def data_sets() -> dict[str, DataSet]:
    """The known data sets by short name."""
    text = files("varne.readers").joinpath("data/copernicus.toml").read_text("utf-8")
    return msgspec.convert(tomllib.loads(text), dict[str, DataSet])


def request(key: str, kind: Kind, span: Span | None) -> dict[str, Any]:
    """What to ask copernicusmarine.open_dataset for: the Strait and a span with an hour around it.

    raises  ValueError for an unknown name, another kind, or no span: the archive goes back years
    """
    known = data_sets()
    if key not in known or kind not in known[key].kinds:
        fitting = sorted(k for k, d in known.items() if kind in d.kinds)
        raise ValueError(
            f"copernicus:{key} is not known for {kind}; {' or '.join(fitting) or 'no data set'} is, by data/copernicus.toml"
        )
    if span is None:
        raise ValueError(f"copernicus:{key} reaches back years; say from when to when it is needed")
    chosen = known[key]
    start, end = (datetime.fromtimestamp(t, UTC) for t in span)
    depth = {} if chosen.depth is None else {"minimum_depth": chosen.depth[0], "maximum_depth": chosen.depth[1]}
    return {
        "dataset_id": chosen.dataset,
        "variables": list(chosen.variables),
        "minimum_longitude": STRAIT.lon[0],
        "maximum_longitude": STRAIT.lon[1],
        "minimum_latitude": STRAIT.lat[0],
        "maximum_latitude": STRAIT.lat[1],
        "start_datetime": start - AROUND,
        "end_datetime": end + AROUND,
        "chunk_size_limit": 0,  # the package's own choice makes chunks of many days for one hour
        **depth,
    }


def open_copernicus(
    key: str,
    kind: Kind,
    span: Span | None,
    package: ModuleType | SimpleNamespace | None = None,
    environment: Mapping[str, str] = os.environ,
) -> xr.Dataset:
    """A data set's part in the Strait, values read later.

    package  copernicusmarine, or a stand-in
    raises   ValueError for an unknown name; ExtraMissing; NotAtHand without credentials or connection
    """
    asked = request(key, kind, span)
    package = package or _package()
    if not (environment.get(USER) and environment.get(PASSWORD)):
        raise NotAtHand(
            "Copernicus Marine", f"{USER} and {PASSWORD} are not set", f"set them (an account is free), or {MEANWHILE}"
        )
    try:
        data: xr.Dataset = package.open_dataset(**asked, username=environment[USER], password=environment[PASSWORD])
    except _troubles(package) as error:
        raise NotAtHand("Copernicus Marine", f"{asked['dataset_id']}: {first_line(error)}", MEANWHILE) from error
    return data


def _troubles(package: ModuleType | SimpleNamespace) -> tuple[type[Exception], ...]:
    """Errors of the connection, and the package's own, which share no base."""
    own = (e for e in vars(package).values() if isinstance(e, type) and issubclass(e, Exception))
    return OSError, RuntimeError, *own


def _package() -> ModuleType:
    try:
        import copernicusmarine
    except ImportError as error:
        raise ExtraMissing("Copernicus Marine", "copernicusmarine") from error
    package: ModuleType = copernicusmarine
    return package
