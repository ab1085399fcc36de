"""Why a day is as likely as it is, in words: what weather, season, recent weeks and the tide add to the log-odds."""

import numpy as np

from varne import geodesy
from varne.crossings.readiness import by_wind, design, night
from varne.crossings.readiness.hurdle import Hurdle
from varne.crossings.readiness.learning import Learnt
from varne.crossings.readiness.night import Night, mean_of
from varne.crossings.readiness.outlook import Day
from varne.crossings.readiness.sentences import words
from varne.words import Words

LITTLE = 0.15
"""Log-odds below which a thing says little: 4 % of chance at most."""
ALWAYS = ("wind", "sea", "recent")
SAME = 0.5
"""Members that differ by less are not told apart [m/s]."""


def reasons(learnt: Learnt, day: Day) -> tuple[Words, ...]:
    """On what a day rests, then what speaks for and against crossings, the strongest first."""
    basis = words(f"basis.{day.basis}", _counted(learnt, day))
    if day.basis == "climatology":
        return (basis,)
    parts = contributions(learnt, day)
    told = {k: v for k, v in parts.items() if k in ALWAYS or abs(v) >= LITTLE}
    strongest = sorted(told, key=lambda k: -abs(told[k]))
    return basis, *(_sentence(learnt, day, k, _speaks(told[k])) for k in strongest)


def _counted(learnt: Learnt, day: Day) -> dict[str, int]:
    if day.basis == "beyond":
        return {"lead": day.lead}
    members = {"members": day.weather.speed.size} if day.weather is not None else {}
    return members | ({"nights": learnt.nights} if day.basis == "weather" else {})


def contributions(learnt: Learnt, day: Day) -> dict[str, float]:
    """What each group of columns adds to the log-odds, against the mean of what was learnt from; by group."""
    x = learnt.row(day.day)
    if day.basis == "weather" and learnt.weather is not None and day.weather is not None:
        both = np.append(x, night.columns(mean_of(day.weather), learnt.waves), axis=1)
        return _by_group(learnt.weather, both, (*design.GROUPS, *night.GROUPS))
    if learnt.plain is None:
        return {}
    parts = _by_group(learnt.plain, x, design.GROUPS)
    if day.basis == "table" and day.weather is not None:
        parts["wind"] = float(by_wind.log_evidence(mean_of(day.weather).speed)[0])
    return parts


def _by_group(model: Hurdle, x: np.ndarray, groups: tuple[str, ...]) -> dict[str, float]:
    each = model.standard(x)[0] * model.any
    return {g: float(each[np.array(groups) == g].sum()) for g in dict.fromkeys(groups) if g != "one"}


def _speaks(amount: float) -> str:
    return "little" if abs(amount) < LITTLE else "for" if amount > 0 else "against"


def _sentence(learnt: Learnt, day: Day, group: str, speaks: str) -> Words:
    if group == "wind" and day.weather is not None:
        return _wind(day.weather, speaks)
    if group == "sea" and day.weather is not None:
        height = float(mean_of(day.weather).sea(learnt.waves)[0])
        return words("waves" if learnt.waves else "sea", {"height": round(height, 1)}, speaks)
    if group == "recent":
        share, mean = (float(x[learnt.last]) for x in (learnt.recent.share, learnt.recent.month))
        return words("recent", {"share": round(100 * share), "mean": round(mean, 1)}, speaks)
    if group == "tide":
        return words("tide", {"range": round(float(learnt.calendar.tide[learnt.calendar.row(day.day)]), 1)}, speaks)
    return words(group, {}, speaks)


def _wind(weather: Night, speaks: str) -> Words:
    """The mean wind, and where the members differ, what one in ten goes below and one in ten above."""
    mean = mean_of(weather)
    _, to = geodesy.speed_and_direction_to(mean.east, mean.north)
    bearing = round((float(to[0]) + 180) % 360 / 10) * 10 % 360
    low, high = np.quantile(weather.speed, [0.1, 0.9], method="inverted_cdf", weights=weather.weight).tolist()
    told: dict[str, str | int | float] = {"speed": round(float(mean.speed[0]), 1), "bearing": f"{bearing:03d}"}
    if high - low < SAME:
        return words("wind", told, speaks)
    return words("wind_range", told | {"low": round(low, 1), "high": round(high, 1)}, speaks)
