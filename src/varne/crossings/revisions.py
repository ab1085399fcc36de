"""What became of a published number: everything that was said of one day, in order."""

from dataclasses import dataclass
from datetime import date, datetime

from varne.crossings.figure import TABLES
from varne.crossings.sentences import UNITS, Language, in_words, number


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

    def sentence(self, language: Language = "en") -> str:
        """The history of the number: what was said, and from which day on."""
        unit = UNITS.get(self.measure, (self.measure, self.measure))[0 if language == "en" else 1]
        head = f"{TABLES[self.table].title}, {unit}, {in_words(self.day.isoformat(), language)}"
        return f"{head}{': ' if language == 'en' else ' : '}{', '.join(_step(s, language) for s in self.said)}"


def _step(said: Said, language: Language) -> str:
    told = "-" if said.value is None else number(said.value, language)
    return f"{told} ({in_words(said.first.date().isoformat(), language)})"
