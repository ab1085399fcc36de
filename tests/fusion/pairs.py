"""Two reports alone: how likely they are one boat, and why."""

from dataclasses import dataclass

import numpy as np

from varne.fusion.likelihood import Prior, evidence, sets_of
from varne.fusion.reasons import Reason, reasons
from varne.fusion.report import Report
from varne.fusion.table import STRAIT, Floats, Waters, tabulate
from varne.sea.field import Field


@dataclass(frozen=True, slots=True)
class Score:
    """The terms that speak for or against two reports being one boat; what is expected beforehand is one of them."""

    reasons: tuple[Reason, ...]

    @property
    def log_odds(self) -> float:
        """Sum of the terms [nats]."""
        return sum(r.nats for r in self.reasons)

    @property
    def p(self) -> float:
        """Probability that they are one boat, from these two reports alone."""
        return float(sigmoid(np.array(self.log_odds)))

    def term(self, name: str) -> float | None:
        """The weight of one term [nats]; None when it is silent, which is not the same as 0."""
        weights = [r.nats for r in self.reasons if r.term == name]
        return sum(weights) if weights else None


def score(a: Report, b: Report, current: Field, prior: Prior = Prior(), waters: Waters = STRAIT) -> Score:  # noqa: B008
    """How likely two reports are one boat, with the reasons.

    a, b     two reports with different ids, in any order
    current  the stream
    returns  a Score
    """
    table = tabulate([a, b], current, waters)
    return Score(reasons(table, [0], [1], evidence(table, sets_of([[0, 1]]), prior)[:, 0], prior, current))


def sigmoid(log_odds: Floats) -> Floats:
    """Probability of log odds [nats], without overflow; any shape."""
    return np.asarray(0.5 * (1 + np.tanh(np.asarray(log_odds) / 2)))
