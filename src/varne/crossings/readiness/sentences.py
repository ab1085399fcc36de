"""What an outlook says in words, in English and French side by side."""

from collections.abc import Mapping

from varne.crossings.sentences import Language
from varne.words import Words

SPEAKS: Mapping[str, tuple[str, str]] = {
    "for": ("speaks for crossings", "favorable aux traversées"),
    "against": ("speaks against crossings", "défavorable aux traversées"),
    "little": ("says little either way", "peu déterminant"),
}
SENTENCES: Mapping[str, tuple[str, str]] = {
    "wind": ("wind {speed} m/s from {bearing}°", "vent de {speed} m/s du {bearing}°"),
    "wind_range": (
        "wind {speed} m/s ({low} to {high}) from {bearing}°",
        "vent de {speed} m/s ({low} à {high}) du {bearing}°",
    ),
    "waves": ("waves {height} m", "vagues de {height} m"),
    "sea": (
        "sea about {height} m, guessed from the wind of the hours before",
        "mer d'environ {height} m, estimée d'après le vent des heures précédentes",
    ),
    "season": ("the time of the year", "la saison"),
    "recent": (
        "boats on {share} % of the last seven days that are known, {mean} a day over four weeks",
        "des embarcations {share} % des sept derniers jours connus, {mean} par jour sur quatre semaines",
    ),
    "week": ("the day of the week", "le jour de la semaine"),
    "tide": ("tidal range {range} m at Dover", "marnage de {range} m à Douvres"),
    "basis.weather": (
        "by the forecast, {members} possible nights, and what {nights} past nights taught",
        "selon la prévision, {members} nuits possibles, et l'expérience de {nights} nuits passées",
    ),
    "basis.table": (
        "by the forecast, {members} possible nights, and our own table of wind and arrivals of 2021-25: no weather of "
        "past nights was given to learn from",
        "selon la prévision, {members} nuits possibles, et notre propre tableau du vent et des arrivées de 2021-25 : aucune "
        "météo de nuits passées n'a été donnée",
    ),
    "basis.beyond": (
        "climatology: {lead} days ahead a weather forecast is worth too little; only the season and recent weeks count",
        "climatologie : à {lead} jours une prévision météo vaut trop peu ; seules la saison et les semaines récentes comptent",
    ),
    "basis.unknown": (
        "climatology: no forecast knows the weather of this night; only the season and recent weeks count",
        "climatologie : aucune prévision ne couvre cette nuit ; seules la saison et les semaines récentes comptent",
    ),
    "basis.climatology": (
        "climatology: the same season of the last three years; the official figures are too few or too old for more",
        "climatologie : la même saison des trois dernières années ; les chiffres officiels sont trop rares ou trop anciens",
    ),
    "band.red": ("red", "rouge"),
    "band.amber": ("amber", "orange"),
    "band.green": ("green", "vert"),
    "not_official": (
        "Colours use the cuts of the Home Office (35 and 55 %). They are not its assessment.",
        "Les couleurs suivent les seuils du Home Office (35 et 55 %). Ce n'est pas son évaluation.",
    ),
    "not_safe": (
        "A low chance is not a safe day: boats leave on such days too.",
        "Une faible probabilité n'est pas un jour sûr : des embarcations partent aussi ces jours-là.",
    ),
    "area": (
        "For the whole Strait and the whole day. It knows no places and no hours of departure, and gives none.",
        "Pour tout le détroit et toute la journée. Ni lieux ni heures de départ ne sont connus ni donnés.",
    ),
    "negative": (
        "Warning: over the last {days} days the forecasts were worse than the climatology (skill {skill} %, {n} forecasts). "
        "Do not rely on them until the cause is found.",
        "Attention : sur les {days} derniers jours, les prévisions ont été moins bonnes que la climatologie (gain {skill} %, "
        "{n} prévisions). Ne pas s'y fier avant d'en connaître la cause.",
    ),
}


def words(key: str, args: Mapping[str, str | int | float], speaks: str = "") -> Words:
    """A sentence with what fills it; speaks: "for", "against", "little", or nothing.

    raises  KeyError for no such sentence

    >>> words("tide", {"range": 6.1}, "for").text
    'tidal range 6.1 m at Dover: speaks for crossings'
    """
    filled = dict(args) | ({"speaks": speaks} if speaks else {})
    return Words(f"readiness.{key}", filled, said(f"readiness.{key}", filled))


def said(key: str, args: Mapping[str, str | int | float], language: Language = "en") -> str:
    """A sentence in a language.

    >>> said("readiness.tide", {"range": 6.1, "speaks": "for"}, "fr")
    'marnage de 6,1 m à Douvres : favorable aux traversées'
    """
    which = 0 if language == "en" else 1
    shown = {k: _number(v, language) for k, v in args.items()}
    sentence = SENTENCES[key.removeprefix("readiness.")][which].format(**shown)
    colon = ": " if language == "en" else " : "
    return sentence + colon + SPEAKS[str(args["speaks"])][which] if "speaks" in args else sentence


def _number(value: str | int | float, language: Language) -> str:
    text = str(value)
    return text.replace(".", ",") if language == "fr" and isinstance(value, float) else text
