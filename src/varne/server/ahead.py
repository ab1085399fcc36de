"""Ahead: what is known at a moment, with the outlooks of boats carried on to a later one, for papers that say what will be."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta

from varne.picture.known import Known
from varne.server.desk import Desk


def known_ahead(
    desk: Desk, now: datetime, hours: float, boats: Iterable[str] | None = None, *, all_of_it: bool = False
) -> Known:
    """What is known at a moment, and where boats will be some hours later.

    boats      ids; None: every open boat
    all_of_it  as in Desk.known
    """
    known = desk.known(now, all_of_it=all_of_it)
    until = (now + timedelta(hours=hours)).timestamp()
    opened = [b.id for b in known.night.boats.values() if b.status == "open"]
    outlooks = dict(known.outlooks)
    for boat in opened if boats is None else [b for b in boats if b in opened]:
        with suppress(KeyError):  # nobody said where it is
            outlooks[boat] = desk.of_boat(boat, now, until, all_of_it=all_of_it)
    return replace(known, outlooks=outlooks)
