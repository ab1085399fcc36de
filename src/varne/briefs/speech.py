"""Speech: the words of the catalogues, filled as the page fills them (server/web/js/words.js), for what is not a page."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Literal

from varne.words import Words

Language = Literal["en", "fr"]
Argument = str | int | float | None
_TOGETHER = re.compile(r"(?<=\d) (?=%|(?:NM|m)\b)| (?=[:;?!](?: |$))")
"""A number and its unit, and a word and the French signs after it, stay on one line."""


@dataclass(frozen=True, slots=True)
class Speech:
    """One language.

    catalogue  key -> sentence with {places}
    boats      boat id -> what it is called, where an argument is a boat
    """

    language: Language
    catalogue: Mapping[str, str]
    boats: Mapping[str, str] = field(default_factory=dict)

    def t(self, key: str, **args: Argument) -> str:
        """The words under a key, filled.

        >>> Speech("fr", {"a": "{n} kn, {centre}", "centre.dover": "Douvres"}).t("a", n=1.5, centre="dover")
        '1,5 kn, Douvres'
        """
        return self._filled(self.catalogue.get(key, f"[{key}]"), args)

    def word(self, family: str, value: str) -> str:
        """A word out of a family, or the bare value where the catalogue does not know it."""
        return self.catalogue.get(f"{family}.{value}", value)

    def say(self, words: Words) -> str:
        """A sentence of the record or of fusion in this language; its own English where the catalogue lacks it."""
        known = self.catalogue.get(words.key)
        return words.text if known is None else self._filled(known, words.args)

    def joined(self, sentences: Iterable[Words]) -> str:
        """Several sentences in one line."""
        return self.catalogue.get("brief.semicolon", "; ").join(self.say(w) for w in sentences)

    def centres(self, names: tuple[str, ...]) -> str:
        """Centres by what they are called; that nobody holds it, where there is none."""
        return ", ".join(self.word("centre", name) for name in names) or self.catalogue.get("boat.held_by_nobody", "-")

    def _filled(self, text: str, args: Mapping[str, Argument]) -> str:
        filled = re.sub(r"\{(\w+)\}", lambda m: self._argument(m[1], args.get(m[1])), text)
        return _TOGETHER.sub("\u00a0", re.sub(r"[\s:·,]+$", "", filled))

    def _argument(self, name: str, value: Argument) -> str:
        if value is None:
            return self.catalogue.get("unknown", "?")
        if isinstance(value, int | float):
            return f"{value:.10g}".replace(".", "," if self.language == "fr" else ".")
        if name == "boat":
            return self.boats.get(value, value)
        if known := self.catalogue.get(f"{name}.{value}"):
            return known
        centres = [self.catalogue.get(f"centre.{code}") for code in value.split(", ")]
        return ", ".join(c for c in centres if c) if all(centres) else value


def speech(language: Language, boats: Mapping[str, str] | None = None) -> Speech:
    """A language as the page has it."""
    return Speech(language, _catalogue(language), boats or {})


@cache
def _catalogue(language: Language) -> Mapping[str, str]:
    text = files("varne").joinpath("server", "web", "words", f"{language}.json").read_text("utf-8")
    return MappingProxyType(json.loads(text))


def zulu(when: datetime, now: datetime | None = None) -> str:
    """A time of day as it is said on the radio; with its date where it is a day or more from now.

    >>> zulu(datetime(2021, 11, 24, 3, 34, tzinfo=UTC)), zulu(*(datetime(2021, 11, d, 3, tzinfo=UTC) for d in (22, 24)))
    ('0334Z', '220300Z NOV 21')
    """
    if now is not None and abs(now - when) >= timedelta(hours=24):
        return date_time_group(when)
    return f"{when.astimezone(UTC):%H%M}Z"


_MONTHS = "JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC".split()


def date_time_group(when: datetime) -> str:
    """A moment as messages carry it, the same in every language.

    >>> date_time_group(datetime(2021, 11, 24, 3, 34, tzinfo=UTC))
    '240334Z NOV 21'
    """
    at = when.astimezone(UTC)
    return f"{at:%d%H%M}Z {_MONTHS[at.month - 1]} {at:%y}"
