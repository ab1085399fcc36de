"""ECMWF open data: the wind at 10 m of the IFS, 0.25 degrees, three-hourly, no account needed; package and cfgrib are an extra.

The steps that cover a span are fetched as GRIB into a folder and opened from there: of the newest run that is published so far,
or, for a span that begins before it, of the run before its beginning, which the service keeps for a few days. Credit: ECMWF,
CC BY 4.0.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Protocol

from varne.readers.absent import MEANWHILE, ExtraMissing, NotAtHand, first_line
from varne.sea.times import Span, clock

HOURS = 3
REACH = {0: 144, 6: 90, 12: 144, 18: 90}
"""How far the three-hourly steps of the runs of 00, 06, 12 and 18 UTC go [h]."""
WIND = {"type": "fc", "param": ["10u", "10v"]}


class Client(Protocol):
    """What is used of ecmwf.opendata.Client."""

    def latest(self, **request: Any) -> datetime: ...
    def retrieve(self, **request: Any) -> Any: ...


def steps(run: datetime, span: Span) -> list[int]:
    """The forecast steps of a run that cover a span [h].

    run      when it starts, aware
    raises   ValueError when the span begins before the run or ends after its reach

    >>> steps(datetime(2026, 6, 15, tzinfo=UTC), (1_781_490_000.0, 1_781_500_000.0))
    [0, 3, 6]
    """
    first, last = ((t - run.timestamp()) / 3600 for t in span)
    reach = REACH[run.hour]
    if first < 0 or last > reach:
        raise ValueError(
            f"ECMWF open data: the run covers {clock(run.timestamp())} to {clock(run.timestamp() + 3600 * reach)}, asked was "
            f"{clock(span[0])} to {clock(span[1])}; ask for less, or give the path of a file that covers it"
        )
    return list(range(int(first // HOURS) * HOURS, int(-(-last // HOURS)) * HOURS + 1, HOURS))


def fetch_wind(folder: Path, span: Span | None, client: Client | None = None) -> Path:
    """Fetch the wind for a span into a folder.

    client   ecmwf.opendata.Client(), or a stand-in
    returns  the GRIB file
    raises   ValueError without a span or for one beyond the run; ExtraMissing; NotAtHand when the service does not answer
    """
    if span is None:
        raise ValueError("ecmwf:open is fetched for a span of time; say from when to when it is needed")
    client = client or _package()()
    run = _run(client, span)
    wanted = steps(run, span)
    target = folder / f"ecmwf-open-{run:%Y%m%dT%HZ}.grib2"
    _asked(lambda: client.retrieve(**WIND, date=run, time=run.hour, step=wanted, target=str(target)))
    return target


def _run(client: Client, span: Span) -> datetime:
    newest = _latest(client, 0)
    start = datetime.fromtimestamp(span[0], UTC)
    if start < newest:
        return start.replace(minute=0, second=0, microsecond=0) - timedelta(hours=start.hour % 6)
    return min(newest, _latest(client, steps(newest, span)[-1]))  # late steps of the newest run come an hour after the first


def _latest(client: Client, step: int) -> datetime:
    found: datetime = _asked(lambda: client.latest(**WIND, step=step))
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found


def _asked(question: Callable[[], Any]) -> Any:
    try:
        return question()
    except (OSError, ValueError, RuntimeError) as error:  # requests' errors are OSErrors; no run found is a ValueError
        raise NotAtHand("ECMWF open data", first_line(error), MEANWHILE) from error


def _package() -> Callable[[], Client]:
    try:
        from ecmwf.opendata import Client as Opened
    except ImportError as error:
        raise ExtraMissing("ECMWF open data", "ecmwf-opendata") from error
    opened: Callable[[], Client] = Opened
    return opened
