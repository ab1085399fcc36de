"""Charts of what a store knows on a day."""

import sqlite3
from datetime import date

from varne.crossings.charts import Chart, Kind, calendar, cumulative, history, per_boat, ranking
from varne.crossings.measures import newest
from varne.figures import asked
from varne.figures.known import need_daily
from varne.figures.times import LATEST


def chart_of(db: sqlite3.Connection, kind: Kind, as_known: date | None = None) -> Chart:
    """The rows behind a picture, as known on a day (None: everything that is held).

    raises  NothingKnown
    """
    on = as_known or LATEST
    if kind == "revisions":
        changed = [r for r in asked.revisions(db, None, on) if r.changed]
        tables = sorted({r.table for r in changed})
        return history(changed, [v for t in tables or ["daily"] if (v := asked.vintage(db, t, on))])
    daily = need_daily(db, on)
    if kind == "records":
        return ranking(daily, newest(daily))
    return {"cumulative": cumulative, "calendar": calendar, "per-boat": per_boat}[kind](daily)
