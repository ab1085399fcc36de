"""How many people are aboard, from all that was counted."""

import numpy as np

from varne.fusion.items import Rows
from varne.fusion.report import Count
from varne.fusion.table import HEADS, Table, possible


def aboard(table: Table, rows: Rows) -> Count | None:
    """People aboard as all counts of a boat leave them: their hull, and the middle of the posterior within it."""
    counts = [c for i in rows if (c := table.reports[i].people) is not None and possible(c)]
    if not counts:
        return None
    low, high = min(c.min for c in counts), max(min(c.max, int(HEADS[-1])) for c in counts)
    log_p = table.heads.prior + table.heads.said[list(rows)].sum(axis=0)
    share = np.cumsum(np.exp(log_p - log_p.max()))
    middle = int(HEADS[np.searchsorted(share, share[-1] / 2)])
    said = sorted(c.likely for c in counts)
    likely = said[0] if said[0] == said[-1] else middle
    return Count(low, min(max(likely, low), high), high)
