"""Boat: the outlook of one boat as the map, the commands, drift and search ask for it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from varne.drift.ensemble import STATES, Ensemble, resume
from varne.drift.forcing import Forcing
from varne.drift.run import Run
from varne.fusion.report import Report
from varne.fusion.table import distinct
from varne.outlook import paths
from varne.outlook.cloud import OUTPUT, gone_on
from varne.outlook.conditions import TRUE, codes
from varne.outlook.following import Followed, follow
from varne.outlook.model import SET_ASIDE, Going, Model, Told, told
from varne.outlook.notes import notes
from varne.sea.field import Constant
from varne.words import Words

AREA = 3_000.0
"""A position whose error is larger than this is an area [m]: the map says so."""
DEFAULT_ERROR = (300.0, 300.0, 0.0)
ANY_LIGHT_WIND = (2.5, 12 * 3600.0)
"""Where no wind is known: each state has its own light wind from any direction, force 2 to 3, that lasts the night [m/s, s]."""

CALM = Constant(0.0, 0.0, "no wind known: a light wind from any direction")
"""The field under those winds."""


@dataclass(frozen=True, slots=True)
class Outlook:
    """One boat through time.

    run          its states from the first position on, each with its past, by everything that was told; equal weights
    start        the last position that says more than an area and is more likely right than wrong
    ensemble     the states after the last report, ready for drift.march, columns as in run
    end          the states at the end of the run, going on as they do after the last report; going  how
    believed     probability that each position is right, by report id
    assumptions  what was assumed and what was made of the reports, for people
    """

    run: Run
    start: Report
    seed: int
    assumptions: tuple[Words, ...]
    ensemble: Ensemble
    end: Ensemble
    going: Going
    believed: Mapping[str, float] = field(default_factory=dict)

    def shares(self, t: float) -> dict[str, float]:
        """Share of the probability in each condition at a moment, on the shore or not; sum 1."""
        now = self.run.at(t)
        return {name: float(now.weight @ (now.state[0] == k)) for k, name in enumerate(STATES)}

    def states(self, t: float) -> dict[str, float]:
        """Probability of each state at a moment: under way, adrift, swamped, people in the water, landed; sum 1.

        landed  lies on a shore, whatever its condition: not the same as safe
        """
        now = self.run.at(t)
        code = codes(now.state[0], now.flag[0])
        return {name: float(now.weight @ (code == k)) for k, name in enumerate(TRUE)}

    def at(self, t: float) -> Ensemble:
        """The weighted states at a moment not before the last report, to drift on from there with fresh errors."""
        return resume(self.ensemble, self.run, t)


def starting_report(reports: Sequence[Report]) -> Report | None:
    """The last report with a position better than an area, else the last with any position, else None."""
    placed = sorted((r for r in reports if r.has_position and r.channel not in SET_ASIDE), key=lambda r: (r.when, r.id))
    better = [r for r in placed if (r.ellipse_m or DEFAULT_ERROR)[0] <= AREA]
    best = better or placed
    return best[-1] if best else None


def span(reports: Sequence[Report]) -> tuple[float, float] | None:
    """First position and last report that an outlook goes through [s since 1970], for laying out fields; None: no position."""
    heard = told(reports, {})
    first = next((r.t for r in heard if r.fix), None)
    return None if first is None else (first, heard[-1].t)


def outlook(
    reports: Sequence[Report],
    forcing: Forcing,
    until: float,
    *,
    n: int,
    rng_seed: int,
    wind_known: bool,
    belonging: Sequence[float] | None = None,
    model: Model | None = None,
) -> Outlook | None:
    """Where a boat's states go from its first position to a time; None when no report has a position at sea.

    reports     of one boat, any order; copies count once
    forcing     covers from the first position (see `span`) to `until` [s since 1970]; positions before it are told as unused
    n           states: 2,000 for a list of boats, 10,000 for a map to search from
    wind_known  False: every state gets its own light wind from any direction instead of the wind in forcing
    belonging   probability that each report is of this boat, 0..1, in the order of reports; None: all are
    model       what is assumed of boats and reports
    raises      ValueError when the forcing does not cover `until`, or covers no position of several
    """
    model = model or Model()
    if not wind_known:
        model = replace(model, errors=replace(model.errors, wind=ANY_LIGHT_WIND))
    chances = dict(zip((r.id for r in reports), belonging or [1.0] * len(reports), strict=True))
    originals, _ = distinct(reports)
    heard = told(originals, chances)
    usable = _covered(heard, forcing)
    if not any(r.fix for r in usable):
        return None
    until = max(until, usable[-1].t + OUTPUT)
    _reach(forcing, until)
    done = follow(usable, forcing, until, n, rng_seed, model)
    if done is None:
        return None
    by_id = {r.id: r for r in originals}
    start = _start([by_id[r.id] for r in usable if r.fix], done)
    said = notes(originals, heard, done, start, wind_known)
    return Outlook(done.run, start, rng_seed, said, done.last, done.end, done.going, done.right)


def longer(o: Outlook, forcing: Forcing, until: float) -> Outlook:
    """An outlook that goes on to a later moment; as it is when it goes so far already.

    forcing  that covers from the end of its run to `until`
    returns  to the last bit what `outlook` gives for `until`, when its run ends a whole number of hours after the last report
    raises   ValueError when the forcing does not cover `until`
    """
    if until - o.end.t < 1.0:
        return o
    _reach(forcing, until)
    end, stretches = gone_on(o.end, forcing, until, o.going, o.seed)
    return replace(o, run=paths.longer(o.run, stretches), end=end)


def _reach(forcing: Forcing, until: float) -> None:
    if until > forcing.t[-1] + 1.0:
        raise ValueError(f"the forcing covers {forcing.t[0]} to {forcing.t[-1]}, the outlook needs {until}")


def _covered(heard: Sequence[Told], forcing: Forcing) -> list[Told]:
    """The reports within the time of the fields; of earlier ones what they say of the condition.

    raises  ValueError when there are positions and all are outside
    """
    first, last = float(forcing.t[0]) - 1e-3, float(forcing.t[-1]) - OUTPUT
    usable = [r if r.t >= first else replace(r, fix=None) for r in heard if r.t <= last]
    usable = [r for r in usable if r.says_something]
    if any(r.fix for r in heard) and not any(r.fix for r in usable):
        raise ValueError(f"the forcing covers {forcing.t[0]} to {forcing.t[-1]}, and no position of the boat is of that time")
    return usable


def _start(placed: Sequence[Report], done: Followed) -> Report:
    believed = [r for r in placed if done.right.get(r.id, 0.0) >= 0.5]
    start = starting_report(believed or placed)
    if start is None:
        raise ValueError("no report with a position to start from")
    return start
