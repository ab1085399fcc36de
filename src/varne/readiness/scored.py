"""varne readiness score: issued forecasts against what came, week by week and against the climatology issued with them."""

import dataclasses
import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date
from typing import Any

from varne.crossings.readiness.counts import Counts
from varne.crossings.readiness.scores import (
    WINDOW,
    Class,
    Outcome,
    Score,
    by_lead,
    by_week,
    lately,
    reliability,
    score,
    worse_than_climate,
)
from varne.crossings.readiness.sentences import said, words
from varne.crossings.sentences import Language
from varne.readiness.issue import chances
from varne.record.events import ReadinessIssued
from varne.words import Words


class NothingCame(ValueError):
    """No figure is known yet of any day that was forecast."""


@dataclass(frozen=True, slots=True)
class Report:
    """The scores of all forecasts whose days have come.

    whole    of all; recent: of the last 60 days, None when none came; leads and weeks: of each
    warning  when the skill of the last 60 days is negative
    waiting  days forecast of which no figure is known yet
    """

    whole: Score
    recent: Score | None
    leads: dict[int, Score]
    weeks: dict[date, Score]
    classes: tuple[Class, ...]
    warning: Words | None
    waiting: int


def report(issued: Iterable[ReadinessIssued], counts: Counts, today: date) -> Report:
    """Scores of what was issued.

    counts  as known now; a revised figure is scored as revised
    today   the 60 days end here
    raises  NothingCame that says how many days wait
    """
    pairs = [(o, d) for e in issued for d, o in _outcomes(e, counts)]
    come = [o for o, _ in pairs if o is not None]
    waiting = len(pairs) - len(come)
    if not come:
        raise NothingCame(
            f"no official figure is known yet of any day that was forecast ({waiting} wait; figures end on {counts.last}); "
            "import newer figures"
        )
    window = lately(come, today)
    recent, warned = score(window) if window else None, _warning(worse_than_climate(come, today))
    return Report(score(come), recent, by_lead(come), by_week(come), reliability(come), warned, waiting)


def _outcomes(e: ReadinessIssued, counts: Counts) -> Iterable[tuple[date, Outcome | None]]:
    on = e.issued.astimezone(UTC).date()
    for d in e.days:
        boats, people = counts.on(d.day)
        known = not (math.isnan(boats) or math.isnan(people))
        yield d.day, Outcome(on, d.day, chances(d.forecast), chances(d.climate), boats, people) if known else None


def _warning(worse: Score | None) -> Words | None:
    if worse is None:
        return None
    return words("negative", {"days": WINDOW, "skill": round(100 * worse.skill_people, 1), "n": worse.n})


COLUMNS: dict[Language, tuple[str, ...]] = {
    "en": (
        "forecasts",
        "CRPS people",
        "skill",
        "CRPS boats",
        "skill",
        "Brier any",
        "skill",
        "Brier 10+",
        "skill",
        "inside 80 %",
    ),
    "fr": ("prévisions", "CRPS pers.", "gain", "CRPS bat.", "gain", "Brier", "gain", "Brier 10+", "gain", "dans 80 %"),
}
WIDTHS = (11, *[12, 8] * 4, 13)
NAMES: dict[Language, dict[str, str]] = {
    "en": {
        "all": "all",
        "recent": f"last {WINDOW} days",
        "lead": "{n} d ahead",
        "week": "week to {day}",
        "classes": "chance said     forecasts   mean said   boats came",
        "waiting": "{n} days forecast whose figures are not known yet",
    },
    "fr": {
        "all": "toutes",
        "recent": f"{WINDOW} derniers jours",
        "lead": "à {n} j",
        "week": "semaine au {day}",
        "classes": "probabilité     prévisions  moyenne     traversées",
        "waiting": "{n} jours prévus dont les chiffres ne sont pas encore connus",
    },
}


def text(r: Report, language: Language = "en") -> str:
    """Tables to read: all, lately, by lead, by week, reliability."""
    name = NAMES[language]
    rows = [(name["all"], r.whole), *([(name["recent"], r.recent)] if r.recent else [])]
    rows += [(name["lead"].format(n=lead), s) for lead, s in r.leads.items()]
    rows += [(name["week"].format(day=day), s) for day, s in r.weeks.items()]
    head = "".join(f"{c:>{w}}" for c, w in zip(COLUMNS[language], WIDTHS, strict=True))
    lines = [f"{'':<22}{head}", *(_row(who, s) for who, s in rows), "", name["classes"]]
    lines += [_class(c) for c in r.classes]
    return "\n".join([*lines, "", name["waiting"].format(n=r.waiting)])


def _row(who: str, s: Score) -> str:
    pairs = [
        (f"{s.crps_people:.1f}", s.skill_people),
        (f"{s.crps_boats:.2f}", s.skill_boats),
        (f"{s.brier_any:.3f}", s.skill_any),
        (f"{s.brier_many:.3f}", s.skill_many),
    ]
    cells = "".join(f"{error:>12}{_percent(skill):>8}" for error, skill in pairs)
    return f"{who:<22}{s.n:>11}{cells}{s.covered:>13.0%}"


def _percent(skill: float) -> str:
    return "-" if math.isnan(skill) else f"{skill:+.0%}"


def _class(c: Class) -> str:
    return f"{c.above:>4.0%} to {c.to:>4.0%}{c.n:>13}{c.said:>12.0%}{c.came:>13.0%}"


def plain(r: Report, language: Language = "en") -> dict[str, Any]:
    """The keys are a contract: more may be added, none renamed."""
    return {
        "all": _plain(r.whole),
        "last_60_days": _plain(r.recent) if r.recent else None,
        "leads": {str(k): _plain(s) for k, s in r.leads.items()},
        "weeks": {day.isoformat(): _plain(s) for day, s in r.weeks.items()},
        "reliability": [_rounded(dataclasses.asdict(c)) for c in r.classes],
        "warning": warning(r, language),
        "waiting": r.waiting,
    }


def warning(r: Report, language: Language = "en") -> str | None:
    """The warning in words; None when there is none."""
    return said(r.warning.key, r.warning.args, language) if r.warning else None


def _plain(s: Score) -> dict[str, Any]:
    return _rounded(dataclasses.asdict(s))


def _rounded(values: dict[str, Any]) -> dict[str, Any]:
    """To four places; what is not a number is null."""
    return {k: (None if math.isnan(v) else round(v, 4)) if isinstance(v, float) else v for k, v in values.items()}
