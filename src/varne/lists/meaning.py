"""Which column a heading means: without case, accents, marks, and brackets that only say a unit, a zone or a notation."""

import re
import unicodedata

from varne.lists.columns import COLUMNS, Column

_QUALIFIER = re.compile(
    r"[\[(]\s*(?:utc|z|zulu|gmt|tu|ut|bst|cet|cest|local|locale|lt|hl|heure locale|local time|uk|fr|heure francaise|uk time"
    r"|french time|m|metres?|kts?|kn|knots|noeuds|nds?|deg|degrees?|degres?|true|dd|dm|ddm|dms|wgs ?84|decimal degrees"
    r"|degres decimaux|decimal|decimaux|dd\.d+|min/max|approx|est\.?|estimated|pob|a/b)\s*[\])]"
)
_TRAILING = re.compile(r" (?:utc|z|zulu|gmt|tu|local|locale|hl|lt|dd|ddm|dms|kts?|kn|m|dmd|wgs84|decimal|decimale)$")


def plain(heading: str) -> str:
    """A heading as it is compared: no case, accents, marks, units.

    >>> plain("Nb. de Personnes (approx) :"), plain("TIME (UTC)"), plain("N° SITREP")
    ('nb de personnes', 'time', 'n sitrep')
    """
    letters = unicodedata.normalize("NFKD", heading.casefold().replace("°", " ").replace("º", " "))
    bare = "".join(c for c in letters if not unicodedata.combining(c))
    bare = _QUALIFIER.sub(" ", bare)
    bare = " ".join(re.sub(r"[^\w()]+", " ", bare).replace("_", " ").split())
    return _TRAILING.sub("", bare)


_SYNONYMS: dict[str, Column] = {}
for _c in COLUMNS:
    for _w in (*_c.en, *_c.fr):
        _SYNONYMS.setdefault(plain(_w), _c)


def recognised(heading: str) -> Column | None:
    """The column that a heading means, or None.

    >>> recognised("No. on board").key, recognised("Heure du signalement (TU)").key, recognised("Weather")
    ('people', 'reported', None)
    """
    return _SYNONYMS.get(plain(heading))
