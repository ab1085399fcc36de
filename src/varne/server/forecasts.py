"""Forecasts: where each boat's states go, made once for the same reports and gone on with as far as somebody looks.

A boat's forecast depends on its own reports alone, so it is kept by them: a report of another boat changes nothing. Most are
never looked at a day ahead, so they are made an hour at a time; cut on the hour they are the same to the last bit. Fields
are laid out in blocks of half a day that boats of one night share.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from threading import TIMEOUT_MAX, Lock

import numpy as np

from varne.drift.forcing import Forcing, joined, prepare
from varne.fusion.report import Report
from varne.outlook import Outlook, longer, outlook, span
from varne.planning.asked import Request
from varne.planning.boat import states_of, until_of
from varne.sea.field import Constant, Field
from varne.server.kept import Kept

HOUR = 3600.0
AHEAD = 24
"""How far ahead an outlook goes at most [h]."""
BLOCK = 12 * HOUR
"""Fields are laid out between multiples of this [s]."""


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
        self, reports: Sequence[Report], until: float | None = None, belonging: Mapping[str, float] | None = None
    ) -> Outlook | None:
        """Where one boat's states go, through all its reports and on; None when nobody said a place at sea.

        until      to the first full hour after the last report that lies behind this moment [s since 1970], a day at most;
                   None: a day. What it says of any moment before is the same
        belonging  probability that each report is of this boat, by id; 1 where it is not given
        """
        told = span(reports)
        if told is None:
            return None
        first, last = told
        hours = AHEAD if until is None else int(np.clip((until - last) // HOUR + 1, 1, AHEAD))
        chances = [(belonging or {}).get(r.id, 1.0) for r in reports]
        key = tuple(sorted(zip((r.id for r in reports), chances, strict=True)))
        made = self.made.get(key, lambda: self._outlook(reports, chances, first, last + HOUR * hours))
        if made is not None and made.run.t[-1] < last + HOUR * hours - 1.0:
            made = self.made.put(key, longer(made, self._forcing(first, last + HOUR * hours), last + HOUR * hours))
        return made

    def states(self, request: Request, reports: Sequence[Report], belonging: Mapping[str, float]) -> Outlook:
        """States of one boat to plan a search on, as many as a request asks for and as far as it looks; kept by nobody.

        raises  InWords when no report has a position at sea
        """
        told = span(reports)
        first = told[0] if told else until_of(request)
        forcing = self._forcing(first, until_of(request))
        return states_of(request, reports, belonging, forcing, wind_known=self.wind is not None)

    def _outlook(self, reports: Sequence[Report], chances: Sequence[float], first: float, until: float) -> Outlook | None:
        forcing, known = self._forcing(first, until), self.wind is not None
        return outlook(reports, forcing, until, n=self._n, rng_seed=1, wind_known=known, belonging=chances)

    def _forcing(self, first: float, until: float) -> Forcing:
        """Fields between two moments, whole blocks of them; where they begin later or end earlier, only so far."""
        wind = self.wind or Constant(0.0, 0.0, "no wind known")
        begins, ends = self._current.box.within(wind.box).t
        start = int(max(first, begins) // BLOCK)
        numbers = range(start, max(start, int(min(until, ends) // BLOCK)) + 1)

        def block(k: int) -> Forcing:
            span = max(k * BLOCK, begins), min((k + 1) * BLOCK, ends)
            return self._blocks.get(k, lambda: prepare(self._current, wind, *span))

        return self._forcings.get(numbers, lambda: joined([block(k) for k in numbers]))


@cache
def _compiled() -> None:
    """An outlook that nobody asked for, small, through all that is compiled."""
    still, when = Constant(0.0, 0.0), datetime.fromtimestamp(0, UTC)
    pin = Report(id="a", received=when, observed=when, channel="pin", source="occupant", lon=1.5, lat=51.0)
    outlook([pin], prepare(still, still, 0.0, HOUR), HOUR, n=10, rng_seed=1, wind_known=True)
