"""Search tracks as GPX 1.1 (a track with times and a route for each asset) and as a text to read out on the radio."""

from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from varne.geodesy import NM
from varne.positions import format_position
from varne.writers.drifted import SAFETY, Language, spoken, stamp
from varne.writers.gpx import NAMESPACE
from varne.writers.searched import Sailed, pattern_words

WORDS: dict[Language, dict[str, str]] = {
    "en": {
        "title": "SEARCH BY {asset}: {pattern} ({code})",
        "begin": "Commence search at {where}, {at}.",
        "end": "Search ends {at}.",
        "spacing": "Track spacing {nm} nautical miles.",
        "drifting": "The pattern drifts with the datum: each position holds at its time. If late, ask for new positions.",
        "ground": "The pattern is fixed on the ground.",
        "head": "No  Time          Position               True course  Speed kn (over ground, to the next)",
    },
    "fr": {
        "title": "RECHERCHE PAR {asset} : {pattern} ({code})",
        "begin": "Commencer la recherche à {where}, {at}.",
        "end": "Fin de la recherche {at}.",
        "spacing": "Espacement des routes {nm} milles nautiques.",
        "drifting": "Le circuit dérive avec la position de référence : chaque position vaut à son heure. En cas de retard, "
        "en demander d'autres.",
        "ground": "Le circuit est fixe sur le fond.",
        "head": "N°  Heure         Position               Route vraie  Vitesse nd (fond, vers le suivant)",
    },
}


def gpx_tracks(plan: Sequence[Sailed]) -> bytes:
    """GPX 1.1: for each asset a route, for receivers that steer, and a track with the times that a drifting pattern needs."""
    root = Element("gpx", xmlns=NAMESPACE, version="1.1", creator="Varne")
    about = SubElement(root, "metadata")
    SubElement(about, "name").text = "Varne search"
    SubElement(about, "desc").text = SAFETY["en"]
    for s in plan:  # the schema wants all routes before all tracks
        _line(SubElement(root, "rte"), "rtept", s)
    for s in plan:
        track = SubElement(root, "trk")
        _about(track, s)
        _points(SubElement(track, "trkseg"), "trkpt", s)
    indent(root)
    return bytes(tostring(root, "utf-8", xml_declaration=True)) + b"\n"


def _line(parent: Element, tag: str, s: Sailed) -> None:
    _about(parent, s)
    _points(parent, tag, s)


def _about(parent: Element, s: Sailed) -> None:
    held = WORDS["en"][s.frame]
    SubElement(parent, "name").text = s.name
    SubElement(parent, "desc").text = f"{s.asset}: {pattern_words(s.pattern)}. {held}"


def _points(parent: Element, tag: str, s: Sailed) -> None:
    for k, (t, lon, lat) in enumerate(s.points):
        point = SubElement(parent, tag, lat=f"{lat:.6f}", lon=f"{lon:.6f}")
        SubElement(point, "time").text = stamp(t)
        SubElement(point, "name").text = f"S{k + 1:02d} {stamp(t)[11:16].replace(':', '')}Z"


def radio(s: Sailed, language: Language) -> str:
    """One asset's search to read out: begin, spacing, and every waypoint with time, course and speed, in degrees and minutes.

    returns  lines that end in a newline; positions to a tenth of a minute (185 m of latitude), times to the minute
    """
    words, points = WORDS[language], s.points
    (first, lon, lat), last = points[0], points[-1][0]
    lines = [
        words["title"].format(asset=s.asset, pattern=pattern_words(s.pattern, language), code=s.pattern),
        words["begin"].format(where=format_position(lon, lat, "radio"), at=_minute(first)),
        words["end"].format(at=_minute(last)),
        *([words["spacing"].format(nm=_number(s.spacing / NM, language, 2))] if s.spacing else []),
        words[s.frame],
        "",
        words["head"],
        *(_waypoint(k, s, language) for k in range(len(points))),
        "",
        SAFETY[language],
    ]
    return "\n".join(lines) + "\n"


def _waypoint(k: int, s: Sailed, language: Language) -> str:
    t, lon, lat = s.points[k]
    there = f"{k + 1:<3d} {_minute(t)}  {format_position(lon, lat, 'radio')}"
    if k == len(s.points) - 1:
        return there
    speed, course = s.legs[k]
    return f"{there}  {round(course) % 360:03d}          {_number(speed, language)}"


def _minute(t: float) -> str:
    return spoken(60 * round(t / 60))


def _number(value: float, language: Language, places: int = 1) -> str:
    return f"{value:.{places}f}".replace(".", "," if language == "fr" else ".")
