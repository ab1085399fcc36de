"""Renewing: the forecasts of a live node are read again while it runs. A node runs for weeks, a forecast ends in days."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from varne.config import Config
from varne.readers.forecast import open_field
from varne.sea.field import Field
from varne.server.desk import Desk

DAY = 86_400.0
EVERY = 3 * 3600.0
"""Seconds between two readings: services make a new run every six or twelve hours."""


def fields_of(config: Config, start: float, end: float) -> tuple[Field, Field | None]:
    """Stream and wind by varne.toml, from a day before one moment to a day after another [s since 1970].

    raises  ValueError, FileNotFoundError or NotAtHand, as readers.forecast.open_field
    """
    span = start - DAY, end + DAY
    wind = open_field(config.wind, "wind", span) if config.wind else None
    return open_field(config.current, "current", span), wind


def renew(desk: Desk, config: Config, now: float, say: Callable[[str], None]) -> None:
    """Read them once more; where they cannot be read the desk goes on with those that it has."""
    try:
        fields = fields_of(config, now, now + DAY)
    except Exception as error:  # noqa: BLE001  whatever is wrong with a file, nobody's picture waits for it
        say(f"the forecasts could not be read again: {error or type(error).__name__}; those from before go on")
        return
    desk.renew(*fields)


@contextmanager
def renewing(desk: Desk, config: Config, say: Callable[[str], None], every: float = EVERY) -> Iterator[None]:
    """The same again and again meanwhile, in a thread of its own."""
    stop = threading.Event()

    def work() -> None:
        while not stop.wait(every):
            renew(desk, config, time.time(), say)

    threading.Thread(target=work, name="renew forecasts", daemon=True).start()
    try:
        yield
    finally:
        stop.set()
