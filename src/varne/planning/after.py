"""After: a boat's outlook once crews have searched in vain: each state counts for as much as it may have been missed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from varne.outlook import Outlook
from varne.search.after import Left, Sailed, left
from varne.search.detection import USUAL_FACTOR
from varne.search.path import until
from varne.search.sentences import say
from varne.words import Words


@dataclass(frozen=True, slots=True)
class After:
    """left  of the outlook's states, None when no track counts;  uncounted  tracks that do not, and why."""

    left: Left | None
    uncounted: tuple[Words, ...] = ()


def after(o: Outlook, sailed: Sequence[Sailed], now: float) -> After:
    """What tracks leave of an outlook, as far as they were made by a moment [s since 1970].

    sailed  with the curves that held; each must begin within the time of the outlook's states
    """
    counted, uncounted = [], []
    end = min(now, float(o.run.t[-1]))
    for s in sailed:
        if not o.run.t[0] <= s.path.t[0] < end:
            uncounted.append(say("search.after.outside", asset=s.name))
        else:
            counted.append(replace(s, path=until(s.path, end)))
    return After(left(o.run, counted, end, USUAL_FACTOR) if counted else None, tuple(uncounted))


def weighed(o: Outlook, found: After) -> Outlook:
    """The outlook whose states count for what is left of them: maps, contours and shares follow."""
    return o if found.left is None else replace(o, run=replace(o.run, weight=found.left.belief.weight))
