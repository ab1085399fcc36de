"""Five positions to read out on the radio, in English and French, in degrees and decimal minutes.

What an RCC needs to say to a lifeboat or an aircraft: the most probable position, and how far the search reaches, as the
northernmost, easternmost, southernmost and westernmost point of the smallest area that holds nine tenths of the states.
The four points bound the area, they are not the corners of a box that is to be searched. A tenth of a minute is 185 m of
latitude; the points are rounded to it, to the nearest.
"""

import numpy as np

from varne import __version__, geodesy, probability
from varne.positions import format_position
from varne.writers.drifted import SAFETY, Drifted, Language, Moment, area_m2, densest, object_words, spoken, stamp

LEVEL = 0.9
WORDS: dict[Language, dict[str, str]] = {
    "en": {
        "title": "DRIFT OF {object}",
        "start": "Last known position {at}: {where}, 1 sigma {error} m",
        "five": "FIVE POSITIONS AT {at}",
        "most": "1 Most probable",
        "sides": "2 North limit|3 East limit|4 South limit|5 West limit",
        "area": "Limits are those of the area that holds 90 percent: {nm2} square nautical miles{parts}.",
        "parts": ", in {n} separate parts",
        "gone": "Ashore {stranded}, outside the forecast area {outside}.",
        "none": "All states have left the forecast area; no position can be given.",
        "hourly": "MOST PROBABLE POSITION HOUR BY HOUR",
        "rests": "Rests on: {summary}.",
    },
    "fr": {
        "title": "DÉRIVE : {object}",
        "start": "Dernière position connue {at} : {where}, 1 sigma {error} m",
        "five": "CINQ POSITIONS À {at}",
        "most": "1 La plus probable",
        "sides": "2 Limite nord|3 Limite est|4 Limite sud|5 Limite ouest",
        "area": "Limites de la zone qui contient 90 pour cent : {nm2} milles nautiques carrés{parts}.",
        "parts": ", en {n} parties séparées",
        "gone": "À terre {stranded}, hors de la zone de prévision {outside}.",
        "none": "Tous les états ont quitté la zone de prévision ; aucune position ne peut être donnée.",
        "hourly": "POSITION LA PLUS PROBABLE HEURE PAR HEURE",
        "rests": "Fondé sur : {summary}.",
    },
}


def text(d: Drifted) -> bytes:
    """English, then French, with the five positions of the last moment."""
    return "\n".join(radio(d, language) for language in ("en", "fr")).encode()


def radio(d: Drifted, language: Language, at: float | None = None) -> str:
    """The text in one language.

    at       moment of the five positions [s since 1970]; the one of d.moments nearest to it; None is the last
    returns  lines that end in a newline
    """
    words = WORDS[language]
    m = d.moments[-1] if at is None else min(d.moments, key=lambda m: abs(m.t - at))
    start = {"at": spoken(d.start.t[0]), "where": _said(d.start.lon, d.start.lat), "error": f"{d.start.ellipse_m[0]:.0f}"}
    hourly = [f"{spoken(h.t)}  {_said(*densest(h.density)) if h.density else '-'}" for h in d.moments]
    lines = [
        words["title"].format(object=object_words(d.key, language)),
        words["start"].format(**start),
        "",
        words["five"].format(at=f"{spoken(m.t)} ({stamp(m.t)[:10]})"),
        *_five(m, language),
        words["gone"].format(stranded=_percent(m.stranded, language), outside=_percent(m.outside, language)),
        "",
        words["hourly"],
        *hourly,
        "",
        words["rests"].format(summary=_summary(d, language)),
        SAFETY[language],
    ]
    return "\n".join(lines) + "\n"


def five(m: Moment) -> list[tuple[float, float]]:
    """Most probable place, then the north, east, south and west limit of the 90 % area: lon, lat [deg].

    raises  ValueError when all states have left the forecast area
    """
    if m.density is None:
        raise ValueError(f"at {stamp(m.t)} all states have left the forecast area; ask for an earlier moment")
    polygons = probability.region(m.density, LEVEL)["coordinates"]
    edge = np.array([point for polygon in polygons for point in polygon[0]])
    lon, lat = edge.T
    limits = (lat.argmax(), lon.argmax(), lat.argmin(), lon.argmin())
    return [densest(m.density), *((float(lon[k]), float(lat[k])) for k in limits)]


def _five(m: Moment, language: Language) -> list[str]:
    words = WORDS[language]
    if m.density is None:
        return [words["none"]]
    names = [words["most"], *words["sides"].split("|")]
    width = max(len(name) for name in names)
    said = [f"{name:<{width}}  {_said(*where)}" for name, where in zip(names, five(m), strict=True)]
    size = f"{area_m2(m.density, LEVEL) / geodesy.NM**2:.1f}"
    n = len(probability.region(m.density, LEVEL)["coordinates"])
    parts = words["parts"].format(n=n) if n > 1 else ""
    return [*said, words["area"].format(nm2=size.replace(".", "," if language == "fr" else "."), parts=parts)]


def _percent(share: float, language: Language) -> str:
    return f"{share * 100:.0f}{' ' if language == 'fr' else ''}%"


def _said(lon: float, lat: float) -> str:
    return format_position(lon, lat, "radio")


def _summary(d: Drifted, language: Language) -> str:
    if language == "en":
        return d.summary
    return f"{d.n} états, graine {d.seed} ; champs : {d.fields} ; Varne {__version__}"
