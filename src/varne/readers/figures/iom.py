"""IOM Missing Migrants: incidents on the way to the United Kingdom, split so that each sum has one meaning.

The route "Mainland Europe to the UK" mixes the sea with motorways and lorries, and a body's date can be the day it was
found (IOM, methodology). An incident is a Channel crossing when its place says so, in the words that IOM uses since 2018.
"""

from collections.abc import Iterator, Sequence

from varne.readers.figures.cells import BadCell, day
from varne.readers.figures.found import Filled, Part
from varne.readers.figures.grouped import Added, add_up, cell_of, number_of
from varne.readers.figures.headers import Header, Layout, Row, find_header
from varne.readers.problem import Problem, shortened

INCIDENTS = Layout(
    "date",
    {
        "id": r"(?:main|incident) id",
        "date": r"incident date|website date",
        "dead": r"no\. dead|number of dead",
        "missing": r"no\. missing|(?:minimum )?(?:estimated )?number of missing",
        "survivors": r"no\. survivors|number of survivors",
        "cause": r"cause of death(?: \(category\))?",
        "route": r"(?:migration )?route",
        "place": r"location of death|location of incident",
    },
    frozenset({"id", "date", "dead", "missing", "cause", "route", "place"}),
)
ROUTES = frozenset({"mainland europe to the uk", "english channel to the uk"})
AT_SEA = ("channel crossing", "crossing of the channel")
NOT_THE_SEA = ("violence", "sickness")


def read_incidents(rows: Sequence[Row]) -> Filled | None:
    """Dead, missing and survivors of each incident; None when these are not IOM's rows."""
    header = find_header(rows, INCIDENTS)
    if header is None:
        return None
    problems: list[Problem] = []
    columns = add_up(_added(rows, header, problems))
    return Filled("IOM Missing Migrants table", (Part(columns),), problems)


def _added(rows: Sequence[Row], header: Header, problems: list[Problem]) -> Iterator[Added]:
    for n, row in enumerate(rows[header.row + 1 :], header.row + 2):
        if str(cell_of(row, header, "route")).strip().lower() not in ROUTES:
            continue
        try:
            yield _incident(row, header)
        except BadCell as bad:
            problems.append(Problem(f"row {n}", shortened(" | ".join(map(str, row))), bad.why, bad.mend))


def _incident(row: Row, header: Header) -> Added:
    place, cause = (str(cell_of(row, header, name)) for name in ("place", "cause"))
    numbers = {name: number_of(cell_of(row, header, name), 0.0) for name in ("dead", "missing")}
    numbers["survivors"] = number_of(cell_of(row, header, "survivors"))
    key = day(cell_of(row, header, "date")), str(cell_of(row, header, "id"))
    return Added(_table(place, cause), key, numbers, shortened(f"{cause}; {place}"))


def _table(place: str, cause: str) -> str:
    if not any(words in place.lower() for words in AT_SEA):
        return "iom_elsewhere"
    return "iom_other_cause" if cause.lower().startswith(NOT_THE_SEA) else "iom_crossing"
