"""`varne callers`: the key under which both centres know a caller."""

from datetime import UTC, datetime

import click

from varne.cli.terminal import explained


@click.group(epilog="Example: varne callers offer")
def callers() -> None:
    """The key under which both centres know a caller: agreeing on it, and how it stands."""


@callers.command("offer", epilog="Example: varne callers offer")
def callers_offer() -> None:
    """Print this centre's half of an agreement, for the other centre; it is no secret."""
    from varne.commands.callers import keyring

    with explained(OSError):
        click.echo(keyring().offer(datetime.now(UTC)))


@callers.command("agree", epilog="Example: varne callers agree 2026-11-27:5f0c...")
@click.argument("offer")
def callers_agree(offer: str) -> None:
    """Take the other centre's half; prints what both read out on the telephone: it must be the same."""
    from varne.commands.callers import keyring

    with explained(ValueError, OSError):
        click.echo(keyring().agree(offer, datetime.now(UTC)))


@callers.command("status", epilog="Example: varne callers status")
def callers_status() -> None:
    """Of which night the key is, whether the other centre has it too, and how many nights' numbers can still be read."""
    from varne.commands.callers import status

    with explained(OSError, ValueError):
        click.echo(status())
