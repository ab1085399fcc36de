"""`varne readiness`: forecasts of crossings, issued and scored."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from varne.cli.official import LANGUAGE, STORE, figures_at
from varne.cli.terminal import TIME, explained, say, show, troubled


@click.group(epilog="Example: varne readiness forecast --from ensemble.nc")
def readiness() -> None:
    """How likely crossings are in the next days, and of what size; every forecast is recorded and scored."""


RECORD = click.option("--record", type=click.Path(dir_okay=False), help="Without it readiness.varne in VARNE_HOME.")


def record_of_forecasts(path: str | None) -> Path:
    """The chain of issued forecasts at a path, or the one in VARNE_HOME."""
    from varne.config import home

    at = Path(path) if path else home() / "readiness.varne"
    at.parent.mkdir(parents=True, exist_ok=True)
    return at


@readiness.command("forecast", epilog="Example: varne readiness forecast --from ensemble.nc --past era5.nc")
@click.option("--from", "sources", multiple=True, help="Forecast of wind, of waves, or both: a file or URL. Repeatable.")
@click.option("--past", multiple=True, help="Wind and waves of past nights to learn from. Repeatable.")
@click.option("--days", type=click.IntRange(1, 14), default=7, show_default=True, help="How many, from the next day on.")
@click.option("--at", type=TIME, help="Moment of issue; without it now. Later publications and runs are not used.")
@click.option("--centre", default="dover", show_default=True, help="Who issues it.")
@click.option("--no-record", is_flag=True, help="Only show it: it is not recorded and will not be scored.")
@RECORD
@STORE
@LANGUAGE
@click.option("--json", "as_json", is_flag=True)
def readiness_forecast(
    at: datetime | None, no_record: bool, record: str | None, store: str | None, language: Any, as_json: bool, **asked: Any
) -> None:
    """Chance of any boat and of ten or more, boats and people, day by day, for the whole Strait; with reasons."""
    from varne.readers.absent import NotAtHand
    from varne.readiness.issue import Asked, issue
    from varne.readiness.known import NoFigures, day_before, known
    from varne.readiness.shown import plain, text
    from varne.record.log import Log, LogDamaged

    request = Asked(issued=at or datetime.now(UTC), **asked)
    with figures_at(store) as db, explained(NoFigures, ValueError, OSError, NotAtHand):
        event = issue(request, known(db, day_before(at) if at else request.issued.date()))
    if not no_record:
        path = record_of_forecasts(record)
        with explained(LogDamaged, ValueError), Log.open(path, origin=request.centre) as log:
            stored = log.append(event)
        say(f"recorded as event {stored.seq} of {path}")
    if as_json:
        show(plain(event, language))
    else:
        click.echo(text(event, language))


@readiness.command("score", epilog="Example: varne readiness score")
@click.option("--at", type=TIME, help="Score as of this moment; without it now.")
@RECORD
@STORE
@LANGUAGE
@click.option("--json", "as_json", is_flag=True)
def readiness_score(at: datetime | None, record: str | None, store: str | None, language: Any, as_json: bool) -> None:
    """Issued forecasts against what came and against the climatology: exit 1 when the last 60 days were worse than it."""
    from varne.readiness.known import NoFigures, known
    from varne.readiness.scored import plain, report, text, warning
    from varne.record.events import ReadinessIssued
    from varne.record.log import stored, verify

    path, today = record_of_forecasts(record), (at or datetime.now(UTC)).date()
    if not path.exists():
        raise click.UsageError(f"no forecast was recorded in {path}; issue one first: varne readiness forecast --from FILE")
    troubled([f"{path}: {p}" for p in verify(path).problems])
    issued = [s.event for s in stored(path) if isinstance(s.event, ReadinessIssued)]
    with figures_at(store) as db, explained(NoFigures, ValueError):
        found = report(issued, known(db, today).counts, today)
    if as_json:
        show(plain(found, language))
    else:
        click.echo(text(found, language))
    troubled([w] if (w := warning(found, language)) else [])
