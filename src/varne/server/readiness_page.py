"""The HTML of the page of readiness, in English or French. No script, every text escaped; of the whole Strait only."""

from html import escape

from varne.crossings.readiness.outlook import band
from varne.crossings.readiness.sentences import said
from varne.crossings.sentences import Language, in_words
from varne.readiness.scored import Report, warning
from varne.readiness.shown import ALWAYS, SHOWN, WEEKDAYS, at
from varne.record.events import ReadinessDay, ReadinessIssued

TEXTS: dict[str, tuple[str, str]] = {
    "title": ("Readiness", "Veille"),
    "map": ("Back to the map", "Retour à la carte"),
    "figures": ("Official figures", "Chiffres officiels"),
    "language": ("Français", "English"),
    "none": (
        "No forecast has been issued on this machine. One is made with: varne readiness forecast --from FILE",
        "Aucune prévision n'a été émise sur cette machine. Pour en émettre une : varne readiness forecast --from FICHIER",
    ),
    "issued": (
        "Issued {issued} by {centre}; official figures to {known}.",
        "Émis le {issued} par {centre} ; chiffres officiels jusqu'au {known}.",
    ),
    "days": ("The next days", "Les prochains jours"),
    "day": ("Day", "Jour"),
    "chance": ("Chance of a boat", "Probabilité d'une embarcation"),
    "many": ("Ten or more", "Dix ou plus"),
    "boats": ("Boats, 10 / 50 / 90 %", "Embarcations, 10 / 50 / 90 %"),
    "people": ("People, 10 / 50 / 90 %", "Personnes, 10 / 50 / 90 %"),
    "usual": ("Usual chance", "Probabilité habituelle"),
    "why": ("Why", "Pourquoi"),
    "scores": ("How good it has been, last 60 days", "Sa qualité, 60 derniers jours"),
    "skill": (
        "{n} forecasts; people {people} and chance of a boat {any} better than the climatology; {covered} of days inside the "
        "80 % interval. Below zero means worse.",
        "{n} prévisions ; personnes {people} et probabilité d'une embarcation {any} mieux que la climatologie ; {covered} des "
        "jours dans l'intervalle à 80 %. Moins de zéro : moins bon.",
    ),
    "unscored": ("No day that was forecast has official figures yet.", "Aucun jour prévu n'a encore de chiffres officiels."),
}


def page(newest: ReadinessIssued | None, scored: Report | str | None, language: Language) -> str:
    """The whole page: the newest forecast and how good the earlier ones were; without one it says how to issue one.

    scored  None: no day that was forecast has come; text: why it cannot be told
    """
    inside = _said("none", language) if newest is None else _forecast(newest, language) + _scores(scored, language)
    other = "fr" if language == "en" else "en"
    return (
        f'<!doctype html>\n<html lang="{language}"><head><meta charset="utf-8" />'
        '<meta name="viewport" content="width=device-width, initial-scale=1" />'
        f"<title>Varne: {_t('title', language)}</title>"
        '<link rel="icon" href="./icon.svg" type="image/svg+xml" />'
        '<link rel="stylesheet" href="./css/figures.css" /><link rel="stylesheet" href="./css/readiness.css" /></head><body>'
        f'<header><a href="./">Varne</a> <a href="./">{_t("map", language)}</a> '
        f'<a href="./figures">{_t("figures", language)}</a> '
        f'<a href="?language={other}" hreflang="{other}">{_t("language", language)}</a></header>'
        f"<main><h1>{_t('title', language)}</h1>{inside}</main></body></html>\n"
    )


def _t(key: str, language: Language, **args: str) -> str:
    return escape(TEXTS[key][0 if language == "en" else 1].format(**args))


def _said(key: str, language: Language, **args: str) -> str:
    return f"<p>{_t(key, language, **args)}</p>"


def _forecast(e: ReadinessIssued, language: Language) -> str:
    always = "".join(f"<p>{escape(said(key, {}, language))}</p>" for key in ALWAYS)
    known = in_words(e.known.isoformat(), language)
    issued = _said("issued", language, issued=f"{e.issued:%Y-%m-%d %H:%M} UTC", centre=e.centre, known=known)
    names = ("day", "chance", "many", "boats", "people", "usual")
    head = "".join(f'<th scope="col">{_t(name, language)}</th>' for name in names)
    rows = "".join(_row(d, language) for d in e.days)
    notes = "".join(f"<li>{escape(n)}</li>" for n in (*e.notes, e.vintage))
    table = f"<table><caption>{_t('days', language)}</caption><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
    wide = f'<div class="wide" role="region" tabindex="0" aria-label="{_t("days", language)}">{table}</div>'
    return f"{always}{issued}{wide}{_why(e, language)}<ul>{notes}</ul>"


def _row(d: ReadinessDay, language: Language) -> str:
    f, colour = d.forecast, band(d.forecast.any)
    chip = f'<span class="band {colour}">{escape(said(f"band.{colour}", {}, language))}</span> {_percent(f.any)}'
    counts = [" / ".join(str(at(c, p)) for p in SHOWN) for c in (f.boats, f.people)]
    cells = (chip, _percent(f.many), *counts, _percent(d.climate.any))
    return f'<tr><th scope="row">{_when(d, language)}</th>{"".join(f"<td>{c}</td>" for c in cells)}</tr>'


def _when(d: ReadinessDay, language: Language) -> str:
    return escape(f"{WEEKDAYS[language][d.day.weekday()]} {in_words(d.day.isoformat(), language)}")


def _why(e: ReadinessIssued, language: Language) -> str:
    """Day by day, what speaks for and against."""
    days = ((_when(d, language), "; ".join(said(p.key, p.args, language) for p in d.reasons)) for d in e.days)
    listed = "".join(f"<dt>{day}</dt><dd>{escape(told)}.</dd>" for day, told in days)
    return f"<h2>{_t('why', language)}</h2><dl>{listed}</dl>"


def _scores(r: Report | str | None, language: Language) -> str:
    head = f"<h2>{_t('scores', language)}</h2>"
    if isinstance(r, str):
        return f'{head}<p role="alert">{escape(r)}</p>'
    if r is None or r.recent is None:
        return head + _said("unscored", language)
    s = r.recent
    gain = {"people": _signed(s.skill_people), "any": _signed(s.skill_any)}
    told = _said("skill", language, n=str(s.n), covered=_percent(s.covered), **gain)
    alarm = f'<p role="alert"><strong>{escape(worse)}</strong></p>' if (worse := warning(r, language)) else ""
    return head + alarm + told


def _percent(share: float) -> str:
    return f"{share:.0%}"


def _signed(share: float) -> str:
    return f"{share:+.0%}"
