"""What all commands share: how times and places are written, what goes to which stream, which exit code trouble has."""

import json
import math
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import click


class Moment(click.ParamType[datetime]):
    """An ISO time with a zone, as aware UTC."""

    name = "TIME"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """The time in UTC; one without a zone is refused."""
        try:
            when = datetime.fromisoformat(str(value))
        except ValueError:
            self.fail(f"{value!r} is no time; write it as 2021-11-24T03:12Z", param, ctx)
        if when.tzinfo is None:
            self.fail(f"{value!r} has no zone; write {value}Z if it is UTC", param, ctx)
        return when.astimezone(UTC)


class Pair(click.ParamType[tuple[float, float]]):
    """LON,LAT in degrees."""

    name = "LON,LAT"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[float, float]:
        """Longitude and latitude, within their limits."""
        try:
            lon, lat = (float(x) for x in str(value).split(","))
        except ValueError:
            lon, lat = math.nan, math.nan
        if not (-180 <= lon <= 180 and -90 <= lat <= 90):
            self.fail(f"{value!r}: write longitude and latitude in degrees, for example 1.7235,51.093", param, ctx)
        return lon, lat


class Day(click.ParamType[date]):
    """A day, as 2025-03-02."""

    name = "DAY"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The day."""
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            self.fail(f"{value!r} is no day; write it as 2025-03-02", param, ctx)


TIME, PLACE, DAY = Moment(), Pair(), Day()


def say(text: str) -> None:
    """Talk to the person: stderr."""
    click.echo(text, err=True)


def troubled(problems: Sequence[str]) -> None:
    """Say what could not be done; exit 1 where there is anything."""
    for text in problems:
        say(text)
    if problems:
        sys.exit(1)


def show(value: object) -> None:
    """The result as JSON: stdout."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=1))


def put(content: bytes | str, out: str | None, told: str = "") -> None:
    """The result in a file, and `told` about it; on stdout where no file is named."""
    if out is None:
        click.echo(content, nl=False)
        return
    with explained(OSError):
        Path(out).write_bytes(content.encode() if isinstance(content, str) else content)
    say(f"wrote {out}{told}")


@contextmanager
def explained(*errors: type[Exception]) -> Iterator[None]:
    """Turn expected errors into one line and exit code 2."""
    try:
        yield
    except errors as error:
        raise click.UsageError(str(error)) from error


def lines_of(path: str) -> list[str]:
    """The lines of a text file; of stdin for -."""
    text = sys.stdin.read() if path == "-" else Path(path).read_text("utf-8")
    return text.removesuffix("\n").split("\n") if text else []  # a line of JSON may hold what splitlines takes for an end
