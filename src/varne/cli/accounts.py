"""`varne people`: who may do what at a node."""

from typing import Any

import click

from varne.cli.terminal import explained, say, show


@click.group(epilog="Example: varne people add martin --role 'watch officer'")
def people() -> None:
    """Who may use this machine's node: accounts, their roles, sessions and what happened at the door."""


@people.command("add", epilog="Example: varne people add martin --role 'watch officer' --role 'SAR mission co-ordinator'")
@click.argument("login")
@click.option("--role", "roles", multiple=True, required=True, help="Repeatable; `varne people roles` says what each may do.")
@click.option("--identity", nargs=2, metavar="ISSUER SUBJECT", help="Signs in at an OpenID provider: no password is asked for.")
@click.option("--token", is_flag=True, help="A program: no password; prints its token, for reports or features.")
@click.option("--centre", default="varne", show_default=True, help="What the phone shows beside the code.")
def people_add(login: str, roles: tuple[str, ...], identity: tuple[str, str] | None, token: bool, centre: str) -> None:
    """Make an account; asks for a password and prints what goes into the phone. From the first on everything needs one."""
    import time

    from varne.access import accounts, sessions
    from varne.commands.people import second_factor

    with _people() as store, explained(accounts.NotAnAccount):
        accounts.known(roles)
        password = None if token or identity else click.prompt("password", hide_input=True, confirmation_prompt=True, err=True)
        made = accounts.add(store, login, roles, password, time.time(), centre=centre, identity=identity)
        click.echo(sessions.make_token(store, made, time.time()) if token else second_factor(made, centre) or f"added {login}")


@people.command("list", epilog="Example: varne people list")
@click.option("--json", "as_json", is_flag=True)
def people_list(as_json: bool) -> None:
    """The accounts, their roles and how many sessions they have open."""
    from varne.commands.people import table, text

    with _people() as store:
        rows = table(store)
    if as_json:
        show(rows)
    else:
        click.echo(text(rows))


@people.command("remove", epilog="Example: varne people remove martin")
@click.argument("login")
def people_remove(login: str) -> None:
    """Remove an account: its sessions and tokens end now. What it recorded stays."""
    import time

    from varne.access import accounts

    with _people() as store, explained(accounts.NotAnAccount):
        accounts.remove(store, login, time.time())


@people.command("role", epilog="Example: varne people role martin 'watch officer' liaison")
@click.argument("login")
@click.argument("roles", nargs=-1, required=True)
def people_role(login: str, roles: tuple[str, ...]) -> None:
    """Give an account these roles and no others, from now on."""
    import time

    from varne.access import accounts

    with _people() as store, explained(accounts.NotAnAccount):
        accounts.give_roles(store, login, roles, time.time())


@people.command("roles", epilog="Example: varne people roles")
def people_roles() -> None:
    """The roles and what each may do."""
    from varne.commands.people import roles_text

    click.echo(roles_text())


@people.command("totp", epilog="Example: varne people totp martin")
@click.argument("login")
@click.option("--centre", default="varne", show_default=True, help="What the phone shows beside the code.")
def people_totp(login: str, centre: str) -> None:
    """A new second factor, for a phone that was lost or changed; the old one is void."""
    import time

    from varne.access import accounts
    from varne.commands.people import second_factor

    with _people() as store, explained(accounts.NotAnAccount):
        click.echo(second_factor(accounts.renew_code(store, login, time.time()), centre))


@people.command("token", epilog="Example: varne people token alarm-gateway")
@click.argument("login")
@click.option("--remove", is_flag=True, help="Make all its tokens void instead.")
def people_token(login: str, remove: bool) -> None:
    """A token by which a program acts for an account; shown once."""
    import time

    from varne.access import accounts, sessions

    with _people() as store, explained(accounts.NotAnAccount):
        account = accounts.named(store, login)
        if remove:
            say(f"{sessions.remove_tokens(store, account, time.time())} tokens are void")
        else:
            click.echo(sessions.make_token(store, account, time.time()))


@people.command("log", epilog="Example: varne people log")
@click.option("--json", "as_json", is_flag=True)
def people_log(as_json: bool) -> None:
    """What happened at the door: who signed in, who was refused, which sealed numbers were read."""
    from varne.commands.people import happened

    with _people() as store:
        rows = happened(store)
    if as_json:
        show(rows)
    for r in () if as_json else rows:
        click.echo(f"{r['at']}  {r['what']:<20} {r['login'] or '-':<24} {r['detail']}".rstrip())


def _people() -> Any:
    from varne.access.store import Store
    from varne.config import home

    return Store(home())
