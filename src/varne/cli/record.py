"""`varne log`: the record, checked, copied, read, erased; who this node is."""

import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from varne import __version__
from varne.cli.terminal import TIME, explained, lines_of, put, say, show, troubled

if TYPE_CHECKING:
    from varne.record.log import Verified


@click.group(epilog="Example: varne log verify record.varne")
def log() -> None:
    """The record: verify, export, import, copy, replay; who this node is."""


@log.command("verify", epilog="Example: varne log verify record.varne")
@click.argument("where", metavar="LOG")
@click.option("--config", "path", type=click.Path(), help="varne.toml: were the chains signed with the keys that it knows?")
@click.option("--json", "as_json", is_flag=True)
def log_verify(where: str, path: str | None, as_json: bool) -> None:
    """Check every event of a log; says at which event it is damaged. LOG is a file or postgresql://..."""
    from varne.commands import record
    from varne.config import ConfigError
    from varne.record.log import verify

    found = verify(where)
    with explained(ConfigError, OSError, ValueError):
        unknown = list(record.strangers(found, record.config_of(path))) if path else []
    if as_json:
        show(record.verified_plain(found))
    elif not found.problems:
        for line in record.verified_lines(where, found):
            click.echo(line)
    troubled([f"{where}: {p}" for p in (*found.problems, *found.missing, *unknown)])


@log.command("export", epilog="Example: varne log export record.varne > record.jsonl")
@click.argument("where", metavar="LOG")
def log_export(where: str) -> None:
    """Print a log as JSON lines, byte for byte what is hashed."""
    from varne.record.log import Damaged, export_lines, verify

    if problems := verify(where).problems:
        say(f"{where}: {problems[0]}; what can be read is printed")
    try:
        for line in export_lines(where):
            click.echo(line)
    except Damaged as error:
        troubled([f"{where}: cannot be read any further: {error}"])
    sys.exit(1 if problems else 0)


@log.command("import", epilog="Example: varne log import copy.varne record.jsonl")
@click.argument("where", metavar="LOG")
@click.argument("lines", type=click.Path(exists=True, dir_okay=False, allow_dash=True))
def log_import(where: str, lines: str) -> None:
    """Make a new log from exported lines, under the same ids."""
    from varne.record.log import import_lines

    _made(where, lambda: import_lines(where, lines_of(lines)))


@log.command("copy", epilog="Example: varne log copy record.varne postgresql://varne@localhost/varne")
@click.argument("source", metavar="FROM")
@click.argument("target", metavar="TO")
def log_copy(source: str, target: str) -> None:
    """Copy a log to another place, from a file to PostgreSQL or back, and check the copy."""
    from varne.record.log import copy

    _made(target, lambda: copy(source, target))


@log.command("upgrade", epilog="Example: varne log upgrade old.varne record.varne")
@click.argument("old", type=click.Path(exists=True, dir_okay=False))
@click.argument("target", metavar="NEW")
@click.option("--config", "path", type=click.Path(), help="varne.toml of the node whose log it is, for its key.")
def log_upgrade(old: str, target: str, path: str | None) -> None:
    """Make a log of today's version from one of version 1: the same events under the same ids, now signed."""
    from varne.commands import record
    from varne.config import ConfigError
    from varne.record.log import upgrade

    with explained(ConfigError, OSError, ValueError):
        key = record.identity(record.config_of(path))
    _made(target, lambda: upgrade(Path(old), target, key))


@log.command("identity", epilog="Example: varne log identity --config varne.toml")
@click.option("--config", "path", type=click.Path(), help="varne.toml; without it the defaults hold.")
@click.option("--url", default="https://...", show_default=True, help="Where the other node reaches this one.")
@click.option("--json", "as_json", is_flag=True)
def log_identity(path: str | None, url: str, as_json: bool) -> None:
    """Print this node's public key and fingerprint, for the other node's varne.toml; makes the key when there is none."""
    from varne.commands import record
    from varne.config import ConfigError

    with explained(ConfigError, OSError, ValueError):
        plain = record.identity_plain(record.config_of(path))
    if as_json:
        show(plain)
    else:
        click.echo(record.identity_text(plain, url))


@log.command("renew", epilog="Example: varne log renew record.varne --config varne.toml")
@click.argument("where", metavar="LOG")
@click.option("--config", "path", type=click.Path(), help="varne.toml of the node whose log it is.")
def log_renew(where: str, path: str | None) -> None:
    """Go on in a new incarnation with the key that the node has now, after the old key was lost."""
    from varne.commands import record
    from varne.config import ConfigError
    from varne.record.log import Log, LogDamaged

    with explained(ConfigError, OSError, ValueError, LogDamaged):
        config = record.config_of(path)
        with Log.open(where, origin=config.centre, identity=record.identity(config), renew=True) as opened:
            click.echo(f"{where}: {config.centre} goes on in {opened.joint()}, signed by {opened.identity.id}")


@log.command("erase", epilog="Example: varne log erase record.varne 3f9c... --role 'data officer' --reason retention")
@click.argument("where", metavar="LOG")
@click.argument("event")
@click.option("--role", required=True, help="Who decided it, as a role.")
@click.option("--reason", required=True, help="Why; it stays in the record.")
@click.option("--config", "path", type=click.Path(), help="varne.toml of the node whose log it is.")
def log_erase(where: str, event: str, role: str, reason: str, path: str | None) -> None:
    """Erase what one event of this node says, here and at the other centre; a tombstone stays. EVENT is its id."""
    from varne.commands import erasing, record
    from varne.config import ConfigError
    from varne.record.log import Log, LogDamaged

    with explained(ConfigError, OSError, ValueError, LogDamaged):
        config = record.config_of(path)
        came_with = erasing.attachments_of(where, {event})
        with Log.open(where, origin=config.centre, identity=record.identity(config)) as opened:
            stone = opened.erase(event, centre=config.centre, role=role, reason=reason)
        erasing.forget_all(came_with)
    click.echo(f"{where}: event {event[:16]} is erased, tombstone {stone.chain} {stone.seq}")


def _made(where: str, make: Callable[[], "Verified"]) -> None:
    """Make a log and say what it holds; one line and exit 1 when it cannot be made."""
    from varne.record.log import LogDamaged

    try:
        found = make()
    except (LogDamaged, ValueError, OSError) as error:
        say(str(error))
        sys.exit(1)
    click.echo(f"{where}: {found.events} events, head {found.head.id[:16]}")


@log.command("due", epilog="Example: varne log due record.varne --config varne.toml --erase --role 'data protection officer'")
@click.argument("where", metavar="LOG")
@click.option("--config", "path", type=click.Path(), help="varne.toml of the node whose log it is; [privacy] holds the policy.")
@click.option("--at", type=TIME, help="As of this time; without it now.")
@click.option("--erase", "do", is_flag=True, help="Erase them, each with a signed tombstone.")
@click.option("--role", default="policy", show_default=True, help="Who decided it, as a role.")
def log_due(where: str, path: str | None, at: datetime | None, do: bool, role: str) -> None:
    """What the node's policy says is to be erased by now; nothing is erased without --erase."""
    from varne.commands import erasing, record
    from varne.config import ConfigError
    from varne.record.log import LogDamaged

    with explained(ConfigError, OSError, ValueError, LogDamaged):
        config = record.config_of(path)
        found = erasing.what_is_due(where, config, at or datetime.now(UTC))
        for d in found:
            click.echo(f"{d.event}  {d.reason}")
        if do:
            say(f"{where}: {erasing.erase(where, config, role, found)} events erased, a tombstone for each")


@log.command("audit", epilog="Example: varne log audit record.varne -o audit.zip")
@click.argument("where", metavar="LOG")
@click.option("-o", "out", required=True, type=click.Path(dir_okay=False), help="The archive to write.")
def log_audit(where: str, out: str) -> None:
    """Everything for an outside auditor as a ZIP file: record, check, refusals, erasures, readings, the door."""
    from varne.commands import erasing

    with explained(OSError, ValueError):
        archive = erasing.audit(where, datetime.now(UTC))
    put(archive, out)


@log.command("table", epilog="Example: varne log table record.varne --night 2021-11-23 -o night.parquet")
@click.argument("where", metavar="LOG")
@click.option("--what", type=click.Choice(["reports", "boats", "events"]), default="reports", show_default=True)
@click.option(
    "--night", "day", type=click.DateTime(["%Y-%m-%d"]), help="Only the night that begins that day, noon to noon UTC."
)
@click.option("-o", "--out", type=click.Path(dir_okay=False), help="FILE.csv or FILE.parquet; without it CSV is printed.")
def log_table(where: str, what: Any, day: datetime | None, out: str | None) -> None:
    """A night's reports, boats or events as a table: CSV or Parquet."""
    from varne.commands.night import night_of, table
    from varne.record.log import stored, verify
    from varne.writers.figures.rows import NoParquet
    from varne.writers.tables import written

    if problems := verify(where).problems:
        troubled([f"{where}: {p}" for p in problems])
    columns = table(stored(where), what, night_of(day.date()) if day else None)
    about = {"what": what, "made_by": f"varne {__version__}", "night": str(day.date()) if day else "all", "times": "UTC"}
    with explained(ValueError, NoParquet, OSError):
        content = written(columns, Path(out).suffix.lstrip(".") if out else "csv", about)
    put(content, out)
    say(f"{len(next(iter(columns.values())))} {what}")


@log.command("replay", epilog="Example: varne log replay record.varne --at 2021-11-24T03:34Z")
@click.argument("where", metavar="LOG")
@click.option("--at", type=TIME, help="The moment; without it the end of the log.")
@click.option("--json", "as_json", is_flag=True)
def log_replay(where: str, at: datetime | None, as_json: bool) -> None:
    """What was known at a moment: boats, who holds them, people, alarms."""
    from varne.commands.replay import as_text, known_at
    from varne.record.log import LogDamaged

    try:
        known = known_at(where, at)
    except LogDamaged as error:
        say(str(error))
        sys.exit(1)
    if as_json:
        show(known)
    else:
        click.echo(as_text(known))
