"""`varne list`: the trackers that centres keep, in and out."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from varne.cli.terminal import DAY, TIME, explained, put, say, troubled
from varne.fusion.report import SOURCES


@click.group("list", epilog="Example: varne list import tracker.xlsx --zone Europe/Paris")
def lists() -> None:
    """The lists, mails and chats that people send: take them in as reports, write the night as a tracker."""


class Role(click.ParamType[tuple[str, str]]):
    """NAME=ROLE: which role a sender of messages has; desk is ourselves."""

    name = "NAME=ROLE"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, str]:
        """The name and its role."""
        name, _, role = str(value).rpartition("=")
        if not name or role not in (*SOURCES, "desk"):
            self.fail(f"{value!r}: write NAME=ROLE with one of {', '.join(SOURCES)}, desk", param, ctx)
        return name, role


@lists.command("import", epilog="Example: varne list import tracker.xlsx report.eml --zone Europe/Paris -o reports.jsonl")
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, allow_dash=True))
@click.option("--from", "side", default="", metavar="CENTRE", help="Whose list it is; stands in each report and its id.")
@click.option("--zone", help="Of times that do not say theirs: UTC, Europe/Paris, Europe/London.")
@click.option("--night", type=DAY, help="The evening's date, for times without a date.")
@click.option("--degrees", type=click.Choice(["decimal", "minutes"]), help="What bare latitudes and longitudes are.")
@click.option("--source", type=click.Choice(SOURCES), help="Who gave it, as a role; each kind of file has a usual one.")
@click.option("--role", "roles", multiple=True, type=Role(), help="Of a sender of messages; repeatable.")
@click.option("--received", type=TIME, help="When it reached us; without it now.")
@click.option("--apart", is_flag=True, help="The rows were counted apart by one observer: they are different boats.")
@click.option("--dry-run", is_flag=True, help="Only say how it would be read; nothing is kept or written.")
@click.option("-o", "out", type=click.Path(dir_okay=False), help="Write the report lines to a file.")
def list_import(files: tuple[str, ...], side: str, apart: bool, dry_run: bool, out: str | None, **said: Any) -> None:
    """Report lines out of trackers (XLSX, ODS, CSV), mails (.eml), exported chats (_chat.txt, .zip) and JSON lines."""
    from varne.commands import lists as listing
    from varne.config import home
    from varne.readers.lists import Told
    from varne.readers.lists.moments import zone_of
    from varne.readers.reports import report_line

    with explained(ValueError, OSError):
        zone_of(said["zone"] or "UTC")
        now = datetime.now(UTC).replace(microsecond=0)
        told = Told(**said | {"roles": dict(said["roles"]), "received": said["received"] or now})
        kept = None if dry_run else home() / "attachments"
        found = listing.import_files([Path(f) for f in files], told, side=side, apart=apart, attachments=kept)
    for text in found.assumed:
        say(text)
    lines = [report_line(r) for r in found.reports]
    if dry_run:
        click.echo(listing.overview(found.reports))
    elif out:
        put("".join(f"{line}\n" for line in lines), out, f": {len(lines)} reports")
    else:
        for line in lines:
            click.echo(line)
    troubled(found.problems)


@lists.command("export", epilog="Example: varne list export record.varne --at 2021-11-24T03:34Z --language fr -o liste.ods")
@click.argument("record", type=click.Path(exists=True, dir_okay=False))
@click.option("--at", type=TIME, help="As it was known then; without it the end of the log.")
@click.option("--language", type=click.Choice(["en", "fr"]), default="en", show_default=True, help="Of the headings.")
@click.option("-o", "out", required=True, type=click.Path(dir_okay=False), help="A name that ends in .xlsx, .ods or .csv.")
def list_export(record: str, at: datetime | None, language: Any, out: str) -> None:
    """The night in a log as a tracker: every boat, and every report without one, as known at a moment."""
    from varne.commands.lists import export_list
    from varne.record.log import LogDamaged

    with explained(ValueError, LogDamaged):
        content, rows = export_list(Path(record), at, out, language)
    put(content, out, f": {rows} rows")
