"""`varne figures`: official figures, as known on a day."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import click

from varne.cli.terminal import DAY, TIME, explained, put, say, show, troubled


@click.group(epilog='Example: varne figures check "592 people in 11 boats on 2 March 2025"')
def figures() -> None:
    """Official figures: take in what was published, show it as known on a day, check claims against it."""


STORE = click.option("--store", type=click.Path(dir_okay=False), help="Without it figures.sqlite in VARNE_HOME.")
AS_KNOWN = click.option("--as-known", type=DAY, help="What was published after this day does not count.")
LANGUAGE = click.option("--language", type=click.Choice(["en", "fr"]), default="en", show_default=True)


@contextmanager
def figures_at(path: str | None) -> Iterator[Any]:
    """The store of figures at a path, or the one in VARNE_HOME."""
    from varne.config import home
    from varne.figures.store import NotAStore, opened

    at = Path(path) if path else home() / "figures.sqlite"
    at.parent.mkdir(parents=True, exist_ok=True)
    with explained(NotAStore), opened(at) as db:
        yield db


@figures.command("import", epilog="Example: varne figures import 21_August_2026_Small_boats_-_time_series.ods")
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True))
@click.option("--published", type=TIME, help="When they came out; without it the file, its name or its newest figure says so.")
@click.option("--good-rows", is_flag=True, help="Take files with bad cells too; these are then missing, with the reason.")
@STORE
def figures_import(files: tuple[str, ...], published: datetime | None, good_rows: bool, store: str | None) -> None:
    """Take in official publications: workbooks, saved web pages, CSV; a folder stands for its files."""
    from varne.commands.figures.taking import copies_of, take_in

    with figures_at(store) as db, explained(OSError):
        copies = list(copies_of([Path(f) for f in files]))
        done = take_in(db, copies, datetime.now(UTC), published, good_rows=good_rows)
    click.echo("\n".join(done.lines))
    for note in done.notes:
        say(f"note: {note}")
    troubled([str(p) for p in done.problems])


@figures.command("show", epilog="Example: varne figures show records --month 3 --as-known 2025-12-01")
@click.argument(
    "what", type=click.Choice(["summary", "years", "records", "revisions", "deaths", "doubts", "sources"]), default="summary"
)
@AS_KNOWN
@click.option("--from", "first", type=DAY, help="First day of sums; without it 1 January of the last day's year.")
@click.option("--to", "last", type=DAY, help="Last day; without it the newest of the table.")
@click.option("--month", type=click.IntRange(1, 12), help="Of records: only days of this month.")
@click.option("--table", type=click.Choice(["daily", "last7", "mod_daily"]), default="daily", show_default=True)
@LANGUAGE
@STORE
@click.option("--json", "as_json", is_flag=True)
def figures_show(what: Any, as_json: bool, store: str | None, language: Any, **asked: Any) -> None:
    """Numbers with their rule, source and vintage; what was revised; what the store holds."""
    from varne.commands.figures.showing import shown
    from varne.crossings.measures import NotCovered
    from varne.figures.known import NothingKnown

    with figures_at(store) as db, explained(NothingKnown, NotCovered):
        found = shown(db, what, language, **asked)
    if as_json:
        show(found.plain)
    else:
        click.echo(found.text)


@figures.command("check", epilog='Example: varne figures check "592 people in 11 boats on 2 March 2025"')
@click.argument("claims")
@click.option("--said", type=DAY, help="When it was said; without it the newest day of the table.")
@AS_KNOWN
@LANGUAGE
@STORE
@click.option("--json", "as_json", is_flag=True)
def figures_check(claims: str, as_json: bool, store: str | None, language: Any, **asked: Any) -> None:
    """Check a sentence, or the rows of a CSV file (source, statement, quoted): exit 1 when a claim contradicts the tables."""
    from varne.commands.figures.checking import check_claims, text
    from varne.figures.checked import plain
    from varne.figures.known import NothingKnown

    with figures_at(store) as db, explained(NothingKnown, ValueError, OSError):
        found = check_claims(db, claims, **asked)
    if as_json:
        show(plain(found, language))
    else:
        click.echo(text(found, language))
    sys.exit(1 if any(f.verdict == "contradicts" for f in found) else 0)


@figures.command("plot", epilog="Example: varne figures plot cumulative -o cumulative.svg -o cumulative.csv")
@click.argument("kind", type=click.Choice(["cumulative", "calendar", "per-boat", "records", "revisions"]))
@click.option(
    "-o",
    "out",
    multiple=True,
    required=True,
    type=click.Path(dir_okay=False),
    help="A .svg, .png, .csv, .json or .parquet file. Repeatable.",
)
@AS_KNOWN
@LANGUAGE
@STORE
def figures_plot(kind: Any, out: tuple[str, ...], as_known: date | None, language: Any, store: str | None) -> None:
    """A picture with its source and vintage in it, and the rows behind it."""
    from varne.figures.charting import chart_of
    from varne.figures.known import NothingKnown
    from varne.writers.figures.pictures import NoEnding, written
    from varne.writers.figures.rows import NoParquet

    with figures_at(store) as db, explained(NothingKnown, NoEnding, NoParquet, OSError):
        chart = chart_of(db, kind, as_known)
        for path in out:
            put(written(chart, Path(path).suffix.lower().removeprefix("."), language), path)


@figures.command("update", epilog="Example: varne figures update")
@click.option("--site", default="https://www.gov.uk", show_default=True, help="Another one for a mirror.")
@STORE
def figures_update(site: str, store: str | None) -> None:
    """Fetch what the official pages offer now and take it in; says so where there is no network."""
    from varne.commands.figures.taking import Copy, take_in
    from varne.figures.fetching import NoNetwork, fetch

    try:
        fetched, missed = fetch(site.rstrip("/"))
    except NoNetwork as error:
        say(f"no network: {error}")
        sys.exit(1)
    with figures_at(store) as db:
        done = take_in(db, [Copy(f.name, f.content, f.url) for f in fetched], datetime.now(UTC))
    click.echo("\n".join(done.lines))
    for note in done.notes:
        say(f"note: {note}")
    troubled([str(p) for p in (*missed, *done.problems)])


@figures.command("balance", epilog="Example: varne figures balance record.varne")
@click.argument("log", type=click.Path(exists=True, dir_okay=False))
@AS_KNOWN
@click.option("--secmar", is_flag=True, help="CSV in SECMAR's terms, with what it assumes.")
@STORE
@click.option("--json", "as_json", is_flag=True)
def figures_balance(log: str, as_known: date | None, secmar: bool, store: str | None, as_json: bool) -> None:
    """What a record of ours says became of people, night by night, beside the official figure."""
    from varne.commands.figures import balancing
    from varne.record.log import LogDamaged

    try:
        with figures_at(store) as db:
            nights = balancing.balance_of(Path(log), db, as_known)
    except LogDamaged as error:
        say(str(error))
        sys.exit(1)
    if as_json:
        show(balancing.plain(nights))
    else:
        click.echo(balancing.secmar_csv(nights) if secmar else balancing.text(nights))
