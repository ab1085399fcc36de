"""Claims of a sentence: clause by clause, each of which may lean on the ones before it, as the rows of a table do."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from varne.crossings.calendar import same_date, year_of
from varne.crossings.claims.asked import Asked, Context, NotClear, ask
from varne.crossings.claims.claim import Claim
from varne.crossings.claims.clauses import Clause, clauses
from varne.crossings.claims.periods import named
from varne.crossings.claims.quantities import quantities, without_quantities
from varne.crossings.claims.quoted import Quoted, quoted_number
from varne.crossings.claims.rows import as_value
from varne.crossings.claims.statement import take_apart
from varne.crossings.claims.units import unit_of
from varne.crossings.claims.wording import worded
from varne.crossings.sentences import MONTHS

NO_NUMBER = "no number in it; write it in digits with its unit, such as 592 people"
YES = Quoted(1.0, yes_no=True)
_FALL = re.compile(r"\b(?:down|fell|fall|lower|drop\w*|decrease\w*|fewer|less|baisse|moins)\b", re.IGNORECASE)
_YEAR_BEFORE = re.compile(r"\b(?:the )?(?:previous year|year before|year earlier)\b", re.IGNORECASE)
_MOST = re.compile(
    rf"\b(?:an? |the |un )?(?:new )?(?:(?:second|third|fourth|fifth)[ -])?(?:record|highest|largest|busiest|biggest|most)\b"
    rf"(?: (?:single|daily)(?: day)?)?(?: (?:number|total|figure|count))?(?: (?:for|of|in|on) (?:a|any) (?:single )?day)?"
    rf"(?: (?:in|for|of|pour un mois de|de|en) (?:{'|'.join(m for names in MONTHS.values() for m in names)})\b(?! \d))?"
    rf"(?: on record)?",
    re.IGNORECASE,
)
_OTHER_YEAR = re.compile(r"\b(?:when|then|stood|figure|total|against|compared|(?:up|down|higher|lower) \w+)\b", re.IGNORECASE)
_BOATS = re.compile(r"\b(?:in |on |by )?(?:small )?(?:boats?|dinghies|vessels?|embarcations?|bateaux?)\b", re.IGNORECASE)
_COMPARED = re.compile(
    r"\b(?:up|down|compared|vs|versus|higher|lower|on the same|an? (?:rise|fall|increase|decrease))\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class _Said:
    """What one number is said of; without_unit: only the sentence before can tell of what."""

    text: str
    without_unit: bool = False


@dataclass(frozen=True, slots=True)
class _Heard:
    """What was said so far: the context, and with which year the last comparison was."""

    context: Context
    base: Asked | None = None


def claims_in(text: str, said: date) -> list[Claim]:
    """Every claim of a sentence.

    text  such as "592 people in 11 boats on 2 March 2025"
    said  the day on which it was said: "so far this year" ends there, and a day without a year is the last one before it

    >>> [(c.asked.what, c.quoted.value) for c in claims_in("592 people in 11 boats on 2 March 2025", date(2025, 3, 3))]
    [('people', 592.0), ('boats', 11.0)]
    """
    found: list[Claim] = []
    heard = _Heard(Context(said))
    plain = worded(text, said)
    for clause in clauses(plain):
        main = None
        for statement, quoted in _statements(clause):
            claim, heard = _hear(clause, statement, quoted, heard, plain)
            found.append(claim)
            main = main or heard.context.main  # of a clause the first number is what the next clause leans on
            heard = replace(heard, context=replace(heard.context, main=main))
    return found or [Claim(text, None, None, said, NO_NUMBER)]


def _statements(clause: Clause) -> Iterator[tuple[_Said, Quoted]]:
    """For each number of a clause what it is a number of, and what it is said to be; then what the clause says without one."""
    rest = without_quantities(clause.text)
    numbers = quantities(clause.text)
    for found, own in zip(numbers, _own_texts(clause.text, numbers), strict=True):
        quoted = quoted_number(found[1], clause.text[: found.start()])
        if found[2]:
            yield _Said(f"% {_MOST.sub(' ', rest)}"), _signed(quoted, clause.text)
        else:
            yield _Said(_of_unit(found[3] or "", own), without_unit=not found[3]), quoted
    kind = take_apart(rest).kind
    if kind in ("rank_day", "rank_year") or (kind in ("less", "more") and not any(n[2] for n in numbers)):
        yield _Said(rest), YES


def _own_texts(text: str, numbers: list[re.Match[str]]) -> list[str]:
    """What belongs to each number: its own stretch where each has a period of its own, else the whole clause."""
    periods = named(text)
    if len(numbers) < 2 or len(periods) != len(numbers):
        return [without_quantities(text)] * len(numbers)
    bounds = [0, *(n.start() for n in numbers), len(text)]
    before = periods[0].at[0] < numbers[0].start()
    pairs = list(pairwise(bounds))
    return [without_quantities(text[a:b]) for a, b in (pairs[:-1] if before else pairs[1:])]


def _of_unit(unit: str, text: str) -> str:
    """A statement of one unit: without records and comparisons, which are claims of their own, and "in small boats"."""
    plain = _without_comparison(_MOST.sub(" ", text))
    other = plain if unit_of(unit) != "people" or "per boat" in plain else _BOATS.sub(" ", plain)
    return f"{unit} {other}"


def _signed(quoted: Quoted, text: str) -> Quoted:
    return replace(quoted, value=-quoted.value) if _FALL.search(text) and quoted.value > 0 else quoted


def _without_comparison(text: str) -> str:
    """A statement up to its comparison, which is a claim of its own; one that is nothing else stays."""
    cut = _COMPARED.search(text)
    return text[: cut.start()] if cut and text[: cut.start()].strip() else text


def _hear(clause: Clause, said: _Said, quoted: Quoted, heard: _Heard, whole: str) -> tuple[Claim, _Heard]:
    """A claim, and what was said up to and with it."""
    day = heard.context.said
    if heard.base and said.without_unit and _of_the_other_year(clause, said.text):
        return Claim(clause.text, heard.base, quoted, day), heard
    main = heard.context.main
    text = _YEAR_BEFORE.sub(str(main.spans[-1][1].year - 1), said.text) if main else said.text
    try:
        asked, context = _asked(text, heard.context, whole)
    except NotClear as error:
        return Claim(clause.text, None, None, day, str(error)), heard
    base = _base(asked) if asked.against else heard.base
    return Claim(clause.text, asked if quoted.yes_no else as_value(asked), quoted, day), _Heard(context, base)


def _of_the_other_year(clause: Clause, text: str) -> bool:
    """Whether a bare number is that of the year with which was compared last: in brackets, or "the 2024 figure of"."""
    percent = any(n[2] for n in quantities(clause.text))
    return clause.bracketed or percent or (not named(text) and bool(_OTHER_YEAR.search(clause.text)))


def _asked(statement: str, context: Context, whole: str) -> tuple[Asked, Context]:
    """The question; a first clause without a period takes the one that the rest of the sentence names. raises NotClear"""
    try:
        return ask(take_apart(statement), context)
    except NotClear:
        later = " ".join(whole[slice(*p.at)] for p in named(whole)[:1])
        if context.main or not later or named(statement):
            raise
        return ask(take_apart(f"{statement} on {later}"), context)


def _base(asked: Asked) -> Asked:
    """What the number of the other year claims, that a comparison may give in brackets."""
    year = asked.against or asked.spans[0][1].year - 1
    whole = asked.spans[0] == year_of(asked.spans[0][1].year)
    spans = (year_of(year),) if whole else tuple((date(year, 1, 1), same_date(last, year)) for _, last in asked.spans)
    return replace(asked, kind="value", frame="year" if whole else "ytd", spans=spans, against=None)
