"""The sentences and rules of the figures, in English and French side by side; numbers and days in the words of each."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Literal

from varne.words import Words

Language = Literal["en", "fr"]
SHORT: Mapping[Language, tuple[str, ...]] = {
    "en": tuple("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()),
    "fr": tuple("janv févr mars avr mai juin juil août sept oct nov déc".split()),
}
MONTHS: Mapping[Language, tuple[str, ...]] = {
    "en": tuple("January February March April May June July August September October November December".split()),
    "fr": tuple("janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()),
}
SENTENCES: Mapping[str, tuple[str, str]] = {
    "sum": ("{count} {unit} from {first} to {last}", "{count} {unit} du {first} au {last}"),
    "day": ("{count} {unit} on {first}", "{count} {unit} le {first}"),
    "ytd": ("{count} {unit} in {year} up to {last}", "{count} {unit} en {year} jusqu'au {last}"),
    "year": ("{count} {unit} in the whole of {year}", "{count} {unit} sur toute l'année {year}"),
    "change": (
        "{percent} %: {count} {unit} in {year} up to {last}, against {before} by {then}",
        "{percent} % : {count} {unit} en {year} jusqu'au {last}, contre {before} au {then}",
    ),
    "per_boat": (
        "{mean} people a boat from {first} to {last} ({count} people in {boats} boats)",
        "{mean} personnes par embarcation du {first} au {last} ({count} personnes, {boats} embarcations)",
    ),
    "mean": ("{mean} {unit} a day over the {n} days to {last}", "{mean} {unit} par jour sur les {n} jours jusqu'au {last}"),
    "gap": (
        "{n} days without a boat, from {first} to {last}",
        "{n} jours sans embarcation, du {first} au {last}",
    ),
    "none": (
        "{n} of {all} days without a boat from {first} to {last}",
        "{n} jours sur {all} sans embarcation du {first} au {last}",
    ),
    "share": (
        "{share} % of boats came on days with {loads} people a boat, from {first} to {last}",
        "{share} % des embarcations sont arrivées des jours à {loads} personnes par embarcation, du {first} au {last}",
    ),
    "rank": (
        "{count} {unit} on {first}: number {rank} of the days {scope}; the highest is {best} on {best_day}",
        "{count} {unit} le {first} : numéro {rank} des jours {scope} ; le plus haut est {best} le {best_day}",
    ),
    "rank_year": (
        "{count} {unit} in {year}: number {rank} of the years from {first} to {last}",
        "{count} {unit} en {year} : numéro {rank} des années de {first} à {last}",
    ),
    "stated": ("{count} {unit}, as stated for {first}", "{count} {unit}, selon la déclaration pour le {first}"),
    "deaths": (
        "{count} dead and missing from {first} to {last} ({definition})",
        "{count} morts et disparus du {first} au {last} ({definition})",
    ),
    "table": (
        "{count} {unit} from {first} to {last} in another table: {title}",
        "{count} {unit} du {first} au {last} dans un autre tableau : {title}",
    ),
    "why.off": (
        "the table says {value}, {apart} {side} than {quoted}",
        "le tableau dit {value}, soit {apart} de {side} que {quoted}",
    ),
    "why.no": ("the table says otherwise", "le tableau dit autre chose"),
    "why.shift": ("true of a period {n} day(s) {side}", "vrai d'une période {n} jour(s) plus {side}"),
    "why.other_table": (
        "true of another table; tables are never mixed",
        "vrai d'un autre tableau ; les tableaux ne se mélangent pas",
    ),
    "why.vintage": ("true as published on {first}", "vrai selon la publication du {first}"),
    "why.unit": ("true of {unit}, not of {other}", "vrai pour : {unit}, non : {other}"),
    "why.frame": ("true of another period", "vrai d'une autre période"),
    "why.reached": (
        "the sum from 1 January passed that number on {first}: a count that stopped earlier",
        "la somme depuis le 1er janvier a dépassé ce nombre le {first} : un compte arrêté plus tôt",
    ),
    "why.revised": (
        "{n} day(s) of the period were revised later by the publisher",
        "{n} jour(s) de la période ont été révisés plus tard par l'éditeur",
    ),
    "why.older": (
        "it was said before the oldest vintage that we hold, of {first}; what the table said then is not known here",
        "dit avant la plus ancienne version que nous tenons, du {first} ; ce que disait alors le tableau n'est pas connu ici",
    ),
    "why.computed": ("{detail}", "{detail}"),
    "why.stated_only": (
        "it cannot be worked out from a published table; it was stated so",
        "ne se calcule à partir d'aucun tableau publié ; a été déclaré ainsi",
    ),
}
RULES: Mapping[str, tuple[str, str]] = {
    "sum": ("sum of the daily figures, both days included", "somme des chiffres quotidiens, les deux jours compris"),
    "day": (
        "the figure of that day, midnight to midnight, UK time",
        "le chiffre de ce jour, de minuit à minuit, heure britannique",
    ),
    "ytd": ("sum from 1 January to that day, both included", "somme du 1er janvier à ce jour, tous deux compris"),
    "year": ("sum from 1 January to 31 December", "somme du 1er janvier au 31 décembre"),
    "same date": (
        "against the same calendar date; 29 February against the 28th",
        "contre la même date ; le 29 février contre le 28",
    ),
    "same number of days": (
        "against the same number of days from 1 January",
        "contre le même nombre de jours depuis le 1er janvier",
    ),
    "per boat": (
        "all people divided by all boats of the period, rounded half up",
        "toutes les personnes divisées par toutes les embarcations, arrondi au plus proche",
    ),
    "mean": ("mean of the days that end on that day", "moyenne des jours qui finissent ce jour-là"),
    "gap": ("longest run of days with no boat", "plus longue suite de jours sans embarcation"),
    "none": ("days with no boat", "jours sans embarcation"),
    "share": (
        "boats by the people a boat of their day: daily tables give a day's mean only",
        "embarcations selon la moyenne de leur jour : les tableaux quotidiens ne donnent que la moyenne",
    ),
    "record": (
        "days of this table up to that day, as it says today; equal days share a rank",
        "jours de ce tableau jusqu'à ce jour, selon sa version ; les jours égaux partagent un rang",
    ),
    "whole weeks": ("sum of the weeks that end in the period", "somme des semaines qui finissent dans la période"),
    "whole quarters": ("sum of the final quarterly figures", "somme des chiffres trimestriels définitifs"),
    "stated": ("as a person or report stated it; not computed", "tel que déclaré ; non calculé"),
    "deaths": (
        "dead and missing of the incidents of that definition, by IOM's date",
        "morts et disparus des incidents de cette définition, selon la date de l'OIM",
    ),
}
UNITS: Mapping[str, tuple[str, str]] = {
    "people": ("people", "personnes"),
    "boats": ("boats", "embarcations"),
    "prevented": ("people prevented", "personnes empêchées"),
    "events_prevented": ("events prevented", "événements empêchés"),
    "uncontrolled": ("uncontrolled landings", "débarquements non contrôlés"),
    "returned_to_france": ("returned to France", "renvoyées en France"),
    "admitted_to_uk": ("admitted to the United Kingdom", "admises au Royaume-Uni"),
    "attempts_people": ("people who attempted it", "personnes ayant tenté la traversée"),
    "rescued_people": ("people rescued", "personnes secourues"),
    "operations": ("operations", "opérations"),
    "red_days": ("red days", "jours rouges"),
    "dead": ("dead", "morts"),
    "missing": ("missing", "disparus"),
    "on record": ("on record", "depuis le début"),
    "more": ("more", "plus"),
    "fewer": ("fewer", "moins"),
    "later": ("later", "tard"),
    "earlier": ("earlier", "tôt"),
    "per_boat": ("people a boat", "personnes par embarcation"),
    "crossings": ("Channel crossings, every cause", "traversées de la Manche, toutes causes"),
    "crossings without violence and illness": (
        "Channel crossings without violence and illness",
        "traversées de la Manche sans violence ni maladie",
    ),
    "whole route": ("the whole route to the United Kingdom", "toute la route vers le Royaume-Uni"),
}
_ISO = re.compile(r"\d{4}-\d\d-\d\d")


def words(key: str, **args: str | float) -> Words:
    """A sentence of the figures with its places filled, English beside the key.

    >>> words("day", count=592, unit="people", first="2025-03-02").text
    '592 people on 2 March 2025'
    """
    return Words(f"figures.{key}", args, said(f"figures.{key}", args, "en"))


def said(key: str, args: Mapping[str, str | float], language: Language) -> str:
    """The sentence under a key in a language.

    >>> said("figures.day", {"count": 1295, "unit": "people", "first": "2022-08-22"}, "fr")
    '1\u202f295 personnes le 22 août 2022'
    """
    pattern = SENTENCES[key.removeprefix("figures.")][_at(language)]
    return pattern.format_map({name: spoken(name, value, language) for name, value in args.items()})


def rule_in(rule: str, language: Language) -> str:
    """What a rule says."""
    return RULES[rule][_at(language)]


def spoken(name: str, value: str | float, language: Language) -> str:
    """A number with its thousands apart, a day in words, a unit in the language; years and other text as they are."""
    if name == "percent" and not isinstance(value, str):
        return f"{value:+.1f}".replace(".", "," if language == "fr" else ".")
    if name == "scope":
        return _scope(str(value), language)
    if isinstance(value, str):
        return in_words(value, language) if _ISO.fullmatch(value) else UNITS.get(value, (value, value))[_at(language)]
    return str(value) if name == "year" else number(value, language)


def number(value: float, language: Language) -> str:
    """A number as a person reads it: whole, or to one place.

    >>> number(45774, "fr"), number(67.94, "en")
    ('45\\u202f774', '67.9')
    """
    text = f"{value:,.0f}" if float(value).is_integer() else f"{value:,.1f}"
    return text if language == "en" else text.replace(",", "\u202f").replace(".", ",")


def in_words(iso: str, language: Language) -> str:
    """A day in words.

    >>> in_words("2025-03-01", "fr")
    '1er mars 2025'
    """
    day = date.fromisoformat(iso)
    first = "1er" if language == "fr" and day.day == 1 else str(day.day)
    return f"{first} {MONTHS[language][day.month - 1]} {day.year}"


def _at(language: Language) -> int:
    return 0 if language == "en" else 1


def _scope(value: str, language: Language) -> str:
    """Which days are compared: "3/2024" is March 2024, "3/" March of every year, "/2024" the year, "/" all."""
    month, _, year = value.partition("/")
    parts = [*([MONTHS[language][int(month) - 1]] if month else []), *([year] if year else [])]
    return f"{'of' if language == 'en' else 'de'} {' '.join(parts)}" if parts else UNITS["on record"][_at(language)]
