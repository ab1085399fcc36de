"""Forecasts: where each boat's states go, made once for the same reports; fields laid out once for boats of one night."""

from collections.abc import Sequence

from varne.drift.forcing import Forcing, prepare
from varne.fusion.report import Report
from varne.outlook import Outlook, outlook, span
from varne.sea.field import Constant, Field
from varne.server.kept import Kept

HOUR = 3600.0
HORIZON = 24 * HOUR
"""How far ahead an outlook is run [s]."""
BLOCK = 12 * HOUR
"""Forcing is laid out between multiples of this, so that boats of one night share it [s]."""


class Forecasts:
    """Outlooks in one stream and wind (None when no wind is known), with n states a boat."""

    def __init__(self, current: Field, wind: Field | None, n: int) -> None:
        self._current, self._wind, self._n = current, wind, n
        self.made, self._forcings = Kept(512), Kept(4)

    def outlook(self, reports: Sequence[Report]) -> Outlook | None:
        """Where one boat's states go, through all its reports and a day on; None when nobody said a place at sea."""
        told = span(reports)
        if told is None:
            return None
        until = told[1] + HORIZON
        forcing = self._forcing(BLOCK * (told[0] // BLOCK), BLOCK * (until // BLOCK + 1))

        def make() -> Outlook | None:
            return outlook(reports, forcing, until, n=self._n, rng_seed=1, wind_known=self._wind is not None)

        return self.made.get(tuple(sorted(r.id for r in reports)), make)

    def _forcing(self, start: float, end: float) -> Forcing:
        """Fields between two moments; a forecast that begins later is not asked for what came before it."""
        wind = self._wind or Constant(0.0, 0.0, "no wind known")
        first = max(start, self._current.box.t[0], wind.box.t[0])
        return self._forcings.get((start, end), lambda: prepare(self._current, wind, first, end))
