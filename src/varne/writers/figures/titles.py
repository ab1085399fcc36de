"""What each picture of the figures is called: apart from what draws it, so that a page can name one without drawing."""

from collections.abc import Mapping

from varne.crossings.charts import Kind
from varne.crossings.sentences import Language

TITLES: Mapping[Kind, Mapping[Language, str]] = {
    "cumulative": {
        "en": "People detected arriving in small boats, since 1 January of each year",
        "fr": "Personnes arrivées en petites embarcations, depuis janvier",
    },
    "calendar": {
        "en": "People detected arriving in small boats, day by day",
        "fr": "Personnes arrivées en petites embarcations, jour par jour",
    },
    "per-boat": {"en": "People in a boat, by month", "fr": "Personnes par embarcation, par mois"},
    "records": {
        "en": "The days with the most people arriving in small boats",
        "fr": "Les jours avec le plus d'arrivées en petites embarcations",
    },
    "revisions": {
        "en": "Numbers that were changed after publication",
        "fr": "Chiffres modifiés après leur publication",
    },
}
