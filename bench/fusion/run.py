"""The whole bench of the association: JSON lines, all methods in one run (README.md)."""

import argparse
import json
import os
from collections.abc import Sequence

from bench.fusion import reference
from bench.fusion.compare import compared
from bench.fusion.contest import METHODS, NIGHTS
from bench.fusion.nights import Night, without_phones
from bench.fusion.online import online
from bench.fusion.timing import SIZES, timed

PARTS = ("nights", "online", "timing")


EVERYTHING = ("--kind", "all", "--parts", "all", "--phones", "both")


def main(arguments: Sequence[str] = EVERYTHING) -> None:
    """Everything by default: what `python -m bench fusion` prints, in about half an hour."""
    ask = parser().parse_args(arguments)
    for kind in ask.kind:
        if kind == "reference" and not reference.present():
            print(json.dumps({"bench": "association, reference nights", "result": reference.ABSENT}))
            continue
        run(ask, kind)


def parser() -> argparse.ArgumentParser:
    ask = argparse.ArgumentParser(prog="python -m bench.fusion", description=__doc__)
    ask.add_argument("--seeds", type=span, default=span("1-20"), help="nights, such as 1-20 or 3; online takes 10 at most")
    ask.add_argument("--kind", type=some(tuple(NIGHTS)), default=("reference",), help=f"nights, some of {','.join(NIGHTS)}")
    ask.add_argument("--methods", type=some(METHODS), default=METHODS, help=f"all, or some of {','.join(METHODS)}")
    ask.add_argument("--parts", type=some(PARTS), default=("nights",), help=f"all, or some of {','.join(PARTS)}")
    ask.add_argument("--phones", choices=("on", "off", "both"), default="on", help="with call-back numbers, without, both")
    ask.add_argument("--boats", type=int, default=30)
    ask.add_argument("--sizes", type=lambda text: [int(n) for n in text.split(",")], default=SIZES, help="boats, for timing")
    ask.add_argument("--no-tgospa", dest="tgospa", action="store_false", help="leave out T-GOSPA")
    return ask


def span(text: str) -> range:
    low, _, high = text.partition("-")
    return range(int(low), int(high or low) + 1)


def some(known: Sequence[str]):
    """A parser of a comma-separated choice of known words."""

    def parse(text: str) -> tuple[str, ...]:
        asked = tuple(known) if text == "all" else tuple(text.split(","))
        if unknown := set(asked) - set(known):
            raise argparse.ArgumentTypeError(f"no {', '.join(sorted(unknown))}; there are {', '.join(known)}")
        return asked

    return parse


def run(ask: argparse.Namespace, kind: str) -> None:
    """Print one kind of nights in the parts asked for."""
    say({"bench": f"association, {kind} nights", "load": round(os.getloadavg()[0], 1), "cores": os.cpu_count()})
    nights = [NIGHTS[kind](seed, ask.boats) for seed in ask.seeds]
    if "nights" in ask.parts:
        for of in with_and_without_phones(nights, ask.phones):
            for line in compared(ask.methods, of, ask.tgospa):
                say(line)
    if "online" in ask.parts:
        for line in online([m for m in ask.methods if m != "truth"], nights[:10]):
            say(line)
    if "timing" in ask.parts:
        for line in timed([m for m in ask.methods if m in ("propose", "prototype")], kind, ask.seeds[:3], ask.sizes):
            say(line)


def with_and_without_phones(nights: Sequence[Night], phones: str) -> list[Sequence[Night]]:
    bare = [without_phones(n) for n in nights] if phones != "on" else []
    return [of for of in (nights if phones != "off" else [], bare) if of]


def say(line: dict[str, object]) -> None:
    print(json.dumps(line), flush=True)
