"""The night as events of two centres arrive: late ones of the other side put in their place, beside one fold of all of them.

The limit is a fold of everything at once, when all is there and in order. A node is asked for its picture after every event,
with the other side's five events late; or half a night comes in one piece after a cut.
"""

import json
import statistics
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from varne.fusion.report import Count, Report
from varne.record import events as ev
from varne.record.chain import Stored
from varne.record.history import History
from varne.record.incident import fold

START = datetime(2026, 11, 27, tzinfo=UTC)
SIZES, LATE, ROUNDS = (1_000, 10_000), 5, 3


def main() -> None:
    told = {}
    for n in SIZES:
        night = made(n)
        once = _median(lambda night=night: fold(night))
        live = _median(lambda night=night: _live(night))
        cut = _median(lambda night=night: _after_a_cut(night))
        told[n] = {
            "fold_once_us_per_event": round(1e6 * once / n, 1),
            "live_over_fold_once": round(live / once, 2),
            "after_a_cut_over_fold_once": round(cut / once, 2),
        }
    print(json.dumps({"bench": f"history: pictures after every event, the other side's {LATE} late", "events": told}, indent=1))


def made(n: int) -> list[Stored]:
    """Reports of two centres in turn, a boat opened every 50, reports joined to it now and then; in order."""
    count, night = Count(30, 30, 30), []
    for k in range(n):
        name, at = ("dover", "gris-nez")[k * 7 % 5 % 2], START + timedelta(seconds=k)
        who = {"centre": name, "role": "watch officer"}
        event: ev.Event = ev.Reported(report=Report(f"r{k}", at, "call", "occupant", people=count))
        if k % 50 == 10:
            event = ev.BoatOpened(boat=f"b{k // 50}", name=f"B{k}", reports=(f"r{k - 1}",), **who)
        elif k % 5 == 3 and k > 50:
            event = ev.ReportsJoined(boat=f"b{(k - 50) // 50}", reports=(f"r{k - 1}",), **who)
        clock = (int(at.timestamp() * 1000), 0)
        night.append(Stored(k + 1, f"{k:064x}", at, event, origin=name, chain=f"{name}/joint", clock=clock))
    return night


def _live(night: Sequence[Stored]) -> None:
    history, late = History(), list[Stored]()
    for s in night:
        if s.origin == "dover":
            history.take([s])
        else:
            late.append(s)
        if len(late) > LATE:
            history.take([late.pop(0)])
        history.night()


def _after_a_cut(night: Sequence[Stored]) -> None:
    history = History()
    history.take(s for s in night if s.origin == "dover")
    history.night()
    history.take(s for s in night if s.origin != "dover")
    history.night()


def _median(work: object) -> float:
    spent = []
    for _ in range(ROUNDS):
        begun = time.process_time()
        work()  # type: ignore[operator]
        spent.append(time.process_time() - begun)
    return statistics.median(spent)
