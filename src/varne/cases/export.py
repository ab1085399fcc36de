"""A SIMULATED night as JSON lines, for other programs: python -m varne.cases.export --help (docs/nights.md).

Reports are lines as `varne fuse` reads them with a "truth" that no system under test may read; tracks are one line a boat.
"""

import argparse
import json
from collections.abc import Iterator, Sequence
from dataclasses import fields, replace
from typing import Any

from varne.cases.nights import NightParameters, SimulatedNight, Told, simulated_night
from varne.cases.telling import clock
from varne.cases.voyages import Voyage
from varne.readers.reports import write_report

Plain = dict[str, Any]


def truth_lines(night: SimulatedNight) -> Iterator[str]:
    """Report lines in the order received.

    truth  {"boat": number or null, "at": time, "lon", "lat": where the boat was then, "people": aboard then}
    """
    for t in night.told:
        yield json.dumps({**write_report(t.report), "truth": _truth(night, t)}, ensure_ascii=False)


def _truth(night: SimulatedNight, t: Told) -> Plain:
    return {"boat": None} if t.boat == 0 else {"boat": t.boat, **_moment(night.boats[t.boat - 1], t.step)}


def track_lines(night: SimulatedNight) -> Iterator[str]:
    """True life of each boat, also of those nobody reported: a line a boat, a row of its track every two minutes."""
    for v in night.boats:
        life: Plain = {"boat": v.number, "taxi": v.taxi, "length_m": v.length_m, "colour": v.colour, "end": v.end}
        life["recoveries"] = [{"at": _time(r.t), "people": r.people, "left": r.left} for r in v.recoveries]
        life["track"] = [{**_moment(v, k), **_state(v, k)} for k in range(len(v.t))]
        yield json.dumps(life)


def _moment(v: Voyage, k: int) -> Plain:
    lon, lat = round(float(v.lon[k]), 6), round(float(v.lat[k]), 6)
    return {"at": _time(float(v.t[k])), "lon": lon, "lat": lat, "people": int(v.aboard[k])}


def _state(v: Voyage, k: int) -> Plain:
    return {"engine": bool(v.engine[k]), "dry": bool(v.dry[k]), "towed_by": int(v.towed_by[k]) or None}


def _time(t: float) -> str:
    return clock(t).isoformat().replace("+00:00", "Z")


def current_lines(night: SimulatedNight) -> Iterator[str]:
    """The stream that a system under test may believe in, one line: the formula in docs/nights.md."""
    tide = night.current
    u, v = tide(tide.high, 1.5, 51.0)
    yield json.dumps({"u": round(float(u), 4), "v": round(float(v), 4), "strongest": _time(tide.high), "period_s": tide.period})


_PRINTED = {"reports": truth_lines, "tracks": track_lines, "current": current_lines}


def main(arguments: Sequence[str] | None = None) -> None:
    """Print a night."""
    ask = argparse.ArgumentParser(prog="python -m varne.cases.export", description="A simulated night as JSON lines.")
    ask.add_argument("what", choices=tuple(_PRINTED))
    ask.add_argument("--seed", type=int, default=1)
    ask.add_argument(
        "--set", metavar="NAME=VALUE", action="append", default=[], type=_setting, help="a field of NightParameters"
    )
    asked = ask.parse_args(arguments)
    night = simulated_night(replace(NightParameters(), **dict(asked.set)), seed=asked.seed)
    for line in _PRINTED[asked.what](night):
        print(line)


def _setting(text: str) -> tuple[str, float | int]:
    name, _, value = text.partition("=")
    kinds = {f.name: f.type for f in fields(NightParameters) if f.name != "start"}
    if name not in kinds:
        raise argparse.ArgumentTypeError(f"no parameter {name!r}; there are {', '.join(kinds)}")
    return name, int(value) if kinds[name] is int else float(value)


if __name__ == "__main__":
    main()
