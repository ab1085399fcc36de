"""Words: a sentence for people that every screen can say in its own language."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """A sentence by its key in the catalogues, with what fills it, and the same in English.

    key   place in the catalogues en and fr, for example ``fusion.caller.same``
    args  what the sentence's {placeholders} stand for; numbers are rounded for reading
    text  the English sentence, shown where a catalogue lacks the key

    >>> Words("fusion.caller.same", {"times": 200}, "the same phone: 200 times more likely").text
    'the same phone: 200 times more likely'
    """

    key: str
    args: Mapping[str, str | int | float]
    text: str


class InWords(ValueError):
    """An error that every screen can say in its own language.

    >>> str(InWords(Words("search.none.reach", {}, "nobody gets there")))
    'nobody gets there'
    """

    def __init__(self, words: Words) -> None:
        super().__init__(words.text)
        self.words = words
