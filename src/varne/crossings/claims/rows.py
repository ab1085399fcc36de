"""Claims of a table: who said what, and the number, or yes or no. A row may lean on the rows of the same source above it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from varne.crossings.calendar import month_of
from varne.crossings.claims.asked import Asked, Context, NotClear, ask
from varne.crossings.claims.claim import Claim
from varne.crossings.claims.quoted import NotANumber, parse_quoted
from varne.crossings.claims.statement import take_apart

_DATE = re.compile(r"(20\d\d)-(\d\d)(?:-(\d\d))?")


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table of claims: who said what, and the number or yes or no."""

    source: str
    statement: str
    quoted: str


def claims_of(rows: Sequence[Row], default: date) -> list[Claim]:
    """The claims of a table; "in boats", "YTD" or "2023" take the rest from the rows above.

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
            asked = asked if quoted.yes_no else as_value(asked)
            found.append(Claim(f"{row.statement}: {row.quoted}", asked, quoted, context.said))
        except (NotClear, NotANumber) as error:
            found.append(Claim(row.statement, None, None, context.said, str(error)))
    return found


def as_value(asked: Asked) -> Asked:
    """A record that is given as a number claims that number of its day or year."""
    return replace(asked, kind="value") if asked.kind in ("rank_day", "rank_year") else asked


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
