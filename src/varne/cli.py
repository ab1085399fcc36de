"""The commands: each parses, calls one function of the library, and prints.

Result on stdout, talk on stderr, `-` is stdin; exit 0 fine, 1 trouble found, 2 misused.
"""

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from varne import __version__

if TYPE_CHECKING:
    from varne.record.log import Verified
from varne.fusion.report import SOURCES


class Moment(click.ParamType[datetime]):
    """An ISO time with a zone, as aware UTC."""

    name = "TIME"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
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
        try:
            lon, lat = (float(x) for x in str(value).split(","))
        except ValueError:
            self.fail(f"{value!r}: write longitude and latitude in degrees, for example 1.7235,51.093", param, ctx)
        return lon, lat


class Day(click.ParamType[date]):
    """A day, as 2025-03-02."""

    name = "DAY"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
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


@contextmanager
def explained(*errors: type[Exception]) -> Iterator[None]:
    """Turn expected errors into one line and exit code 2."""
    try:
        yield
    except errors as error:
        raise click.UsageError(str(error)) from error


def lines_of(path: str) -> list[str]:
    text = sys.stdin.read() if path == "-" else Path(path).read_text("utf-8")
    return text.removesuffix("\n").split("\n") if text else []  # a line of JSON may hold what splitlines takes for an end


@click.group(context_settings={"help_option_names": ["-h", "--help"]}, epilog="Example: varne demo")
@click.version_option(__version__)
def main() -> None:
    """Varne: one shared picture of every small boat in trouble in the Dover Strait, for two coastguards at once."""


@main.command(epilog="Example: varne demo --case simulated-night --port 0")
@click.option("--case", "name", default="2021-11-24", show_default=True, help="Which night to replay.")
@click.option("--port", type=click.IntRange(0, 65535), default=8347, show_default=True, help="On 127.0.0.1; 0 is any free one.")
@click.option("--seed", type=int, default=1, show_default=True, help="Of the simulated night.")
@click.option("--no-browser", is_flag=True, help="Only print the address.")
def demo(name: str, port: int, seed: int, no_browser: bool) -> None:
    """Replay a night on the map, offline."""
    from varne.cases.case import load
    from varne.config import Config
    from varne.server.run import PortTaken, replay

    with explained(ValueError):
        case = load(name, seed)
    _until_stopped(lambda: replay(case, Config(states=3000), port, not no_browser, say), PortTaken)


@main.command(epilog="Example: varne serve --config varne.toml")
@click.option("--config", "path", type=click.Path(), help="varne.toml; without it the defaults hold.")
def serve(path: str | None) -> None:
    """Run one centre's node."""
    from varne.config import ConfigError, parse_config
    from varne.record.log import LogDamaged
    from varne.server import run

    with explained(ConfigError, OSError):
        config = parse_config(Path(path).read_text("utf-8") if path else "")
    _until_stopped(lambda: run.serve(config, say), run.PortTaken, LogDamaged, ValueError, FileNotFoundError)


def _until_stopped(work: Any, *troubles: type[Exception]) -> None:
    try:
        work()
    except troubles as error:
        say(str(error))
        sys.exit(1)
    except KeyboardInterrupt:
        pass
    say("stopped")


@main.command(epilog="""Example: varne position "51°08.5'N 001°44.5'E\"""")
@click.argument("text")
@click.option("--json", "as_json", is_flag=True, help="The readings as JSON.")
def position(text: str, as_json: bool) -> None:
    """Every reading of a position as people write it, best supported first."""
    from varne.positions import NoPosition, format_position
    from varne.readers.places import places, plain

    text = sys.stdin.read() if text == "-" else text
    try:
        judged = places(text)
    except NoPosition as error:
        if as_json:
            show({"readings": []})
        say(str(error))
        sys.exit(1)
    if as_json:
        show({"readings": [plain(j) for j in judged]})
        return
    for j in judged:
        where = "at sea" if j.at_sea else "on land" if j.in_area else "outside the area"
        r = j.reading
        click.echo(f"{format_position(r.lon, r.lat, 'radio')}  {r.lon:.5f} {r.lat:.5f}  {r.notation}, {where}")
        for note in r.notes:
            click.echo(f"    {note}")


@main.command(epilog="Example: varne fuse reports.jsonl --at 2021-11-24T02:30Z")
@click.argument("reports", type=click.Path(exists=True, dir_okay=False, allow_dash=True))
@click.option("--at", type=TIME, help="Where each boat is at this time; without it at the last report.")
@click.option("--current", default="tide", show_default=True, help="SRC of the stream.")
@click.option("--json", "as_json", is_flag=True)
@click.option("--seed", type=int, default=1, show_default=True)
def fuse(reports: str, at: datetime | None, current: str, as_json: bool, seed: int) -> None:
    """Which reports are the same boat, why, and where it is."""
    from varne.commands.fuse import fuse as answer_to
    from varne.readers.forecast import open_field

    with explained(ValueError, FileNotFoundError):
        answer = answer_to(lines_of(reports), open_field(current, "current"), at, seed)
    if as_json:
        show(answer.plain)
    else:
        click.echo(answer.text)
    troubled([str(p) for p in answer.problems])


@main.command(epilog="Example: varne track night.nmea --radar dover,1.343,51.133 > radar.jsonl")
@click.argument("feed")
@click.option("--radar", required=True, help="NAME,LON,LAT of the radar, or of the middle of the waters for AIS alone.")
@click.option("--period", type=click.FloatRange(min=0.1), default=3.0, show_default=True, help="Seconds of a turn.")
@click.option(
    "--reach", type=click.FloatRange(min=100), default=30_000.0, show_default=True, help="Metres to which it sees a boat."
)
def track(feed: str, radar: str, period: float, reach: float) -> None:
    """Report lines of boats without AIS out of AIS, radar and Cursor on Target: a file, tcp://host:port or udp://host:port."""
    from varne.commands.track import track as reports_of
    from varne.fusion.tracker.scans import Radar
    from varne.readers.feeds import follow_feed
    from varne.readers.reports import report_line

    troubles = 0
    with explained(ValueError, FileNotFoundError):
        name, _, place = radar.partition(",")
        lon, lat = PLACE.convert(place, None, None)
        lines = follow_feed(feed)
        for told in reports_of(lines, Radar(name, lon, lat, period, reach)):
            for report in told.reports:
                click.echo(report_line(report))
            for problem in told.problems:
                say(str(problem))
            troubles += len(told.problems)
    sys.exit(1 if troubles else 0)


def carrier(device: str) -> Any:
    """What carries the states; the card's module is loaded only when it is asked for."""
    if device == "cpu":
        from varne.drift.march import snapshots

        return snapshots
    from varne.drift.gpu import march_on

    return march_on(device)


@main.command(epilog="Example: varne drift --lon 1.75947 --lat 51.15075 --at 2021-11-24T03:12Z --hours 10 --object piw")
@click.option("--lon", type=float, required=True)
@click.option("--lat", type=float, required=True)
@click.option("--at", type=TIME, required=True, help="When it was there.")
@click.option("--hours", type=click.FloatRange(-240, 240), required=True, help="Negative: a first look backwards.")
@click.option(
    "--object",
    "key",
    required=True,
    help="inflatable, swamped, piw, piw-jacket, raft, underway, a leeway class, or A:0.6,B:0.4.",
)
@click.option("--n", type=click.IntRange(min=1), default=10_000, show_default=True, help="Possible states.")
@click.option("--error-m", type=click.FloatRange(min=1), default=300.0, show_default=True, help="1 sigma of the position.")
@click.option("--heading", type=click.FloatRange(0, 360), help="Of a boat under way; without it towards England, wide.")
@click.option(
    "--current",
    default="tide",
    show_default=True,
    help="SRC: tide, constant:U,V, a CF file or URL, A+B, A else B (docs/fields.md).",
)
@click.option("--wind", help="SRC; without it a light wind from any direction.")
@click.option("--contains", type=PLACE, help="Adds the smallest contour that holds this place.")
@click.option(
    "--refloat",
    type=click.FloatRange(min=0),
    default=0.0,
    show_default=True,
    metavar="RATE",
    help="An hour, of coming off the shore while the flow goes seaward; 0: what is aground stays (docs/drift.md).",
)
@click.option("--seed", type=int, default=1, show_default=True)
@click.option("--device", type=click.Choice(["cpu", "cuda"]), default="cpu", show_default=True, help="What carries the states.")
@click.option("--json", "as_json", is_flag=True)
@click.option(
    "-o", "out", multiple=True, type=click.Path(dir_okay=False), help="Write a file; its ending says what. Repeatable."
)
def drift(out: tuple[str, ...], as_json: bool, current: str, wind: str | None, device: str, **request: Any) -> None:
    """Where a boat or people in the water will be, hour by hour."""
    from varne.commands import drift as drifting
    from varne.readers.absent import NotAtHand
    from varne.readers.forecast import open_field
    from varne.writers.answer import plain
    from varne.writers.formats import writer_for

    with explained(ValueError, FileNotFoundError, NotAtHand):
        writers = [(path, writer_for(path)) for path in out]
        asked = drifting.Request(**request)
        fields = open_field(current, "current", asked.span), open_field(wind, "wind", asked.span) if wind else None
        answer = drifting.drift(asked, *fields, carry=carrier(device))
    for path, write in writers:
        Path(path).write_bytes(write(answer))
        say(f"wrote {path}")
    if as_json:
        show(plain(answer))
    elif not out:
        click.echo(drifting.table(answer))


class Count(click.ParamType[tuple[int, int, int]]):
    """N, or MIN,LIKELY,MAX."""

    name = "N"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[int, int, int]:
        try:
            numbers = [int(x) for x in str(value).split(",")]
            low, likely, high = numbers * 3 if len(numbers) == 1 else numbers
        except ValueError:
            self.fail(f"{value!r}: give one number, or fewest,likely,most such as 27,30,33", param, ctx)
        return low, likely, high


@main.command(epilog="Example: varne survive --water 12 --people 27,30,33 --buoyancy none --in-water 2")
@click.option("--water", type=float, required=True, help="Temperature of the water, degrees Celsius.")
@click.option("--people", type=Count(), default="1", show_default=True, help="One number, or MIN,LIKELY,MAX.")
@click.option("--in-water", type=float, default=0.0, show_default=True, help="Hours they have been in the water already.")
@click.option(
    "--hours", type=float, default=24.0, show_default=True, help="How far to look; never less than 24 from the start."
)
@click.option("--where", type=click.Choice(["water", "swamped", "afloat"]), default="water", show_default=True)
@click.option("--buoyancy", type=click.Choice(["none", "worn", "unknown"]), default="unknown", show_default=True)
@click.option("--clothing", type=click.Choice(["light", "heavy", "suit", "unknown"]), default="unknown", show_default=True)
@click.option("--doing", type=click.Choice(["still", "swimming", "huddled", "unknown"]), default="unknown", show_default=True)
@click.option("--sea", type=click.Choice(["calm", "rough", "unknown"]), default="unknown", show_default=True)
@click.option("--children", type=click.FloatRange(0, 1), default=0.0, show_default=True, help="Their share.")
@click.option("--json", "as_json", is_flag=True)
def survive(water: float, people: tuple[int, int, int], in_water: float, hours: float, as_json: bool, **known: Any) -> None:
    """How long people can live in this water: three curves, hour by hour."""
    import msgspec

    from varne.commands import survive as surviving
    from varne.survival.curves import People

    with explained(ValueError):
        answer = surviving.survive(surviving.Request(water, people, People(**known), in_water, hours))
    if as_json:
        show(msgspec.to_builtins(answer))
    else:
        click.echo(surviving.table(answer))


@main.command(epilog="Example: varne search request.json -o plan.json")
@click.argument("request")
@click.option("--json", "as_json", is_flag=True, help="The plan as JSON.")
@click.option("-o", "out", type=click.Path(dir_okay=False), help="Write the plan as JSON to a file.")
@click.option("--config", "path", type=click.Path(), help="varne.toml: its assets instead of the shipped list, and its lanes.")
def search(request: str, as_json: bool, out: str | None, path: str | None) -> None:
    """Plan a search over drifting ensembles, with the bound that no plan can pass."""
    import time

    import msgspec

    from varne.commands import search as searching
    from varne.config import Config, ConfigError, parse_config
    from varne.outlook import span as outlook_span
    from varne.planning.asked import parse_request
    from varne.planning.search import span_of
    from varne.positions import readings
    from varne.readers.absent import NotAtHand
    from varne.readers.forecast import open_field
    from varne.readers.lanes import lanes_of
    from varne.readers.reports import read_reports
    from varne.readers.trajectories import read_run
    from varne.search.assets import fleet

    with explained(ValueError, FileNotFoundError, NotAtHand, ConfigError):
        asked = parse_request("\n".join(lines_of(request)).encode())
        own = parse_config(Path(path).read_text("utf-8")) if path else Config()
        reports, bad = read_reports(lines_of(asked.reports), position_readings=readings) if asked.reports else ([], [])
        known, lanes = fleet(line.plain() for line in own.assets), lanes_of(own.lanes)
        told = outlook_span(reports)
        span = span_of(asked, told and told[0])
        current = open_field(asked.current, "current", span)
        wind = open_field(asked.wind, "wind", span) if asked.wind else None
        run = read_run(Path(asked.drifted).read_bytes()) if asked.drifted else None
        plan = searching.plan(asked, current, wind, time.perf_counter, drifted=run, reports=reports, fleet=known, lanes=lanes)
    if out:
        Path(out).write_bytes(msgspec.json.format(msgspec.json.encode(plan), indent=1) + b"\n")
        say(f"wrote {out}")
    if as_json:
        show(msgspec.to_builtins(plan))
    elif not out:
        click.echo(searching.text(plan))
    troubled([*map(str, bad), *(p.text for p in plan.problems)])


@main.command(epilog="Example: varne cover request.json")
@click.argument("request")
@click.option("--json", "as_json", is_flag=True)
def cover(request: str, as_json: bool) -> None:
    """Where the units of both countries should wait tonight, hour by hour."""
    import msgspec

    from varne.commands import cover as covering
    from varne.commands.cover_asked import parse_request

    with explained(ValueError, FileNotFoundError):
        answer = covering.answer(parse_request("\n".join(lines_of(request)).encode()))
    if as_json:
        show(msgspec.to_builtins(answer))
    else:
        click.echo(covering.text(answer))
    troubled([p.text for p in answer.problems])


@main.command(epilog="Example: varne fields 'nws.nc else tide'")
@click.argument("source")
@click.option("--kind", type=click.Choice(["current", "wind", "stokes", "residual"]), default="current", show_default=True)
@click.option("--json", "as_json", is_flag=True)
def fields(source: str, kind: str, as_json: bool) -> None:
    """What a forecast file or SRC holds, and what was matched and why."""
    from varne.readers.absent import NotAtHand
    from varne.readers.forecast import describe

    with explained(ValueError, FileNotFoundError, NotAtHand):
        lines = describe(source, kind)  # type: ignore[arg-type]  # click has checked the kind
    if as_json:
        show({"source": source, "kind": kind, "lines": list(lines)})
    else:
        click.echo("\n".join(lines))
    sys.exit(1 if any(line.startswith("refused") for line in lines) else 0)


@main.group(epilog="Example: varne people add martin --role 'watch officer'")
def people() -> None:
    """Who may use this machine's node: accounts, their roles, sessions and what happened at the door."""


@people.command("add", epilog="Example: varne people add martin --role 'watch officer' --role 'SAR mission co-ordinator'")
@click.argument("login")
@click.option("--role", "roles", multiple=True, required=True, help="Repeatable; `varne people roles` says what each may do.")
@click.option("--identity", nargs=2, metavar="ISSUER SUBJECT", help="Signs in at an OpenID provider: no password is asked for.")
@click.option("--token", is_flag=True, help="A program: no password; prints the token with which it hands in reports.")
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
    """A token with which a program hands in reports for an account; shown once."""
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


@main.group(epilog="Example: varne log verify record.varne")
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
        Path(out).write_bytes(erasing.audit(where, datetime.now(UTC)))
    say(f"wrote {out}")


@main.group(epilog="Example: varne callers offer")
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
        if out:
            Path(out).write_bytes(content)
    if not out:
        sys.stdout.buffer.write(content)
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


@main.command(epilog="Example: varne sitrep record.varne Charlie --at 2021-11-24T03:34Z --language fr -o sitrep.html")
@click.argument("record", type=click.Path(exists=True, dir_okay=False))
@click.argument("boat")
@click.option("--at", type=TIME, help="As it was known then; without it the end of the log.")
@click.option("--serial", type=click.IntRange(min=1), help="One that was issued, word by word as it was sent.")
@click.option("--centre", default="dover", show_default=True, help="Who issues it, or issued it.")
@click.option("--to", multiple=True, metavar="CENTRE", help="Who is to get it; repeatable.")
@click.option("--short", is_flag=True, help="Parts A to F only.")
@click.option("--language", type=click.Choice(["en", "fr"]), default="en", show_default=True)
@click.option("-o", "out", type=click.Path(dir_okay=False), help="Write a file: .html prints on paper, anything else is text.")
def sitrep(
    record: str, boat: str, at: datetime | None, serial: int | None, centre: str, to: tuple[str, ...], short: bool,
    language: Any, out: str | None,
) -> None:  # fmt: skip
    """The SITREP of a boat in IAMSAR form, as known at a moment; BOAT is its id or a name."""
    from varne.commands import briefs
    from varne.record.log import LogDamaged

    with explained(ValueError, LogDamaged):
        if serial:
            paper = briefs.issued_paper(Path(record), boat, serial, centre)
        else:
            paper = briefs.sitrep_of(Path(record), boat, at, language, centre=centre, to=to, brief=short)
    put(briefs.written(paper, out or ""), out)


@main.command(epilog="Example: varne watch record.varne --language fr -o releve.html")
@click.argument("record", type=click.Path(exists=True, dir_okay=False))
@click.option("--at", type=TIME, help="As it was known then; without it the end of the log.")
@click.option("--centre", default="dover", show_default=True, help="Whose watch changes.")
@click.option("--language", type=click.Choice(["en", "fr"]), default="en", show_default=True)
@click.option("-o", "out", type=click.Path(dir_okay=False), help="Write a file: .html prints on paper, anything else is text.")
def watch(record: str, at: datetime | None, centre: str, language: Any, out: str | None) -> None:
    """The sheet of a change of watch: every open boat, and everything that waits for somebody, as known at a moment."""
    from varne.commands import briefs
    from varne.record.log import LogDamaged

    with explained(ValueError, LogDamaged):
        paper = briefs.watch_of(Path(record), at, language, centre=centre)
    put(briefs.written(paper, out or ""), out)


def put(text: str, out: str | None) -> None:
    """The result in a file, or on stdout."""
    if out is None:
        click.echo(text, nl=False)
    else:
        Path(out).write_text(text, "utf-8")
        say(f"wrote {out}")


@main.group("list", epilog="Example: varne list import tracker.xlsx --zone Europe/Paris")
def lists() -> None:
    """The lists, mails and chats that people send: take them in as reports, write the night as a tracker."""


class Role(click.ParamType[tuple[str, str]]):
    """NAME=ROLE: which role a sender of messages has; desk is ourselves."""

    name = "NAME=ROLE"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, str]:
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
        Path(out).write_text("".join(f"{line}\n" for line in lines), "utf-8")
        say(f"wrote {out}: {len(lines)} reports")
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
    Path(out).write_bytes(content)
    say(f"wrote {out}: {rows} rows")


@main.group(epilog='Example: varne figures check "592 people in 11 boats on 2 March 2025"')
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
            Path(path).write_bytes(written(chart, Path(path).suffix.lower().removeprefix("."), language))
            say(f"wrote {path}")


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


@main.group(epilog="Example: varne readiness forecast --from ensemble.nc")
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
    with figures_at(store) as db, explained(NoFigures, ValueError, FileNotFoundError, NotAtHand):
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
