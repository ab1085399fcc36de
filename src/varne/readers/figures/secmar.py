"""SECMAR, the French open data on rescue: table operations_stats, operations with `avec_clandestins` in the Channel.

One row an operation, by the French calendar day. An escort counts as assistance there, and a search that finds nothing and
proves nothing counts as having reached the coast by its own means ("incertitude"): so "assisted" is not "rescued", and
nobody may be taken for safe out of these figures (SNOSAN, documentation of the data set, Licence Ouverte).
"""

from collections.abc import Iterator, Sequence

from varne.readers.figures.cells import BadCell, day
from varne.readers.figures.found import Filled, Part
from varne.readers.figures.grouped import Added, add_up, cell_of, number_of
from varne.readers.figures.headers import Header, Layout, Row, find_header
from varne.readers.problem import Problem, shortened

PEOPLE = {
    "assisted": r"nombre_personnes_assistees",
    "rescued": r"nombre_personnes_secourues",
    "found": r"nombre_personnes_retrouvees",
    "self_rescued": r"nombre_personnes_tirees_daffaire_seule",
    "missing": r"nombre_personnes_disparues",
    "dead": r"nombre_personnes_tous_deces|nombre_personnes_decedees",
    "involved": r"nombre_personnes_impliquees",
}
OPERATIONS = Layout(
    "date",
    {"date": r"date", "with": r"avec_clandestins", "prefecture": r"prefecture_maritime", **PEOPLE},
    frozenset({"date", "with", "prefecture", "missing", "dead"}),
)
CHANNEL = "manche"
YES = frozenset({"true", "t", "1", "vrai", "oui"})


def read_operations(rows: Sequence[Row]) -> Filled | None:
    """Operations and people by day; None when these are not the rows of operations_stats."""
    header = find_header(rows, OPERATIONS)
    if header is None:
        return None
    problems: list[Problem] = []
    columns = add_up(_added(rows, header, problems))
    return Filled("SECMAR operations_stats", (Part(columns),), problems)


def _added(rows: Sequence[Row], header: Header, problems: list[Problem]) -> Iterator[Added]:
    for n, row in enumerate(rows[header.row + 1 :], header.row + 2):
        cells = [str(cell_of(row, header, name)).strip().lower() for name in ("with", "prefecture")]
        if cells[0] not in YES or not cells[1].startswith(CHANNEL):
            continue
        try:
            key = day(str(cell_of(row, header, "date"))[:10]), ""
            numbers = {m: number_of(cell_of(row, header, m)) for m in PEOPLE if m in header.column}
            yield Added("secmar", key, {"operations": 1.0, **numbers})
        except BadCell as bad:
            problems.append(Problem(f"row {n}", shortened(" | ".join(map(str, row))), bad.why, bad.mend))
