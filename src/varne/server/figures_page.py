"""The HTML of the page of official figures, in English or French: no style of its own, every text escaped."""

import sqlite3
from datetime import date
from html import escape
from typing import Any
from urllib.parse import urlencode

from varne.crossings.charts import KINDS, Kind
from varne.crossings.claims.check import Finding
from varne.crossings.measures import Measured, newest
from varne.crossings.sentences import Language, in_words, rule_in, said
from varne.crossings.summary import summary
from varne.figures import asked
from varne.figures.checked import plain_finding
from varne.figures.known import NothingKnown, need_daily
from varne.figures.times import LATEST
from varne.writers.figures.pictures import ENDINGS
from varne.writers.figures.rows import source_of
from varne.writers.figures.titles import TITLES

TEXTS: dict[str, tuple[str, str]] = {
    "title": ("Official figures", "Chiffres officiels"),
    "map": ("Back to the map", "Retour à la carte"),
    "language": ("Français", "English"),
    "none": (
        "No official table is held yet. On this machine: varne figures import FILE, or varne figures update.",
        "Aucun tableau officiel pour l'instant. Sur cette machine : varne figures import FICHIER, ou varne figures update.",
    ),
    "as known": ("As known on {day}", "Connu au {day}"),
    "numbers": ("Numbers", "Chiffres"),
    "number": ("Number", "Chiffre"),
    "rule": ("Rule", "Règle"),
    "pictures": ("Pictures", "Graphiques"),
    "rows": ("The rows behind it:", "Les lignes :"),
    "sources": ("Sources", "Sources"),
    "vintages": ("Vintages of the daily table", "Versions du tableau quotidien"),
    "newest": ("newest", "dernière"),
    "check": ("Check a claim", "Vérifier une affirmation"),
    "claim": ("The sentence", "La phrase"),
    "said": ("Said on (may stay empty)", "Dite le (peut rester vide)"),
    "go": ("Check", "Vérifier"),
    "reproduces": ("reproduces", "se vérifie"),
    "contradicts": ("contradicts the table", "contredit le tableau"),
    "cannot": ("cannot be computed", "ne se calcule pas"),
    "not ours": (
        "These are published figures. They are never mixed with our own record of a night.",
        "Ce sont des chiffres publiés. Ils ne sont jamais mêlés à notre propre registre d'une nuit.",
    ),
}


EXAMPLE: dict[Language, str] = {
    "en": "592 people in 11 boats on 2 March 2025",
    "fr": "592 personnes dans 11 embarcations le 2 mars 2025",
}


def page(db: sqlite3.Connection | None, language: Language, as_known: date | None) -> str:
    """The whole page, as known on a day (None: all that is held); without a store it says how to get one."""
    try:
        inside = _nothing(language) if db is None else _inside(db, language, as_known)
    except NothingKnown as error:
        inside = f"<p>{escape(str(error))}</p>"
    other = {"language": "fr" if language == "en" else "en"} | ({"as_known": str(as_known)} if as_known else {})
    return (
        f'<!doctype html>\n<html lang="{language}"><head><meta charset="utf-8" />'
        '<meta name="viewport" content="width=device-width, initial-scale=1" />'
        f"<title>Varne: {_t('title', language)}</title>"
        '<link rel="icon" href="./icon.svg" type="image/svg+xml" />'
        '<link rel="stylesheet" href="./css/figures.css" />'
        '<script type="module" src="./js/figures.js"></script></head><body>'
        f'<header><a href="./">Varne</a> <a href="./">{_t("map", language)}</a> '
        f'<a href="?{escape(urlencode(other))}" hreflang="{other["language"]}">{_t("language", language)}</a></header>'
        f"<main><h1>{_t('title', language)}</h1><p>{_t('not ours', language)}</p>{inside}</main></body></html>\n"
    )


def _t(key: str, language: Language) -> str:
    return escape(TEXTS[key][0 if language == "en" else 1])


def _nothing(language: Language) -> str:
    return f"<p>{_t('none', language)}</p>"


def _inside(db: sqlite3.Connection, language: Language, as_known: date | None) -> str:
    daily = need_daily(db, as_known or LATEST)
    tables = asked.tables(db, as_known or LATEST)
    day = in_words((as_known or max(v.published for v in tables).date()).isoformat(), language)
    head = f"<h2>{_t('as known', language).format(day=escape(day))}</h2>"
    numbers = _numbers(list(summary(daily, newest(daily))), language)
    pictures = "".join(_picture(kind, language, as_known) for kind in KINDS)
    sources = "".join(f"<li>{escape(source_of(v, language))}</li>" for v in tables)
    return (
        f"{_check(language)}{head}{numbers}<h2>{_t('pictures', language)}</h2>{pictures}"
        f"<h2>{_t('sources', language)}</h2><ul>{sources}</ul>{_vintages(db, language)}"
    )


def _check(language: Language) -> str:
    """Where a claim is typed; the answer comes by js/figures.js."""
    return (
        f'<h2>{_t("check", language)}</h2><form id="check">'
        f'<label>{_t("claim", language)}<input name="claim" required maxlength="500" autocomplete="off" '
        f'value="{escape(EXAMPLE[language])}" /></label>'
        f'<label>{_t("said", language)}<input name="said" type="date" /></label>'
        f"<button>{_t('go', language)}</button></form>"
        '<ul id="answers" aria-live="polite"></ul>'
    )


def told(f: Finding, language: Language) -> dict[str, Any]:
    """A finding as the page shows it: as `varne figures check --json`, with the verdict in words and the whole source."""
    source = source_of(f.measured.vintages[0], language) if f.measured else None
    return {**plain_finding(f, language), "word": TEXTS[f.verdict][0 if language == "en" else 1], "source": source}


def _numbers(found: list[Measured], language: Language) -> str:
    told = [(said(m.sentence.key, m.sentence.args, language), rule_in(m.rule, language)) for m in found]
    rows = "".join(f"<tr><td>{escape(sentence)}</td><td>{escape(rule)}</td></tr>" for sentence, rule in told)
    head = f'<tr><th scope="col">{_t("number", language)}</th><th scope="col">{_t("rule", language)}</th></tr>'
    return f"<table><caption>{_t('numbers', language)}</caption><thead>{head}</thead><tbody>{rows}</tbody></table>"


def _picture(kind: Kind, language: Language, as_known: date | None) -> str:
    query = escape("?" + urlencode({"language": language} | ({"as_known": str(as_known)} if as_known else {})))
    title = escape(TITLES[kind][language])
    links = " ".join(f'<a href="./figures/{kind}.{e}{query}">{e.upper()}</a>' for e in ENDINGS if e != "svg")
    return (
        f'<figure id="{kind}"><img src="./figures/{kind}.svg{query}" alt="{title}" loading="lazy" />'
        f"<figcaption>{title}. {_t('rows', language)} {links}</figcaption></figure>"
    )


def _vintages(db: sqlite3.Connection, language: Language) -> str:
    """A link for each day on which the daily table was published anew: the page as it would have been then."""
    days = sorted({s.published.date() for s in asked.sightings(db) if s.kind == "time series workbook"}, reverse=True)
    queries = [(escape(urlencode({"language": language, "as_known": str(d)})), in_words(str(d), language)) for d in days]
    links = "".join(f'<li><a href="?{query}">{escape(day)}</a></li>' for query, day in queries)
    first = f'<li><a href="?language={language}">{_t("newest", language)}</a></li>'
    return f'<h2>{_t("vintages", language)}</h2><ul class="days">{first}{links}</ul>'
