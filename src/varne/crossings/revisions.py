"""What became of a published number: everything that was said of one day, in order."""

from dataclasses import dataclass
from datetime import date, datetime

from varne.crossings.figure import TABLES
from varne.words import Words


@dataclass(frozen=True, slots=True)
class Said:
    """One value of a key, from the first to the last document in a row that say it.

    value  None where the document gives no number; reason: why;  note: what the document says about it
    sha    of the first document; source: who published it
    """

    value: float | None
    reason: str
    note: str
    first: datetime
    last: datetime
    sha: str


@dataclass(frozen=True, slots=True)
class Revision:
    """A key of which more than one thing was said, oldest first."""

    table: str
    measure: str
    day: date
    label: str
    said: tuple[Said, ...]

    @property
    def changed(self) -> bool:
        """Whether the number itself changed, not only what is noted about it."""
        return len({s.value for s in self.said}) > 1

    @property
    def sentence(self) -> Words:
        """The history of the number in one sentence."""
        steps = ", ".join(f"{'-' if s.value is None else f'{s.value:,.0f}'} ({s.first:%-d %b %Y})" for s in self.said)
        title = TABLES[self.table].title
        text = f"{title}, {self.measure}, {self.day:%-d %B %Y}: {steps}"
        args = {"table": title, "measure": self.measure, "day": self.day.isoformat(), "steps": steps}
        return Words("figures.revision", args, text)
