"""How one thing is told about a boat of a SIMULATED night: a report made of a kind, a voyage and a step of it."""

from dataclasses import replace
from datetime import UTC, datetime
from hashlib import blake2b

import numpy as np

from varne import geodesy
from varne.cases.kinds import Kind
from varne.cases.mistakes import blurred, wrong_clock, wrong_place
from varne.cases.parameters import NightParameters
from varne.cases.voyages import Voyage
from varne.fusion.report import Condition, Count, Description, Outcome, Report

_SEEN = ("ship", "vhf", "aircraft", "shore", "list", "rescue")


def report_of(rng: np.random.Generator, p: NightParameters, v: Voyage, kind: Kind, k: int) -> Report:
    """What is told about a voyage at its step k; the id is given later."""
    at = float(v.t[k])
    received = at + (rng.exponential(kind.delay * p.delay) if kind.delay * p.delay else 0.0)
    condition = _condition(rng, v, kind, k)
    course, speed_kn = _motion(v, k) if kind.channel in ("ship", "aircraft", "shore") else (None, None)
    report = Report(
        id="",
        received=clock(received),
        observed=_observed(rng, p, kind, at),
        channel=kind.channel,
        source=kind.source,
        people=_people(rng, p, v, kind, k),
        condition=condition,
        in_water=_in_water(rng, v, k) if condition == "people_in_water" else None,
        boat=_described(rng, v, kind),
        course=course,
        speed_kn=speed_kn,
        caller=_caller(rng, p, v, kind),
        text=f"SIMULATED {kind.channel.replace('_', ' ')}",
        outcome=_outcome(v, at) if kind.channel == "rescue" else None,
    )
    if rng.random() >= kind.placed:
        return report
    return placed(rng, report, kind, *wrong_place(rng, p, float(v.lon[k]), float(v.lat[k])))


def clock(t: float) -> datetime:
    """Seconds since 1970 as a time to the full second, UTC."""
    return datetime.fromtimestamp(round(t), UTC)


def placed(rng: np.random.Generator, report: Report, kind: Kind, lon: float, lat: float) -> Report:
    """The report with a position near a place, its words, and the error that the receiver writes down.

    The written error is that of the position and of its rounding, a step over the root of 12.
    """
    sigma = rng.uniform(*kind.sigma)
    ellipse = (sigma * kind.long, sigma, float(rng.uniform(0, 180)))
    x, y = blurred(rng, lon, lat, ellipse)
    step = (0.1 / 60 if kind.decimals is None else 10.0**-kind.decimals) * 111_000 / 12**0.5
    major, minor = (float(round(np.hypot(axis, step))) for axis in ellipse[:2])
    text = None
    if kind.decimals is None:
        x, y, text = _by_voice(x, y)
    else:
        x, y = round(x, kind.decimals), round(y, kind.decimals)
    said = (major, minor, round(ellipse[2], 1) % 180 if kind.long > 1 else 0.0)
    return replace(report, lon=x, lat=y, ellipse_m=said, position_text=text)


def _by_voice(lon: float, lat: float) -> tuple[float, float, str]:
    (lon_deg, lon_min), (lat_deg, lat_min) = (divmod(round(abs(x) * 600) / 10, 60) for x in (lon, lat))
    text = f"{lat_deg:02.0f}°{lat_min:04.1f}'N {lon_deg:03.0f}°{lon_min:04.1f}'{'E' if lon >= 0 else 'W'}"
    sign = 1 if lon >= 0 else -1
    return round(sign * (lon_deg + lon_min / 60), 6), round(lat_deg + lat_min / 60, 6), text


def _observed(rng: np.random.Generator, p: NightParameters, kind: Kind, at: float) -> datetime | None:
    if kind.channel == "missed_call" or kind.source == "relative":
        return None
    if kind.channel in ("pin", "message") and rng.random() < p.vague_time:
        return None
    return clock(at + wrong_clock(rng, p))


def _people(rng: np.random.Generator, p: NightParameters, v: Voyage, kind: Kind, k: int) -> Count | None:
    aboard = int(v.aboard[k])
    if kind.spread is None or aboard == 0 or rng.random() >= p.count_said:
        return None
    likely = max(1, round(aboard * float(np.exp(rng.normal(0, kind.spread)))))
    if rng.random() < p.rounded:
        likely = max(1, 5 * round(likely / 5))
    margin = round(likely * kind.spread) if rng.random() < 0.3 else 0
    return Count(max(1, likely - margin), likely, likely + margin)


def _condition(rng: np.random.Generator, v: Voyage, kind: Kind, k: int) -> Condition:
    if not v.dry[k]:
        return "people_in_water" if rng.random() < 0.5 else "swamped"
    true: Condition = "underway" if v.engine[k] else "engine_stopped"
    if kind.channel in _SEEN:
        return true
    chance = rng.random()
    return true if chance < 0.4 else "taking_water" if chance < 0.5 else "unknown"


def _in_water(rng: np.random.Generator, v: Voyage, k: int) -> Count:
    n = max(1, int(v.aboard[k]))
    return Count(1, max(1, round(n * rng.uniform(0.1, 0.9))), n)


def _described(rng: np.random.Generator, v: Voyage, kind: Kind) -> Description:
    near = kind.channel in ("aircraft", "rescue")
    right = rng.random() < (0.9 if near else 0.75)
    colour = v.colour if right else str(rng.choice(["black", "grey", "white", "blue"]))
    return Description(
        length_m=v.length_m + float(rng.integers(-1, 2)) if near and rng.random() < 0.6 else None,
        colour=colour if rng.random() < (0.8 if near else 0.2) else None,
        type="inflatable" if near else None,
    )


def _motion(v: Voyage, k: int) -> tuple[float | None, float | None]:
    """Course and speed over ground at step k, as an observer writes them."""
    a, b = max(0, k - 2), min(len(v.t) - 1, k + 2)
    if a == b:
        return None, None
    metres, course = geodesy.distance_and_bearing(v.lon[a], v.lat[a], v.lon[b], v.lat[b])
    return float(round(float(course) / 5) * 5 % 360), round(float(metres / (v.t[b] - v.t[a]) / geodesy.KNOT), 1)


def _caller(rng: np.random.Generator, p: NightParameters, v: Voyage, kind: Kind) -> str | None:
    """The keyed hash of a call-back number: mostly the boat's first phone, at times a relay's; a relative has its own."""
    if kind.source == "relative":
        return _key(v.phones[0], "ashore", int(rng.integers(2)))
    if kind.source != "occupant" and not (kind.source in ("ngo", "authority") and rng.random() < 0.5):
        return None
    if kind.channel == "list" and rng.random() < 0.5:
        return None
    if rng.random() < p.relayed:
        return _key(p.start, "relay", int(rng.integers(p.relays)))
    return v.phones[min(int(rng.geometric(0.5)) - 1, len(v.phones) - 1)]


def _key(*of: object) -> str:
    return "h" + blake2b(repr(of).encode(), digest_size=10).hexdigest()


def _outcome(v: Voyage, at: float) -> Outcome | None:
    people = next((r.people for r in v.recoveries if r.t == at), 0)
    return Outcome(Count(people, people, people)) if people else None
