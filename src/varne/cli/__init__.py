"""The commands: each parses, calls one function of the library, and prints.

Result on stdout, talk on stderr, `-` is stdin; exit 0 fine, 1 trouble found, 2 misused.
"""

import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from varne import __version__
from varne.cli.accounts import people
from varne.cli.forecasts import readiness
from varne.cli.numbers import callers
from varne.cli.official import figures
from varne.cli.record import log
from varne.cli.terminal import PLACE, TIME, explained, lines_of, put, say, show, troubled
from varne.cli.trackers import lists


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
    from varne.record.log import LogDamaged
    from varne.server.run import PortTaken, replay

    with explained(ValueError):
        case = load(name, seed)
    _until_stopped(lambda: replay(case, Config(states=3000), port, not no_browser, say), PortTaken, LogDamaged, OSError)


@main.command(epilog="Example: varne serve --config varne.toml")
@click.option("--config", "path", type=click.Path(), help="varne.toml; without it the defaults hold.")
def serve(path: str | None) -> None:
    """Run one centre's node."""
    from varne.config import ConfigError, parse_config
    from varne.record.log import LogDamaged
    from varne.server import run

    with explained(ConfigError, OSError):
        config = parse_config(Path(path).read_text("utf-8") if path else "")
    _until_stopped(lambda: run.serve(config, say), run.PortTaken, LogDamaged, ValueError, OSError)


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

    with explained(ValueError, OSError):
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
    with explained(ValueError, OSError):
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

    with explained(ValueError, OSError, NotAtHand):
        writers = [(path, writer_for(path)) for path in out]
        asked = drifting.Request(**request)
        fields = open_field(current, "current", asked.span), open_field(wind, "wind", asked.span) if wind else None
        answer = drifting.drift(asked, *fields, carry=carrier(device))
    for path, write in writers:
        put(write(answer), path)
    if as_json:
        show(plain(answer))
    elif not out:
        click.echo(drifting.table(answer))


class Count(click.ParamType[tuple[int, int, int]]):
    """N, or MIN,LIKELY,MAX."""

    name = "N"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[int, int, int]:
        """Fewest, likely, most; the same three times where one was given."""
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
    from varne.planning.asked import parse_request
    from varne.readers.absent import NotAtHand

    with explained(ValueError, OSError, NotAtHand, ConfigError):
        asked = parse_request("\n".join(lines_of(request)).encode())
        own = parse_config(Path(path).read_text("utf-8")) if path else Config()
        lines = lines_of(asked.reports) if asked.reports else []
        plan, bad = searching.plan_with_files(asked, own, lines, time.perf_counter)
    if out:
        put(msgspec.json.format(msgspec.json.encode(plan), indent=1) + b"\n", out)
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

    with explained(ValueError, OSError):
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

    with explained(ValueError, OSError, NotAtHand):
        lines = describe(source, kind)  # type: ignore[arg-type]  # click has checked the kind
    if as_json:
        show({"source": source, "kind": kind, "lines": list(lines)})
    else:
        click.echo("\n".join(lines))
    sys.exit(1 if any(line.startswith("refused") for line in lines) else 0)


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


for group in (people, log, callers, lists, figures, readiness):
    main.add_command(group)
