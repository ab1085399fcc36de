"""Reasons made when somebody asks for them: a night has thousands of pairs, a screen shows a few."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from varne.fusion.items import Rows
from varne.fusion.likelihood import sets_of
from varne.fusion.posterior import Problem
from varne.fusion.reasons import Reason, reasons
from varne.fusion.sheet import terms_of
from varne.fusion.table import Floats
from varne.sea.field import Field

Asked = Callable[[], tuple[Reason, ...]]


@dataclass(slots=True)
class Why:
    """Why two sets of rows are, or are not, one boat: the terms that they gain by being one, exactly, as sentences."""

    asked: Problem
    current: Field
    a: Rows
    b: Rows
    more: tuple[Reason, ...] = ()
    made: tuple[Reason, ...] | None = None

    def __call__(self) -> tuple[Reason, ...]:
        if self.made is None:
            told = self.asked
            self.made = (*reasons(told.table, self.a, self.b, self.gain(), told.prior, self.current), *self.more)
        return self.made

    def gain(self) -> Floats:
        """Terms (8,) that the sets gain by being one boat [nats]."""
        both, a, b = terms_of(self.asked.sheet, sets_of([(*self.a, *self.b), self.a, self.b])).T
        return np.asarray(both - a - b)


def said(*found: Reason) -> Asked:
    """Reasons that are known already."""
    return lambda: found
