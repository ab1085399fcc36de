"""One cell -> one value of a row, by the kind of its column; what cannot be read says why, and how to mend it."""

import re
from dataclasses import dataclass

from varne.fusion.report import CHANNELS, CONDITIONS, SOURCES
from varne.lists.meaning import plain
from varne.lists.row import clean
from varne.readers.lists.sheets import Cell

_GUARD = re.compile(r"'+\s*[=+\-@＝＋－＠]")
"""A text that would be a formula has been given an apostrophe by whoever wrote it (writers.lists does too)."""

WORDS: dict[str, dict[str, str]] = {
    "channel": {
        "call": "call|999|112|196|phone|telephone|phone call|999 call|112 call|appel|appel telephonique|voice"
        "|tel|appel 196|appel 112",
        "missed_call": "missed call|appel manque|missed|appels manques",
        "pin": "pin|location|shared location|whatsapp location|position partagee|aml|gps pin|localisation|live location",
        "message": "message|whatsapp|sms|text|text message|wa|msg|signal|telegram|watsapp|whats app",
        "email": "email|e mail|mail|courriel|mel",
        "list": "list|tracker|liste|handover list|joint tracker",
        "vhf": "vhf|ch16|vhf 16|channel 16|radio|canal 16",
        "ais": "ais",
        "radar": "radar|vts|cnis",
        "aircraft": "aircraft|helicopter|helo|plane|avion|aeronef|helicoptere|helico|fixed wing|r163|aerial",
        "drone": "drone|uav|ar5|rpas|tekever",
        "ship": "ship|vessel|navire|passing vessel|ferry|fishing vessel|fv|merchant vessel|navire de passage",
        "shore": "shore|beach|witness|semaphore|coast|temoin|plage|cote|police|patrol|patrouille|lookout",
        "rescue": "rescue|recovery|sauvetage|secours",
        "search": "search|recherche",
    },
    "source": {
        "occupant": "occupant|migrant|migrants|caller|casualty|on board|first party|passenger|passager|a bord"
        "|appelant|occupants",
        "relative": "relative|family|friend|proche|famille|ami|third party",
        "ngo": "ngo|alarm phone|alarmphone|utopia 56|utopia|ong|association|charity|care4calais|channel info|osmose 62",
        "authority": "authority|police|coastguard|cross|french|cross gris nez|gris nez|mrcc|kent police"
        "|border force|autorite"
        "|gendarmerie|premar|semaphore|hmcg|dover|dover coastguard|francais|rcc|jrcc|crossgn|gn",
        "ship": "ship|vessel|navire|merchant vessel|ferry|fishing vessel|capitaine",
        "sensor": "sensor|radar|ais|drone|camera|capteur|vts",
        "crew": "crew|lifeboat|cutter|aircraft|helicopter|rnli|snsm|equipage|aeronef|helicoptere",
    },
    "condition": {
        "underway": "underway|making way|under way|en route|fait route|moving|engine running|engine on"
        "|moteur en marche|normal|ok",
        "engine_stopped": "engine stopped|stopped|adrift|drifting|engine failure|no engine|stationary"
        "|not making way|nuc|derive"
        "|a la derive|moteur arrete|en panne|panne moteur|moteur en panne|stoppe|en derive|broken down"
        "|engine broken|dead in water",
        "taking_water": "taking water|taking on water|flooding|leaking|prend l eau|voie d eau|deflating|sinking"
        "|coule|water ingress"
        "|se degonfle|en train de couler",
        "swamped": "swamped|submerged|capsized|sunk|overturned|envahi par l eau|chavire|submerge|retourne|coule a pic|awash",
        "people_in_water": "people in water|people in the water|persons in water|piw|persons in the water"
        "|personnes a l eau"
        "|personne a l eau|personnes a la mer|man overboard|mob|hommes a la mer|in the water",
        "landed": "landed|ashore|beached|arrived|a terre|debarque|echoue|arrive|a la plage|uncontrolled landing",
        "unknown": "unknown|inconnu|not known|unk",
    },
    "phase": {
        "distress": "distress|detresse|distress phase|detresfa|phase de detresse|mayday|3|red|rouge",
        "alert": "alert|alerte|alert phase|alerfa|urgency|pan pan|2|amber|phase d alerte",
        "uncertainty": "uncertainty|incertitude|incerfa|uncertainty phase|1|green|phase d incertitude",
    },
}
_BY_WORD = {
    key: {plain(w): value for value, words in table.items() for w in (value.replace("_", " "), *words.split("|"))}
    for key, table in WORDS.items()
}
ALLOWED = {"channel": CHANNELS, "source": SOURCES, "condition": CONDITIONS, "phase": ("uncertainty", "alert", "distress")}


@dataclass(frozen=True, slots=True)
class Unread(Exception):
    """A cell that cannot be read as what its column holds."""

    why: str
    mend: str


def text_of(cell: Cell) -> str:
    """What a person sees in a cell, on one line; a formula's guard is taken off.

    >>> text_of(33.0), text_of("'=SUM(A1)"), text_of(" a\\n b ")
    ('33', '=SUM(A1)', 'a b')
    """
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    text = clean(str(cell))
    return text[1:] if _GUARD.match(text) else text


def choice(key: str, cell: Cell) -> str:
    """One of the words that a column may hold, by any word for it in two languages.

    raises  Unread

    >>> choice("condition", "À la dérive"), choice("channel", "WhatsApp")
    ('engine_stopped', 'message')
    """
    text = text_of(cell)
    if value := _BY_WORD[key].get(plain(text)):
        return value
    raise Unread(f"{text!r} is no {key} that is known", "kept as text; known are " + ", ".join(ALLOWED[key]))


def number(cell: Cell, low: float, high: float) -> float:
    """A number, with a point or a comma, with or without a unit.

    raises  Unread

    >>> number("2,5 nds", 0, 60)
    2.5
    """
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        value = float(cell)
    else:
        text = text_of(cell)
        m = re.fullmatch(r"[~≈]?\s*(-?\d+(?:[.,]\d+)?(?:e-?\d+)?)\s*(?:°|[a-zA-Z./]{1,8})?", text)
        if m is None:
            raise Unread(f"{text!r} is no number", "kept as text; write digits")
        value = float(m[1].replace(",", "."))
    if not low <= value <= high:
        raise Unread(f"{value:g} is outside {low:g} to {high:g}", "kept as text; is it a slip of the pen, or another unit?")
    return value
