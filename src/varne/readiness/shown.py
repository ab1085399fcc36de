"""An issued forecast to read, and as plain values for --json: in the words of either language."""

from typing import Any

from varne.crossings.readiness.outlook import band
from varne.crossings.readiness.sentences import said
from varne.crossings.sentences import Language, in_words
from varne.record.events import DayChances, ReadinessDay, ReadinessIssued

ALWAYS = ("not_official", "not_safe", "area")
SHOWN = (10, 50, 90)
"""Percentiles that are shown; all 99 are recorded."""
WEEKDAYS: dict[Language, tuple[str, ...]] = {
    "en": tuple("Mon Tue Wed Thu Fri Sat Sun".split()),
    "fr": tuple("lun. mar. mer. jeu. ven. sam. dim.".split()),
}
HEAD: dict[Language, tuple[str, str]] = {
    "en": (
        "Crossings of the Dover Strait, issued {issued} by {centre}; official figures to {known}",
        "                   chance of a boat   10 or more   boats 10/50/90 %   people 10/50/90 %   usual chance",
    ),
    "fr": (
        "Traversées du Pas-de-Calais, émis le {issued} par {centre} ; chiffres officiels jusqu'au {known}",
        "                   probabilité        10 ou plus   bateaux 10/50/90   personnes 10/50/90  habituelle",
    ),
}


def text(e: ReadinessIssued, language: Language = "en") -> str:
    """A line a day with its reasons below, then what always has to be said."""
    title, head = HEAD[language]
    told = title.format(issued=f"{e.issued:%Y-%m-%d %H:%MZ}", centre=e.centre, known=in_words(e.known.isoformat(), language))
    lines = [told, "", head]
    for d in e.days:
        lines += [_line(d, language), *(f"    {said(p.key, p.args, language)}" for p in d.reasons)]
    always = [said(key, {}, language) for key in ALWAYS]
    return "\n".join([*lines, "", *always, *e.notes, e.vintage])


def _line(d: ReadinessDay, language: Language) -> str:
    colour = said(f"band.{band(d.forecast.any)}", {}, language)
    when = f"{WEEKDAYS[language][d.day.weekday()]} {d.day}"
    counts = [" / ".join(str(at(c, p)) for p in SHOWN) for c in (d.forecast.boats, d.forecast.people)]
    f, usual = d.forecast, d.climate.any
    return f"{when:<15} {colour:<7} {f.any:>6.0%} {f.many:>17.0%} {counts[0]:>18} {counts[1]:>19} {usual:>14.0%}"


def at(percentiles: tuple[int, ...], percent: int) -> int:
    """The percentile."""
    return percentiles[percent - 1]


def plain(e: ReadinessIssued, language: Language = "en") -> dict[str, Any]:
    """The keys are a contract: more may be added, none renamed."""
    return {
        "issued": e.issued.isoformat().replace("+00:00", "Z"),
        "centre": e.centre,
        "known": e.known.isoformat(),
        "vintage": e.vintage,
        "days": [_day(d, language) for d in e.days],
        "notes": [*(said(key, {}, language) for key in ALWAYS), *e.notes],
        "sources": list(e.sources),
    }


def _day(d: ReadinessDay, language: Language) -> dict[str, Any]:
    return {
        "day": d.day.isoformat(),
        "band": band(d.forecast.any),
        "basis": d.basis,
        **_chances(d.forecast),
        "climatology": _chances(d.climate),
        "reasons": [said(p.key, p.args, language) for p in d.reasons],
    }


def _chances(c: DayChances) -> dict[str, Any]:
    boats, people = ({str(p): at(values, p) for p in SHOWN} for values in (c.boats, c.people))
    return {"any": c.any, "ten_or_more": c.many, "boats": boats, "people": people}
