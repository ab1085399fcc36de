"""varne figures balance: what our own record says became of people, night by night, beside the official figure."""

import csv
import io
import sqlite3
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from varne.crossings.balance import ASSUMED, OUTCOMES, BoatAccount, NightBalance, Range, as_secmar, balance, night_of
from varne.crossings.figure import day_of
from varne.crossings.sentences import in_words
from varne.figures.known import daily_on
from varne.figures.times import LATEST
from varne.fusion.report import Count
from varne.record.incident import Night, fold
from varne.record.incident.people import by_outcome
from varne.record.incident.state import Boat
from varne.record.log import LogDamaged, stored, verify


def balance_of(path: Path, figures: sqlite3.Connection | None, as_known: date | None = None) -> list[NightBalance]:
    """The balance of a log, with the official figure beside each night where the store has it.

    raises  LogDamaged
    """
    if problems := verify(path).problems:
        raise LogDamaged(str(path), problems[0])
    return balance(accounts(fold(stored(path))), official(figures, as_known or LATEST))


def accounts(night: Night) -> list[BoatAccount]:
    """Every boat of a record as plain ranges."""
    return [_account(boat) for boat in night.boats.values()]


def _account(boat: Boat) -> BoatAccount:
    outcomes: dict[str, Range] = {fate: _range(count) for fate, count in boat.accounted.items()}
    aboard = [a for a in boat.ledger if a.outcome == "on_rescue_vessel"]
    recovered = {
        centre: _range(by_outcome(a for a in aboard if a.centre == centre)["on_rescue_vessel"])
        for centre in sorted({a.centre for a in aboard})
    }
    people = _range(boat.people) if boat.people else None
    left = _range(boat.unaccounted) if boat.unaccounted else None
    return BoatAccount(night_of(boat.opened_at), boat.id, boat.name, people, outcomes, recovered, left)


def _range(count: Count) -> Range:
    return count.min, count.likely, count.max


def official(db: sqlite3.Connection | None, as_known: date) -> dict[date, float]:
    """People of each day by the official daily table; none when it is not at hand."""
    daily = daily_on(db, as_known) if db is not None else None
    if daily is None:
        return {}
    known = np.isfinite(daily.people)
    return {day_of(d): float(p) for d, p in zip(daily.days[known], daily.people[known], strict=True)}


def plain(nights: Sequence[NightBalance]) -> list[dict[str, Any]]:
    """The balance as `--json` prints it."""
    return [
        {
            "night": n.night.isoformat(),
            "boats": n.boats,
            "boats_of_unknown_number": n.unknown,
            "people": _three(n.people),
            **{o: _three(n.outcomes[o]) for o in OUTCOMES},
            "recovered_by": {centre: _three(r) for centre, r in n.recovered.items()},
            "unaccounted": _three(n.unaccounted),
            "official_people_next_day": n.official,
            "accounts": [_boat_plain(b) for b in n.accounts],
        }
        for n in nights
    ]


def _boat_plain(b: BoatAccount) -> dict[str, Any]:
    return {
        "boat": b.boat,
        "name": b.name,
        "people": _three(b.people) if b.people else None,
        **{o: _three(r) for o, r in b.outcomes.items()},
        "recovered_by": {centre: _three(r) for centre, r in b.recovered.items()},
        "unaccounted": _three(b.unaccounted) if b.unaccounted else None,
    }


def _three(r: Range) -> dict[str, int]:
    return {"min": r[0], "likely": r[1], "max": r[2]}


def text(nights: Sequence[NightBalance]) -> str:
    """The balance to read: ours first, the official figure apart from it."""
    return "\n".join(line for n in nights for line in _lines(n))


def _lines(n: NightBalance) -> list[str]:
    unknown = f", {n.unknown} of them of unknown number" if n.unknown else ""
    lines = [
        f"Night of {in_words(n.night.isoformat(), 'en')}: {n.boats} boat(s){unknown}, {_said(n.people)} people reported aboard"
    ]
    lines += [f"    {o.replace('_', ' ')}: {_said(r)}" for o, r in n.outcomes.items() if r != (0, 0, 0)]
    lines += [f"    recovered, as {centre} recorded: {_said(r)}" for centre, r in n.recovered.items()]
    lines.append(f"    unaccounted: {_said(n.unaccounted)}" + (" and those of unknown number" if n.unknown else ""))
    lines += [f"    {_boat(b)}" for b in n.accounts]
    if n.official is not None:
        lines.append(f"  official, beside it and never added: {n.official:,.0f} people on the day after")
    return lines


def _boat(b: BoatAccount) -> str:
    """A boat on one line."""
    outcomes = ", ".join(f"{_said(r)} {o.replace('_', ' ')}" for o, r in b.outcomes.items())
    people = f"{_said(b.people)} aboard" if b.people else "nobody said how many"
    left = f"{_said(b.unaccounted)} unaccounted" if b.unaccounted else "unaccounted unknown"
    return f"- {b.name}: {people}{f'; {outcomes}' if outcomes else ''}; {left}"


def _said(r: Range) -> str:
    return str(r[0]) if r[0] == r[2] else f"{r[0]} to {r[2]}, likely {r[1]}"


def secmar_csv(nights: Sequence[NightBalance]) -> str:
    """The balance in SECMAR's terms as CSV; what it assumes stands before it in lines that begin with #."""
    out = io.StringIO()
    out.writelines(f"# assumed: {line}\n" for line in ASSUMED)
    rows = as_secmar(nights)
    writer = csv.DictWriter(out, list(rows[0]) if rows else ["date"], lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()
