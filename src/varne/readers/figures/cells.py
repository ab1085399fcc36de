"""One cell of a published table: a count, the reason why there is none, or a date. What cannot be read says so."""

import re
from datetime import date, datetime

WHY_MISSING = {
    "-": "not collected",
    "–": "not collected",
    "—": "not collected",
    "..": "not available",
    ":": "not available",
    "x": "not available",
    "z": "not applicable",
    "c": "withheld, confidential",
    "n/a": "not applicable",
}
"""GOV.UK shorthand for a number that is not there; with or without square brackets."""
MONTHS = {
    name: number
    for names in (
        "january february march april may june july august september october november december",
        "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    )
    for number, name in enumerate(names.split(), 1)
}
_COUNT = re.compile(r"(\d{1,3}(?:[,\u00a0\u202f ]\d{3})+|\d+)(?:\.0+)?\s*(?:\[[^\]]*\])?")
_DECIMAL = re.compile(r"[-+]?\d+(?:\.\d+)?")
_NUMERIC = re.compile(r"(\d{1,4})[/.-](\d{1,2})[/.-](\d{1,4})")
_WORDED = re.compile(r"(?:[^\W\d]+,?\s+)?(\d{1,2})(?:st|nd|rd|th|er)?[\s_-]+([^\W\d]+)\.?,?[\s_-]+(\d{4})")
EPOCH = date(1970, 1, 1).toordinal()


class BadCell(ValueError):
    """A cell that is neither a number, nor a known reason why there is none, nor a date; with the likely mend."""

    def __init__(self, why: str, mend: str) -> None:
        super().__init__(why)
        self.why, self.mend = why, mend


def count(cell: object) -> float | str:
    """A whole number from 0 up, or the reason why it is missing.

    raises  BadCell

    >>> count("1,295"), count(27.0), count("-")
    (1295.0, 27.0, 'not collected')
    """
    if isinstance(cell, float | int) and not isinstance(cell, bool):
        return _whole(float(cell))
    text = str(cell if cell is not None else "").strip()
    if reason := WHY_MISSING.get(text.lower().strip("[]")):
        return reason
    if found := _COUNT.fullmatch(text):
        return float(re.sub(r"\D", "", found[1]))
    if not text:
        raise BadCell("an empty cell where a number belongs", "a number that was not collected is written '-'")
    if _DECIMAL.fullmatch(text):
        return _whole(float(text))
    raise BadCell(f"{text!r} is no count", "give a whole number, or '-' where it was not collected")


def _whole(number: float) -> float:
    if number < 0:
        raise BadCell(f"{number:g} is negative", "a count is 0 or more; is it a difference or a code for missing?")
    if number != number // 1:
        raise BadCell(f"{number:g} is a fraction", "people and boats are whole; is it an average or a wrong column?")
    return number


def day(cell: object) -> int:
    """A date as days since 1970; text is read day first, year first where it begins with four digits.

    raises  BadCell, also for 04/13/2026, which only reads month first

    >>> day("14 April 2026") == day("2026-04-14") == day("14/04/2026")
    True
    """
    if isinstance(cell, date):  # a datetime is one too
        return cell.toordinal() - EPOCH
    text = str(cell if cell is not None else "").strip()
    for pattern, read in ((_NUMERIC, _numeric), (_WORDED, _worded)):
        if found := pattern.fullmatch(text):
            return read(text, *found.groups()).toordinal() - EPOCH
    try:
        return datetime.fromisoformat(text).toordinal() - EPOCH
    except ValueError:
        raise BadCell(f"{text!r} is no date", "write 14 April 2026 or 2026-04-14") from None


def _numeric(text: str, first: str, second: str, third: str) -> date:
    year, month, number = (first, second, third) if len(first) == 4 else (third, second, first)
    if int(month) > 12 >= int(number):
        raise BadCell(f"{text!r} only reads month first", "dates here are day first; write 2026-04-13")
    return _date(text, int(year), int(month), int(number))


def _worded(text: str, number: str, name: str, year: str) -> date:
    month = month_of(name)
    if month is None:
        raise BadCell(f"{name!r} is no month", "write it out, such as April")
    return _date(text, int(year), month, int(number))


def _date(text: str, year: int, month: int, number: int) -> date:
    try:
        return date(year, month, number)
    except ValueError:
        raise BadCell(f"{text!r} is not in the calendar", "is it a slip of the pen?") from None


def month_of(name: str) -> int | None:
    """The number of an English or French month, also shortened to three letters or more.

    >>> month_of("Sept"), month_of("août"), month_of("Ma")
    (9, 8, None)
    """
    low = name.lower().rstrip(".")
    found = {number for full, number in MONTHS.items() if len(low) >= 3 and full.startswith(low)}
    return found.pop() if len(found) == 1 else None
