"""Forecasts: where each boat's states go, made once for the same reports and gone on with as far as somebody looks.

A boat's forecast depends on its own reports alone, so it is kept by them: a report of another boat changes nothing. Most are
never looked at a day ahead, so they are made an hour at a time; cut on the hour they are the same to the last bit. Fields
are laid out in blocks of half a day that boats of one night share. A field that ends ends the outlooks; one that does not
reach the moment shown is not used. So a picture gets shorter or wider for want of a forecast, and never fails.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from threading import TIMEOUT_MAX, Lock

import msgspec
import numpy as np

from varne.drift.forcing import Forcing, joined, prepare
from varne.fusion.report import Report
from varne.outlook import Outlook, longer, outlook, span
from varne.outlook.cloud import OUTPUT
from varne.outlook.model import SET_ASIDE
from varne.planning.asked import Request, moment
from varne.planning.boat import states_of, until_of
from varne.sea.field import Constant, Field
from varne.sea.tides import dover_strait
from varne.server.kept import Kept

HOUR = 3600.0
AHEAD = 24
"""How far ahead an outlook goes at most [h]."""
FAR = 72 * HOUR
"""How far from a boat's last position its outlook goes at most [s]: a year that was typed wrongly lays out no year of sea."""
BLOCK = 12 * HOUR
"""Fields are laid out between multiples of this [s]."""
MOST_HOURS = 24.0
"""Of a search that a node plans."""
LEAST = 2 * HOUR
"""Of a forecast, for a search to be planned by it: an hour of search, and one in which it is valued [s]."""
STILL = Constant(0.0, 0.0, "no wind known")
Fields = tuple[Field, Field | None]
"""A stream, and a wind or none."""


class Forecasts:
    """Outlooks in one stream and wind (None when no wind is known), with n states a boat; one thread at a time asks."""

    def __init__(self, current: Field, wind: Field | None, n: int) -> None:
        self._current, self.wind, self._n = current, wind, n
        self.made: Kept[Outlook | None] = Kept(512)
        self._blocks: Kept[Forcing] = Kept(16)
        self._forcings: Kept[Forcing] = Kept(4)
        self._warming = Lock()

    def warm(self) -> None:
        """Compile what outlooks need, or load it: seconds the first time on a machine, then a part of one, then nothing."""
        with self._warming:
            _compiled()

    def ready(self, within: float) -> bool:
        """Whether nobody is warming, now or within some seconds (infinity: however long it takes)."""
        done = self._warming.acquire(timeout=max(within, 0.0) if within < TIMEOUT_MAX else -1)
        if done:
            self._warming.release()
        return done

    def outlook(
        self,
        reports: Sequence[Report],
        until: float | None = None,
        belonging: Mapping[str, float] | None = None,
        now: float | None = None,
    ) -> Outlook | None:
        """Where one boat's states go, through all its reports and on; None when nobody said a place at sea.

        until      to the first full hour after the last report that lies behind this moment [s since 1970], a day at most;
                   None: a day. What it says of any moment before is the same
        belonging  probability that each report is of this boat, by id; 1 where it is not given
        now        the moment that the fields must know; None: that of the last report
        """
        told = span(reports)
        if told is None:
            return None
        first, last = _near(_placed(reports, told), told)
        hours = AHEAD if until is None else int(np.clip((until - last) // HOUR + 1, 1, AHEAD))
        chances = [(belonging or {}).get(r.id, 1.0) for r in reports]
        fields = self._serving(reports, last if now is None else min(max(last, now), last + HOUR * AHEAD))
        key = (tuple(sorted(zip((r.id for r in reports), chances, strict=True))), _names(fields))
        end = min(last + HOUR * hours, _span(fields)[1])
        made = self.made.get(key, lambda: self._outlook(reports, chances, first, end, fields))
        if made is not None and made.run.t[-1] < end - 1.0:
            made = self.made.put(key, longer(made, self._forcing(first, end, fields), end))
        return made

    def states(self, request: Request, reports: Sequence[Report], belonging: Mapping[str, float]) -> Outlook:
        """States of one boat to plan a search on, as many as a request asks for and as far as it looks, or as the fields reach;
        kept by nobody.

        raises  InWords when no report has a position at sea; ValueError when the last is of days before
        """
        told, until = span(reports), until_of(request)
        placed = _placed(reports, told or (until, until))
        if until - placed > FAR + HOUR * MOST_HOURS:
            raise ValueError(f"the last position of this boat is of {_clock(placed)}: too old to search by; give a newer one")
        first, last = _near(placed, told or (until, until))
        fields = self._serving(reports, max(last, moment(request.at, "at") + LEAST))
        end = min(until, _span(fields)[1])
        shorter = msgspec.structs.replace(request, hours=request.hours - (until - end) / HOUR)
        return states_of(shorter, reports, belonging, self._forcing(first, end, fields), wind_known=fields[1] is not None)

    def _outlook(
        self, reports: Sequence[Report], chances: Sequence[float], first: float, until: float, fields: Fields
    ) -> Outlook | None:
        forcing, known = self._forcing(first, until, fields), fields[1] is not None
        return outlook(reports, forcing, until, n=self._n, rng_seed=1, wind_known=known, belonging=chances)

    def _serving(self, reports: Sequence[Report], until: float) -> Fields:
        """What carries a boat: each of the fields that knows the time from its last position until past a moment; else the
        shipped tide, and no wind, which the notes of the outlook tell."""
        placed = _placed(reports, (until, until))
        current, wind = (f if f is not None and _knows(f, placed, until) else None for f in (self._current, self.wind))
        return current or dover_strait(), wind

    def _forcing(self, first: float, until: float, fields: Fields) -> Forcing:
        """Fields between two moments, whole blocks of them; where they begin later or end earlier, only so far."""
        current, wind = fields[0], fields[1] or STILL
        begins, ends = _span(fields)
        start = int(max(first, begins) // BLOCK)
        numbers = range(start, max(start + 1, int(np.ceil(min(until, ends) / BLOCK))))

        def block(k: int) -> Forcing:
            span = max(k * BLOCK, begins), min((k + 1) * BLOCK, ends)
            return self._blocks.get((_names(fields), k), lambda: prepare(current, wind, *span))

        return self._forcings.get((_names(fields), numbers), lambda: joined([block(k) for k in numbers]))


def _placed(reports: Sequence[Report], told: tuple[float, float]) -> float:
    """When a boat's last position was; that of its last report where none has one [s since 1970]."""
    return max((r.when.timestamp() for r in reports if r.has_position and r.channel not in SET_ASIDE), default=told[1])


def _near(placed: float, told: tuple[float, float]) -> tuple[float, float]:
    first, last = told
    return max(first, placed - FAR), min(last, placed + FAR)


def _clock(t: float) -> str:
    return f"{datetime.fromtimestamp(t, UTC):%Y-%m-%d %H:%MZ}"


def _span(fields: Fields) -> tuple[float, float]:
    """From when to when both are known [s since 1970]."""
    current, wind = fields
    return current.box.within((wind or STILL).box).t


def _names(fields: Fields) -> tuple[str, str]:
    current, wind = fields
    return current.name, (wind or STILL).name


def _knows(field: Field, placed: float, until: float) -> bool:
    begins, ends = field.box.t
    return begins <= placed and until + OUTPUT <= ends


@cache
def _compiled() -> None:
    """An outlook that nobody asked for, small, through all that is compiled."""
    still, when = Constant(0.0, 0.0), datetime.fromtimestamp(0, UTC)
    pin = Report(id="a", received=when, observed=when, channel="pin", source="occupant", lon=1.5, lat=51.0)
    outlook([pin], prepare(still, still, 0.0, HOUR), HOUR, n=10, rng_seed=1, wind_known=True)
