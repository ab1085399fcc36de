"""Claims out of a sentence, or out of the rows of a table: what each says the number is, and what is asked."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from varne.crossings.calendar import month_of
from varne.crossings.claims.asked import Asked, Context, NotClear, ask
from varne.crossings.claims.periods import Named, named
from varne.crossings.claims.quoted import NUMBER, NotANumber, Quoted, parse_quoted, quoted_number
from varne.crossings.claims.statement import WHAT, take_apart


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim: its text, and either what it asks and says, or why that is not clear."""

    text: str
    asked: Asked | None
    quoted: Quoted | None
    said: date
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table of claims: who said what, and the number or yes or no."""

    source: str
    statement: str
    quoted: str


_UNIT = "|".join(pattern for _, pattern in WHAT)
_QUANTITY = re.compile(
    rf"(?<![\w.,])({NUMBER})\s*(%|per ?cent\b|pour ?cent\b)?(?:\s*(?:small |more |\w+ )?({_UNIT})\b)?", re.IGNORECASE
)
_LAST_YEAR = re.compile(r"(?<!period )(?<!point )(?<!time )(?<!date )\b(?:last year|l'année dernière)\b", re.IGNORECASE)
_BEFORE_A_YEAR = re.compile(r"\b(?:in|since|of|during|by|for|en|depuis)\s+$", re.IGNORECASE)
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_DATE = re.compile(r"(20\d\d)-(\d\d)(?:-(\d\d))?")


def claims_in(text: str, said: date) -> list[Claim]:
    """Every claim of a sentence.

    text  such as "592 people in 11 boats on 2 March 2025"
    said  the day on which it was said: "so far this year" ends there, and a day without a year is the last one before it

    >>> [(c.asked.what, c.quoted.value) for c in claims_in("592 people in 11 boats on 2 March 2025", date(2025, 3, 3))]
    [('people', 592.0), ('boats', 11.0)]
    """
    text = _dated(text, said)
    rest = _without_quantities(text)
    statement = take_apart(rest)
    found = [_claim(text, statement_of, quoted, said) for statement_of, quoted in _parts(text, rest)]
    if statement.kind in ("rank_day", "rank_year"):
        found.append(_claim(text, rest, Quoted(1.0, yes_no=True), said))
    return found or [Claim(text, None, None, said, "no number in it; write it in digits with its unit, such as 592 people")]


def _parts(text: str, rest: str) -> Iterator[tuple[str, Quoted]]:
    """For each number: the statement with only its own unit, and what it is said to be."""
    plain = _without_most(rest)
    for found in _numbers(text):
        quoted = quoted_number(found[1], text[: found.start()])
        if found[2]:
            lower = re.search(
                r"\b(?:down|fell|fall|lower|drop\w*|decrease\w*|fewer|baisse)\b", text[: found.end() + 12], re.IGNORECASE
            )
            yield f"% {plain}", replace(quoted, value=-quoted.value) if lower and quoted.value > 0 else quoted
        else:
            yield f"{found[3] or ''} {_without_change(plain)}", quoted


def _numbers(text: str) -> list[re.Match[str]]:
    """The numbers that are no part of a period or of "7 days"; "2012 people" has one, "in 2012 people came" a year."""
    periods = named(text)
    found = [m for m in _QUANTITY.finditer(text) if not any(_inside(m, p, text) for p in periods)]
    return [m for m in found if not re.match(r"\s*(?:days?|jours?|hours?|months?)\b", text[m.end(1) :], re.IGNORECASE)]


def _inside(number: re.Match[str], period: Named, text: str) -> bool:
    if period.kind == "year" and number[3] and not _BEFORE_A_YEAR.search(text[: number.start()]):
        return False
    return period.at[0] < number.end(1) and number.start(1) < period.at[1]


def _without_quantities(text: str) -> str:
    for found in reversed(_numbers(text)):
        text = text[: found.start()] + " " + text[found.end() :]
    return " ".join(text.split())


def _without_most(text: str) -> str:
    return re.sub(r"\b(?:an? |the )?(?:new )?(?:record|highest|largest|busiest|biggest)\b", " ", text, flags=re.IGNORECASE)


def _without_change(text: str) -> str:
    """A statement without its comparison, which is a claim of its own."""
    cut = re.search(r"\b(?:up|down|compared|vs|versus|higher|lower|more than|fewer than|on the same)\b", text, re.IGNORECASE)
    return text[: cut.start()] if cut and text[: cut.start()].strip() else text


def _dated(text: str, said: date) -> str:
    """Days and years that a text names by the day it was said, as dates."""
    text = _LAST_YEAR.sub(str(said.year - 1), text)
    text = re.sub(r"\b(?:yesterday|hier)\b", f"on {said - timedelta(days=1)}", text, flags=re.IGNORECASE)

    def weekday(match: re.Match[str]) -> str:
        back = (said.weekday() - _WEEKDAYS.index(match[1].lower())) % 7
        return f"on {said - timedelta(days=back)}"

    return re.sub(rf"\bon ({'|'.join(_WEEKDAYS)})\b(?!,? \d)", weekday, text, flags=re.IGNORECASE)


def claims_of(rows: Sequence[Row], default: date) -> list[Claim]:
    """The claims of a table. A row may lean on the rows of the same source above it: "in boats", "YTD", "2023".

    default  the day on which it was said, where the source names none
    """
    found: list[Claim] = []
    source, context = None, Context(default)
    for row in rows:
        if row.source != source:
            source, context = row.source, Context(said_on(row.source) or default)
        try:
            asked, context = ask(take_apart(row.statement), context)
            quoted = parse_quoted(row.quoted)
            found.append(Claim(f"{row.statement}: {row.quoted}", _plain(asked, row.quoted), quoted, context.said))
        except (NotClear, NotANumber) as error:
            found.append(Claim(row.statement, None, None, context.said, str(error)))
    return found


def _plain(asked: Asked, quoted: str) -> Asked:
    """A record that is given as a number claims that number of its day."""
    numeric = quoted.strip().lower() not in ("yes", "no", "true", "false", "oui", "non")
    return replace(asked, kind="value") if asked.kind in ("rank_day", "rank_year") and numeric else asked


def _claim(text: str, statement: str, quoted: Quoted, said: date) -> Claim:
    try:
        asked, _ = ask(take_apart(statement), Context(said))
    except NotClear as error:
        return Claim(text, None, None, said, str(error))
    return Claim(text, asked, quoted, said)


def said_on(source: str) -> date | None:
    """The day that a source names, as 2025-03-04 or 2025-03; a month's last day where it names no day.

    >>> said_on("BBC 2025-03")
    datetime.date(2025, 3, 31)
    """
    found = _DATE.search(source)
    if found is None:
        return None
    year, month = int(found[1]), int(found[2])
    try:
        return date(year, month, int(found[3])) if found[3] else month_of(year, month)[1]
    except ValueError:
        return None
